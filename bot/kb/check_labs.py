"""Checks the words and rules of knowledge/labs/. Each function returns problems in words; an empty list is good."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.kb import files, reading
from bot.kb.files import Knowledge

WORDED = ("patterns", "cautions", "questions", "report", "received", "drawing", "summary")
"""The files with words that a patient reads."""

NO_WORDS = {"id", "basis", "source", "urgency", "names", "order", "most", "language", "IgM", "IgG", "IgA"}
"""Keys whose values no patient reads: ids, flags, sources, and the words that a sender's names are held against."""

NOT_SAID = re.compile(r"\byou have\b|nothing to worry|\b(?:don'?t|do not|no need to) worry|safe to wait", re.IGNORECASE)
DOSE = re.compile(r"\d\s*(?:mg|g|µg|ug|mcg|ml|IU|units)\s*(?:/|per|a|for each|every)\s*(?:kg|kilo)", re.IGNORECASE)
SHORTEST_SENTENCE = 5
"""So many words are a sentence; fewer are a label, and the grade is a measure of sentences."""

ALLOWED = {
    "I cannot tell what you have.": "says that the program does not diagnose",
    "I still have the values in this chat": "not about the person",
}
"""Sentences with forbidden words that are no diagnosis, with the reason."""


def said(content: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield (where, text) for each text for patients in the content of a file."""
    if isinstance(content, str):
        yield key, content
    elif isinstance(content, dict):
        for name, value in content.items():
            if name not in NO_WORDS:
                label = content["id"] if name == "text" and "id" in content else name
                yield from said(value, f"{key}.{label}".strip("."))
    elif isinstance(content, list):
        for value in content:
            yield from said(value, f"{key}.{value['id']}" if isinstance(value, dict) and "id" in value else key)


def patient_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield (where, text) for each text for patients in the files of ``folder``/labs and the differential table."""
    for name in WORDED:
        for key, text in said(files.read_yaml(folder / "labs" / f"{name}.yml")):
            yield f"labs/{name}.yml {key}", text
    for row in files.read_table(folder / "differential.csv"):
        yield f"differential.csv {row['condition']}", row["words"]


def check_labs(knowledge: Knowledge, folder: Path) -> list[str]:
    """Check every word and every rule about laboratory values."""
    return check_bases(knowledge, folder) + [
        problem for where, text in patient_texts(folder) for problem in problems_of(where, text, knowledge)
    ]


def check_bases(knowledge: Knowledge, folder: Path) -> list[str]:
    """Check that every pattern and caution rests on a known source or is marked as editorial."""
    known = {source["id"] for source in knowledge.sources} | {"editorial"}
    problems = []
    for name in ("patterns", "cautions"):
        for entry in files.read_yaml(folder / "labs" / f"{name}.yml")[name]:
            if not entry.get("basis"):
                problems.append(f"labs/{name}.yml {entry['id']}: no basis is given")
            problems += [f"{entry['id']}: unknown source {s}" for s in entry.get("basis", ()) if s not in known]
    return problems


def problems_of(where: str, text: str, knowledge: Knowledge) -> list[str]:
    """Check one text: it says no diagnosis, comfort or dose, and is read with ease."""
    plain, rest = re.sub(r"\{\w+\}", "it", text).strip(), text
    for sentence in ALLOWED:
        rest = rest.replace(sentence, "")
    problems = [f"{where}: says a diagnosis or comfort"] if NOT_SAID.search(rest) else []
    problems += [f"{where}: says a dose"] if DOSE.search(rest) else []
    if len(plain.split()) >= SHORTEST_SENTENCE:
        grade = reading.reading_grade(plain, reading.term_pattern(knowledge.glossary))
        problems += (
            [f"{where}: reading grade {grade} is above {reading.SHORT_LIMIT}"] if grade > reading.SHORT_LIMIT else []
        )
    return problems
