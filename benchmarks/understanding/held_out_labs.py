"""How exactly laboratory texts are read: the sets ``labs_*.jsonl`` of tests/heldout/, and what became of each text.

A text whose values can be read for sure is *exact* if every analyte, comparator, value, unit, printed range and date
and the age are as its writer says, and nothing is asked that the text answers (the first day of a month counts as no
date where the writer put none: that is how a month alone is read). Otherwise it was *asked about*,
*missed* (left out, never wrong), *beside* (values right, a range or date not), or *silently wrong*: a value,
analyte, unit, person or age is false and nothing was asked. A text that must be asked about is exact if it is;
one without a value of the person is exact if nothing is read.
"""

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.understanding.held_out import FOLDER, Rate
from bot.labs.as_json import number
from bot.labs.checks import questioned
from bot.labs.model import Measurement
from bot.language.labs.reader import read

EXACT, ASKED, MISSED, BESIDE, SILENT = "exact", "asked about", "missed", "range or date not", "silently wrong"

Key = tuple[str, str, float | None, str | None]


@dataclass(frozen=True)
class Outcome:
    """What became of one text."""

    text: str
    expected: str
    verdict: str


def sets() -> list[Path]:
    """Return the files of laboratory texts."""
    return sorted(FOLDER.glob("labs_*.jsonl"))


def outcomes(path: Path) -> list[Outcome]:
    """Read every text of a set and judge what became of it."""
    entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Outcome(entry["text"], entry["expect"]["outcome"], verdict(entry)) for entry in entries]


def verdict(entry: dict[str, Any]) -> str:
    """Return what became of one text, given what its writer expects."""
    reading, expect = read(entry["text"]), entry["expect"]
    measured = questioned(reading.measurements)
    asked = bool(reading.problem) or any(one.problem for one in measured)
    if expect["outcome"] == "ask":
        asked = asked or reading.loose is not None
        return EXACT if asked else SILENT if measured else MISSED
    if expect["outcome"] == "none":
        return EXACT if not measured else ASKED if asked else SILENT
    age = reading.person.age_months
    if asked:
        return ASKED
    read_keys, true_keys = sorted(map(key, measured), key=str), sorted(map(expected_key, expect["results"]), key=str)
    if read_keys == true_keys and age == expect["age_months"]:
        dated = any(result.get("date") for result in expect["results"])
        as_read = sorted((full(one, dated) for one in measured), key=str)
        return EXACT if as_read == sorted(map(expected_full, expect["results"]), key=str) else BESIDE
    false = [one for one in read_keys if one not in true_keys and not lacks_unit_only(one, true_keys)]
    wrong_age = age is not None and age != expect["age_months"]
    return SILENT if false or wrong_age else MISSED


def key(one: Measurement) -> Key:
    """Return what must not be wrong of a measurement as read."""
    return one.analyte, one.comparator, number(one.value), one.unit


def full(one: Measurement, dated: bool = True) -> tuple[object, ...]:
    """Return everything of a measurement as read; without ``dated``, a month alone is no date."""
    own = one.own_range
    on = one.on if one.on and (dated or one.on.day > 1) else None
    return (
        *key(one),
        number(own.low) if own else None,
        number(own.high) if own else None,
        on and on.isoformat(),
    )


def expected_key(result: dict[str, Any]) -> Key:
    """Return what must not be wrong of an expected result."""
    value = result["value"]
    return result["analyte"], result["comparator"], None if value is None else float(value), result["unit"]


def expected_full(result: dict[str, Any]) -> tuple[object, ...]:
    """Return everything of an expected result."""
    low, high = result.get("range") or (None, None)
    limits = [None if limit is None else float(limit) for limit in (low, high)]
    return (*expected_key(result), *limits, result.get("date"))


def lacks_unit_only(one: Key, true_keys: list[Key]) -> bool:
    """Tell whether a value is right but its unit was not found: the unit is asked for then."""
    return one[3] is None and any(one[:3] == true[:3] for true in true_keys)


def main() -> None:
    """Print the figures of every set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="print every text that is not exact")
    arguments = parser.parse_args()
    for path in sets():
        results = outcomes(path)
        counts = Counter(result.verdict for result in results)
        print(f"{path.stem}: {len(results)} laboratory texts")
        for name in (EXACT, ASKED, MISSED, BESIDE, SILENT):
            print(f"  {name:18} {Rate(counts[name], len(results))}")
        for result in results:
            if arguments.misses and result.verdict != EXACT:
                print(f"    {result.verdict} (to be {result.expected}): {result.text!r}")


if __name__ == "__main__":
    main()
