"""How well the assistant understands: the held-out sets, and Rasa's default pipeline beside it."""
