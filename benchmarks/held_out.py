"""``make eval``: how well the trained model understands the held-out questions of tests/heldout/.

Prints for each set the topic accuracy (a question counts as right when a labeller accepts the topic), the rate of
``clarify`` (counted as wrong), what happens to texts that lie outside, and to follow-ups, each with its n and
the 95 % Wilson interval.
"""

import argparse
import asyncio
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot import paths
from bot.kb.query import KnowledgeBase
from bot.runtime.assistant import Assistant

FOLDER = paths.ROOT / "tests" / "heldout"


@dataclass(frozen=True)
class Rate:
    """How many of how many."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        """Return the share (0 to 1)."""
        return self.hits / self.total

    def interval(self) -> tuple[float, float]:
        """Return the 95 % Wilson interval of the share."""
        z, n, p = 1.96, self.total, self.value
        middle, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return (middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n)

    def __str__(self) -> str:
        low, high = self.interval()
        return f"{self.value:6.1%} ({self.hits}/{self.total}, 95 % {low:.1%} to {high:.1%})"


def text_key(text: str) -> str:
    """Return the words of a text alone, to tell whether two texts are the same."""
    return " ".join(re.findall(r"\w+", text.lower()))


@lru_cache(maxsize=1)
def trained_texts() -> frozenset[str]:
    """Return the words of every training example."""
    entries = [e for p in (paths.DATA / "nlu").glob("*.yml") for e in yaml.safe_load(p.read_text("utf-8"))["nlu"]]
    lines = [line for entry in entries for line in entry["examples"].strip().splitlines()]
    return frozenset(text_key(line.removeprefix("- ")) for line in lines)


def questions(name: str) -> list[dict[str, Any]]:
    """Return the entries of a held-out file, without the few short ones that two writers came upon alike."""
    entries = yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))["questions"]
    return [entry for entry in entries if text_key(entry["text"]) not in trained_texts()]


def sets() -> list[str]:
    """Return the names of the held-out sets (``a``, ``b``, ...)."""
    return sorted(path.stem.removeprefix("topics_") for path in Path(FOLDER).glob("topics_*.yml"))


class Reader:
    """Reads texts with the trained model: the intent it would act on."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.topics = frozenset(KnowledgeBase(paths.DATABASE).topics)

    def intents(self, texts: Iterable[str]) -> list[str]:
        """Return the intent of each text."""
        return [reading["intent"]["name"] for reading in self.readings(texts)]

    def topics_of(self, texts: Iterable[str]) -> list[str]:
        """Return what is answered for each text: the first topic, also after a warning; else the intent."""
        return [
            next((act["topic"] for act in reading["acts"] if "topic" in act), reading["intent"]["name"])
            if reading["intent"]["name"] in ("urgent", "crisis")
            else reading["intent"]["name"]
            for reading in self.readings(texts)
        ]

    def readings(self, texts: Iterable[str]) -> list[dict[str, Any]]:
        """Return what the model reads in each text: intent and acts."""
        return asyncio.run(self._readings(list(texts)))

    async def _readings(self, texts: list[str]) -> list[dict[str, Any]]:
        return [await self.assistant.understand(text) for text in texts]


def topic_figures(reader: Reader, name: str) -> tuple[Rate, Rate, list[tuple[str, str, str]]]:
    """Return accuracy and clarify rate of a set, and its misses as (text, intent, accepted)."""
    entries = questions(f"topics_{name}")
    intents = reader.topics_of(entry["text"] for entry in entries)
    accepted = [{*entry["topics"], *entry["second"]} for entry in entries]
    right = [intent in good for intent, good in zip(intents, accepted, strict=True)]
    misses = [
        (entry["text"], intent, " ".join(sorted(good)))
        for entry, intent, good, ok in zip(entries, intents, accepted, right, strict=True)
        if not ok
    ]
    return Rate(sum(right), len(right)), Rate(intents.count("clarify"), len(right)), misses


def outside_figures(reader: Reader, name: str) -> dict[str, tuple[Rate, Counter[str]]]:
    """Return for each kind outside the topics how many were answered as a topic, and what became of all."""
    entries = questions(f"out_of_scope_{name}")
    intents = reader.intents(entry["text"] for entry in entries)
    figures = {}
    for kind in sorted({entry["kind"] for entry in entries}):
        mine = [intent for entry, intent in zip(entries, intents, strict=True) if entry["kind"] == kind]
        became = Counter("a topic" if intent in reader.topics else intent for intent in mine)
        figures[kind] = (Rate(became["a topic"], len(mine)), became)
    return figures


def follow_up_figure(reader: Reader, name: str) -> Rate:
    """Return how many follow-ups and pleasantries got their intent."""
    entries = questions(f"follow_ups_{name}")
    intents = reader.intents(entry["text"] for entry in entries)
    return Rate(sum(entry["intent"] == got for entry, got in zip(entries, intents, strict=True)), len(entries))


def main() -> None:
    """Print the figures of every set."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--misses", action="store_true", help="print every question that was misunderstood")
    arguments.add_argument("--sets", nargs="*", default=sets())
    chosen = arguments.parse_args()
    reader = Reader(Assistant.load())
    for name in chosen.sets:
        accuracy, clarify, misses = topic_figures(reader, name)
        print(f"set {name}\n  topic accuracy            {accuracy}\n  clarify (counted wrong)   {clarify}")
        for kind, (answered, became) in outside_figures(reader, name).items():
            print(f"  {kind + ' answered':25} {answered}   {dict(became.most_common())}")
        print(f"  follow-ups                {follow_up_figure(reader, name)}")
        for text, intent, good in misses if chosen.misses else []:
            print(f"    {intent} for {good}: {text}")


if __name__ == "__main__":
    main()
