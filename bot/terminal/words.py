"""The terminal's own words: data/responses/terminal.yml."""

from bot import words as responses


def words(name: str, **values: object) -> str:
    """Return the text ``utter_terminal_NAME`` with its places filled in."""
    return responses.words("terminal", f"utter_terminal_{name}", **values)
