"""What the law asks of a hosted fair: basis, days, changes, planned and reached, papers."""
