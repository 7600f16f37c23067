"""``make eval``: measures the trained model on all held-out sets and writes docs/figures.md.

The page holds the fingerprint of everything that the figures rest on; `make check` fails when it is out of date.
``--worst`` prints the texts that are wrong, the most certain first.
"""

import argparse
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from benchmarks.understanding import held_out_labs
from benchmarks.understanding.held_out import Rate, Reader
from benchmarks.understanding.readings import Reading, conversations, danger_readings, scope_readings, topic_readings
from bot import paths
from bot.runtime.assistant import Assistant

PAGE = paths.ROOT / "docs" / "figures.md"
RESTS_ON = (
    "config.yml",
    "knowledge/topics.yml",
    "benchmarks/understanding/held_out.py",
    "benchmarks/understanding/held_out_labs.py",
    "benchmarks/understanding/readings.py",
)
FOLDERS = (
    "data/nlu",
    "data/danger",
    "bot/language",
    "bot/components",
    "bot/labs",
    "knowledge/danger",
    "knowledge/labs",
    "knowledge/scope",
    "tests/heldout",
)
BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def fingerprint() -> str:
    """Return the SHA-256 over all files that the figures rest on, by name and content."""
    files = [paths.ROOT / name for name in RESTS_ON]
    for folder in FOLDERS:
        files += [p for p in (paths.ROOT / folder).rglob("*") if p.suffix in (".yml", ".csv", ".jsonl", ".py")]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.relative_to(paths.ROOT).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_current(page: Path = PAGE) -> bool:
    """Tell whether the page was written from the files as they are now."""
    return page.is_file() and fingerprint() in page.read_text(encoding="utf-8")


def share(readings: Iterable[bool]) -> str:
    """Return a share in words: percent, n, 95 % interval."""
    all_of_them = list(readings)
    return str(Rate(sum(all_of_them), len(all_of_them))).strip() if all_of_them else "none"


def by_set(readings: list[Reading]) -> Iterator[tuple[str, list[Reading]]]:
    """Yield the readings of each set, in order of names."""
    for name in sorted({reading.part for reading in readings}):
        yield name, [reading for reading in readings if reading.part == name]


def rows_of_sets(readings: list[Reading]) -> list[str]:
    """Return one row a set and part: right in kind (and topic, where one is wanted)."""
    return [f"| {name} | {share(reading.is_right for reading in mine)} |" for name, mine in by_set(readings)]


def rows_of_kinds(readings: list[Reading]) -> list[str]:
    """Return precision and recall of each kind over the readings, and what the kind was taken for."""
    rows = []
    for kind in sorted({reading.wanted for reading in readings}):
        wanted = [reading for reading in readings if reading.wanted == kind]
        told = [reading for reading in readings if reading.got == kind]
        confused = Counter(reading.got for reading in wanted if reading.got != kind)
        others = ", ".join(f"{name} {count}" for name, count in confused.most_common(4)) or "nothing"
        recall, precision = (share(r.got == r.wanted for r in some) for some in (wanted, told))
        rows.append(f"| {kind} | {recall} | {precision} | {others} |")
    return rows


def rows_of_topics(readings: list[Reading]) -> list[str]:
    """Return precision and recall of each topic, the hardest first."""
    asked = [reading for reading in readings if reading.wanted == "topic" and reading.topics]
    rows = []
    for topic in sorted({topic for reading in asked for topic in reading.topics[:1]}):
        mine = [reading for reading in asked if reading.topics[0] == topic]
        told = [reading for reading in readings if reading.topic == topic]
        hits, right = sum(r.is_right for r in mine), sum(r.is_right for r in told)
        confused = Counter(r.topic or r.got for r in mine if not r.is_right).most_common(2)
        others = ", ".join(f"{name} {count}" for name, count in confused)
        rows.append((hits / len(mine), f"| {topic} | {hits}/{len(mine)} | {right}/{len(told)} | {others} |"))
    return [row for _, row in sorted(rows)]


def rows_of_calibration(readings: list[Reading]) -> list[str]:
    """Return for each band of certainty how many readings there are and how many are right."""
    rows = []
    for low, high in pairwise(BINS):
        band = [r for r in readings if low <= r.certainty < high or (high == BINS[-1] and r.certainty >= high)]
        rows.append(f"| {low:.1f} to {high:.1f} | {share(reading.is_right for reading in band)} |")
    return rows


def labs_rows() -> list[str]:
    """Return for each set of laboratory texts how many are read exactly and how many silently wrong."""
    rows = []
    for path in held_out_labs.sets():
        verdicts = [outcome.verdict for outcome in held_out_labs.outcomes(path)]
        exact, silent = (share(v == name for v in verdicts) for name in (held_out_labs.EXACT, held_out_labs.SILENT))
        rows.append(f"| {path.stem} | {exact} | {silent} |")
    return rows


def table(title: str, head: str, rows: list[str]) -> str:
    """Return a section with one table."""
    line = "|" + "---|" * (head.count("|") - 1)
    return "\n".join([f"## {title}", "", head, line, *rows, ""])


def main() -> None:
    """Measure, print and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="print the N most certain errors of each set")
    arguments = parser.parse_args()
    assistant = Assistant.load()
    reader = Reader(assistant)
    scope, topics = scope_readings(reader), topic_readings(reader)
    readings = [*topics, *scope, *danger_readings(reader)]
    talks = conversations(assistant)
    page = "\n".join(
        [
            "# Figures of the held-out sets",
            "",
            "Written by `make eval`; [evaluation.md](evaluation.md) explains the sets. Each share has its n and the",
            "95 % Wilson interval.",
            "",
            table("Right, by set", "| set | right |", rows_of_sets([*readings, *talks])),
            table("Kinds", "| kind | found | right where told | taken for |", rows_of_kinds(readings)),
            table(
                "Certainty of topics", "| certainty | right |", rows_of_calibration([r for r in readings if r.topic])
            ),
            table("Topics, hardest first", "| topic | found | right where told | taken for |", rows_of_topics(topics)),
            table("Laboratory texts", "| set | exact | silently wrong |", labs_rows()),
            f"Fingerprint: `{fingerprint()}`",
            "",
        ]
    )
    PAGE.write_text(page, encoding="utf-8")
    print(page)
    for name, mine in by_set([*readings, *talks]) if arguments.worst else []:
        wrong = sorted((r for r in mine if not r.is_right), key=lambda r: -r.certainty)
        for one in wrong[: arguments.worst]:
            wanted = " ".join(one.topics) or one.wanted
            print(f"{name}: {one.topic or one.got} ({one.certainty:.2f}) for {wanted}: {one.text}")


if __name__ == "__main__":
    main()
