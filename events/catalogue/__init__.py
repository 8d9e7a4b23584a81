"""The catalogue of a fair's participants: those alone of whom somebody agreed to publication."""
