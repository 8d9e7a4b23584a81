"""The fees of a fair: what is asked for and why, how it is paid, what was received and given back."""
