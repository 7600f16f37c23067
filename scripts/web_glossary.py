"""Writes the widget's word list, web/words/glossary.en.json, from knowledge/glossary.yml; a test keeps them equal."""

import json
from typing import Any

import yaml

from bot import paths

SOURCE = paths.KNOWLEDGE / "glossary.yml"
TARGET = paths.ROOT / "web" / "words" / "glossary.en.json"


def word_list(terms: list[dict[str, Any]]) -> str:
    """Return the file's content: term -> its meaning, then its other spellings."""
    listed = {term["term"]: [term["meaning"], *term.get("aliases", [])] for term in terms}
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":")) + "\n"


def main() -> None:
    """Write the file."""
    terms = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))["terms"]
    TARGET.write_text(word_list(terms), encoding="utf-8")


if __name__ == "__main__":
    main()
