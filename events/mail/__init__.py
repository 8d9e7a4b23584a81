"""The letters of a fair's registration: their words, what became of each."""
