"""Clinics: who embeds the assistant, with what name, origins, keys and retention. Knows nothing of Rasa or Sanic."""
