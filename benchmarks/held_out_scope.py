"""What becomes of personal advice, gaps, compound questions and noisy texts: ``scope_*.yml`` of tests/heldout/."""

from collections import Counter
from typing import Any

import yaml

from benchmarks.held_out import FOLDER, Rate, Reader
from bot.runtime.assistant import Assistant


def topics(reading: dict[str, Any]) -> list[str]:
    """Return the topics that a reading answers, in order."""
    return [act["topic"] for act in reading["acts"] if "topic" in act]


def main() -> None:
    """Print the figures of every set."""
    reader = Reader(Assistant.load())
    for path in sorted(FOLDER.glob("scope_*.yml")):
        parts = yaml.safe_load(path.read_text(encoding="utf-8"))
        print(path.stem)
        for name in ("personal_advice", "not_covered", "vague"):
            intents = reader.intents(entry["text"] for entry in parts[name])
            became = Counter("a topic" if intent in reader.topics else intent for intent in intents)
            print(f"  {name + ' answered as a topic':34} {Rate(became['a topic'], len(intents))}   {dict(became)}")
        for name in ("noisy", "critical"):
            got = reader.topics_of(entry["text"] for entry in parts[name])
            right = sum(topic in entry["topics"] for topic, entry in zip(got, parts[name], strict=True))
            print(f"  {name + ' topic right':34} {Rate(right, len(got))}")
        answered = [topics(reading) for reading in reader.readings(entry["text"] for entry in parts["compound"])]
        all_of_them = sum(
            set(entry["topics"]) <= set(got) for got, entry in zip(answered, parts["compound"], strict=True)
        )
        print(f"  {'compound: every question answered':34} {Rate(all_of_them, len(answered))}")


if __name__ == "__main__":
    main()
