"""Following deals up: who is asked when, the answer's page and desk, how much of what was agreed came true."""
