"""Danger in what people write: red flags and thoughts of self-harm, found before anything else."""
