"""The terminal's own words, read from data/responses/terminal.yml without starting Rasa."""

from functools import lru_cache

import yaml

from bot import paths


@lru_cache(maxsize=1)
def _responses() -> dict[str, str]:
    content = yaml.safe_load((paths.DATA / "responses" / "terminal.yml").read_text(encoding="utf-8"))
    return {name: variants[0]["text"] for name, variants in content["responses"].items()}


def words(name: str, **values: object) -> str:
    """Return the text ``utter_terminal_NAME`` with its places filled in."""
    return _responses()[f"utter_terminal_{name}"].format(**values)
