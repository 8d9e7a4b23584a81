"""The receipt of an application: what was sent, as a letter with a PDF."""
