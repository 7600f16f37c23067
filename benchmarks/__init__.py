"""Measurements: how well the assistant understands, how fast it is."""
