"""What the users of the benchmark say: distinct texts, the same ones in every run."""

import random
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from bot import paths

BEFORE = (
    "",
    "Hello, ",
    "Please tell me: ",
    "I would like to know: ",
    "My doctor mentioned it. ",
    "My sister asks: ",
    "A short question: ",
    "I read about this. ",
    "One more thing: ",
    "I am new here. ",
    "Good evening, ",
    "Could you explain: ",
    "A friend wonders: ",
    "Excuse me, ",
    "Since yesterday I ask myself: ",
    "For my notes: ",
)
AFTER = (
    "",
    " Thank you.",
    " I am curious.",
    " Please keep it short.",
    " Nobody has told me yet.",
    " I look forward to it.",
    " That would help.",
    " Take your time.",
    " Best wishes.",
    " I could not find it.",
    " I am only asking.",
    " That is all for now.",
)
STARTER_BEFORE = ("", "well, ", "oh, ", "hm, ", "ok, ", "ah, ", "so, ", "right, ")
STARTER_AFTER = ("", "!", ".", " :)", "...", " then", " now", " today")


def guide_texts() -> list[str]:
    """Return questions over all topics of the knowledge base, in mixed order."""
    topics = yaml.safe_load((paths.KNOWLEDGE / "topics.yml").read_text(encoding="utf-8"))["topics"]
    return mixed([topic["question"] for topic in topics], BEFORE, AFTER)


def starter_texts(project: Path) -> list[str]:
    """Return the examples of the starter project's own training data, slightly varied, in mixed order."""
    content: dict[str, Any] = yaml.safe_load((project / "data" / "nlu.yml").read_text(encoding="utf-8"))
    lines = [line for entry in content["nlu"] for line in entry["examples"].splitlines()]
    return mixed([line.removeprefix("- ") for line in lines if line], STARTER_BEFORE, STARTER_AFTER)


def mixed(middle: list[str], before: tuple[str, ...], after: tuple[str, ...]) -> list[str]:
    """Return every combination once, in an order that is the same in every run."""
    made = list(dict.fromkeys(f"{one}{two}{three}" for one, two, three in product(before, middle, after)))
    random.Random(6).shuffle(made)  # noqa: S311 - a repeatable order, no secret
    return made
