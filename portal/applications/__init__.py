"""Applications to a fair from a spreadsheet: read whole, compared with the records, then entered all or none."""
