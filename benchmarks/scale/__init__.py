"""Many processes: what they can carry, what happens when some are killed, whether deploy/ is sound."""
