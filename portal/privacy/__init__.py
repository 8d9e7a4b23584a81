"""Personal data on request: what is held, who asks for what by when, and erasing (domain.md §9)."""
