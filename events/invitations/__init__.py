"""Inviting firms to a fair: reading lists, holding them against what is known, the words, the letters, the reads."""
