"""Reads laboratory values from what people type or paste."""
