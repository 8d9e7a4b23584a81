"""What a province reports: figures as named queries, the report made of them, its page and its papers."""
