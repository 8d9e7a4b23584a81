"""Delegations: a centre applies for a pavilion and lists its firms; each firm is one participation."""
