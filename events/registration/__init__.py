"""A fair's registration: who may apply and for what, what it asks, and the steps of an application."""
