"""How well danger is found: the sets ``urgent_*.yml`` and ``crisis_*.yml`` of tests/heldout/, and false alarms.

Prints for each set how many urgent and crisis texts get a warning (recall), how many warnings are right (precision),
how often the level is as labelled, and how many ordinary questions of the other sets get a warning, each with its n
and the 95 % bounds.
"""

import argparse
from collections.abc import Iterable
from typing import Any

import yaml

from benchmarks.held_out import FOLDER, Rate, Reader, questions, sets
from bot.runtime.assistant import Assistant

DANGERS = ("urgent", "crisis")


def entries(name: str) -> list[dict[str, Any]]:
    """Return the texts of a set."""
    content: list[dict[str, Any]] = yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))["texts"]
    return content


def warned(reading: dict[str, Any]) -> dict[str, Any]:
    """Return the kinds of warning of one reading, each with its level."""
    return {act["kind"]: act.get("level") for act in reading["acts"] if act.get("kind") in DANGERS}


def show(reader: Reader, name: str, kind: str, misses: bool) -> None:
    """Print the figures of one set."""
    texts = entries(name)
    warnings = [warned(reading) for reading in reader.readings(entry["text"] for entry in texts)]
    real = [entry["kind"] == kind for entry in texts]
    found = [kind in warning for warning in warnings]
    hits = sum(r and f for r, f in zip(real, found, strict=True))
    print(f"{name}: {len(texts)} texts")
    print(f"  {kind} found             {Rate(hits, sum(real))}")
    print(
        f"  any warning for them     {Rate(sum(r and bool(w) for r, w in zip(real, warnings, strict=True)), sum(real))}"
    )
    print(f"  {kind} warnings right    {Rate(hits, sum(found))}")
    if kind == "urgent":
        levels = [
            (e["level"], w["urgent"]) for e, w, r in zip(texts, warnings, real, strict=True) if r and "urgent" in w
        ]
        print(f"  level as labelled        {Rate(sum(a == b for a, b in levels), len(levels))}")
        grave = [(a, b) for a, b in levels if a == "emergency"]
        print(f"  emergencies called so    {Rate(sum(a == b for a, b in grave), len(grave))}")
    for entry, is_real, is_found in zip(texts, real, found, strict=True):
        if misses and is_real != is_found:
            print(f"    {'missed' if is_real else 'false alarm'}: {entry['text']}")


def ordinary() -> Iterable[str]:
    """Yield the ordinary questions and out-of-scope texts of all other sets."""
    for name in sets():
        yield from (entry["text"] for part in ("topics", "out_of_scope") for entry in questions(f"{part}_{name}"))


def main() -> None:
    """Print the figures of every set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="print every text that is missed or warned about wrongly")
    arguments = parser.parse_args()
    reader = Reader(Assistant.load())
    for kind in DANGERS:
        for path in sorted(FOLDER.glob(f"{kind}_*.yml")):
            show(reader, path.stem, kind, arguments.misses)
    readings = reader.readings(ordinary())
    for kind in DANGERS:
        print(f"ordinary texts with {kind} warning  {Rate(sum(kind in warned(r) for r in readings), len(readings))}")


if __name__ == "__main__":
    main()
