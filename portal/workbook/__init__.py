"""A province's workbook: read whole, compared with the records, then written in one transaction or not at all."""
