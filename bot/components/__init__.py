"""Rasa graph components, one a file: thin adapters over bot/language."""
