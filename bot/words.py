"""Words of data/responses/ for the parts of the program that speak without Rasa: the terminal, the web channel."""

from functools import cache
from typing import Any

import yaml

from bot import paths


@cache
def _responses(area: str) -> dict[str, dict[str, Any]]:
    content = yaml.safe_load((paths.DATA / "responses" / f"{area}.yml").read_text(encoding="utf-8"))
    return {name: variants[0] for name, variants in content["responses"].items()}


def words(area: str, name: str, **values: object) -> str:
    """Return the text of the response ``name`` of data/responses/AREA.yml with its places filled in."""
    text: str = _responses(area)[name]["text"]
    return text.format(**values)
