"""The held-out sets of tests/heldout/, shares with their 95 % intervals, and a reader with the trained model."""

import asyncio
import math
import re
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

    def readings(self, texts: Iterable[str]) -> list[dict[str, Any]]:
        """Return what the model reads in each text: intent and acts."""
        return asyncio.run(self._readings(list(texts)))

    async def _readings(self, texts: list[str]) -> list[dict[str, Any]]:
        return [await self.assistant.understand(text) for text in texts]
