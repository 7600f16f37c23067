"""What the users of the benchmark say: distinct texts, the same ones in every run."""

import random
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from bot import paths

BEFORE = ("", "hello, ", "hi, ", "hey, ", "and ", "so ", "ok, ", "well, ", "please, ", "hm, ", "oh, ", "yes, ")
AFTER = ("?", "", " please", " please?", " thanks", " then?", " now?", "??", " again?")
"""With these a question stays one sentence."""

TOLD = ("My doctor mentioned it. ", "I am new here. ", "I read about this. ", "A short question: ", "For my notes: ")
ADDED = (" Thank you.", " I am curious.", " Nobody has told me yet.", " Best wishes.", " That would help.", "")
"""With these it becomes two or three parts, each of which is read."""

SHARE_OF_PARTS = 0.27
"""Of the 18,448 examples in data/nlu/, 27 % have several parts."""

STARTER_BEFORE = ("", "well, ", "oh, ", "hm, ", "ok, ", "ah, ", "so, ", "right, ")
STARTER_AFTER = ("", "!", ".", " :)", "...", " then", " now", " today")


def guide_texts() -> list[str]:
    """Return questions over all topics of the knowledge base, in mixed order, with as many parts as examples have."""
    topics = yaml.safe_load((paths.KNOWLEDGE / "topics.yml").read_text(encoding="utf-8"))["topics"]
    questions = [topic["question"].rstrip("?") for topic in topics]
    plain = mixed(questions, BEFORE, AFTER)
    told = mixed([f"{question}?" for question in questions], TOLD, ADDED)
    told = told[: int(len(plain) * SHARE_OF_PARTS / (1 - SHARE_OF_PARTS))]
    return mixed([*plain, *told], ("",), ("",))


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
