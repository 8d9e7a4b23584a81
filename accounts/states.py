"""Which deed leads from which state to which."""

ACCESS_LINK = {("open", "use"): "used", ("open", "withdraw"): "withdrawn"}
