"""``python -m bot doctor``: looks at everything that the assistant needs, and says in words what is wrong."""
