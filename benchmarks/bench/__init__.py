"""``make bench``: IgM Guide beside Rasa's starter project and an echo handler, in one run (docs/performance.md)."""
