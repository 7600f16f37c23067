"""Broken and hostile inputs: to the readers, and to a server."""
