"""The assistant in the terminal: a chat, and one-shot questions."""
