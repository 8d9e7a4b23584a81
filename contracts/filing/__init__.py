"""Reports that were filed: their frozen rows, what differs from another version, their pages."""
