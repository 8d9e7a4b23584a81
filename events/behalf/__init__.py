"""Applications that staff enter for a firm: from a paper form, from a list, of a delegation."""
