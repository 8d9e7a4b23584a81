"""The review desk: the queue of a fair's applications, one beside its papers and the firm's history, what is noted."""
