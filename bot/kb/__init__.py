"""The knowledge base: YAML files in, a read-only SQLite database out. Knows nothing of Rasa."""
