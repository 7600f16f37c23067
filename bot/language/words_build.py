"""Builds build/words.json: the words of the subject, what must not be "corrected" to them, words of other diseases.

Sources: the examples of data/nlu/ and data/danger/, knowledge/, the word frequencies of pyspellchecker (English), and
the names of diseases of ICD-10-CM (U.S. National Center for Health Statistics, public domain) in simple-icd-10-cm.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import yaml

from bot import paths
from bot.language.danger.model import examples

WORD = re.compile(r"[a-z]+")
FEWEST_EXAMPLES = 4
"""A word that fewer examples use is not corrected to: it may be misspelt itself."""
SHORTEST = 4
SHORTEST_OF_A_DISEASE = 5
COMMON = 3000
"""A word of ICD-10-CM that is more frequent than this in pyspellchecker's English is no name of a disease alone."""
DISEASES = "ABCDEFGHIJKLMNOQ"
"""Chapters of ICD-10-CM that name diseases; the others hold symptoms, injuries, causes and services."""
EDITS = 2
COMMONEST = 600
"""So many words of English count as common."""
CHUNK = 5_000


def subject_counts(nlu: Path, danger: Path, topics: frozenset[str]) -> Counter[str]:
    """Return in how many examples on the subject or of danger each word stands."""
    entries = [entry for path in sorted(nlu.glob("*.yml")) for entry in yaml.safe_load(path.read_text("utf-8"))["nlu"]]
    mine = [entry for entry in entries if entry["intent"] in {*topics, "not_covered", "personal_advice"}]
    lines = [line.lower() for entry in mine for line in entry["examples"].splitlines()]
    lines += [text.lower() for _, text in examples(danger)]
    return Counter(word for line in lines for word in set(WORD.findall(line)))


def icd_words(frequency: dict[str, int]) -> set[str]:
    """Return words of names of diseases in ICD-10-CM that ordinary English hardly uses."""
    import simple_icd_10_cm as icd

    names = [icd.get_description(code) for code in icd.get_all_codes() if code[0] in DISEASES]
    found = {word for name in names for word in WORD.findall(name.lower())}
    return {word for word in found if len(word) >= SHORTEST_OF_A_DISEASE and frequency.get(word, 0) <= COMMON}


def near_any(candidates: Iterable[str], words: list[str]) -> list[str]:
    """Return the candidates that lie within two edits of one of the words."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    ordered = sorted(candidates)
    near: list[str] = []
    for start in range(0, len(ordered), CHUNK):
        chunk = ordered[start : start + CHUNK]
        distances = process.cdist(chunk, words, scorer=OSA.distance, score_cutoff=EDITS, dtype=np.uint8, workers=-1)
        near += [word for word, row in zip(chunk, distances, strict=True) if row.min() <= EDITS]
    return near


def build_words(target: Path) -> None:
    """Write the word lists to ``target`` as JSON."""
    from spellchecker import SpellChecker

    from bot.language.spelling import known_words

    frequency = SpellChecker(language="en").word_frequency.dictionary
    topics = frozenset(
        entry["id"] for entry in yaml.safe_load((paths.KNOWLEDGE / "topics.yml").read_text("utf-8"))["topics"]
    )
    counts = subject_counts(paths.DATA / "nlu", paths.DATA / "danger", topics)
    spelling = {
        word: count
        for word, count in sorted(counts.items())
        if count >= FEWEST_EXAMPLES and len(word) >= SHORTEST and (word in frequency or word in known_words())
    }
    written = " ".join(path.read_text("utf-8").lower() for path in sorted(paths.KNOWLEDGE.rglob("*.yml")))
    ours = {*WORD.findall(written), *counts}
    listed = WORD.findall(paths.CONDITIONS.read_text("utf-8").lower())
    diseases = icd_words(frequency)
    right = {*frequency, *WORD.findall(written), *listed, *diseases} - known_words() - set(spelling)
    longer = (word for word in right if len(word) >= SHORTEST and word.isascii() and word.isalpha())
    content = {
        "spelling": spelling,
        "kept": near_any(longer, list(spelling)),
        "common": sorted(sorted(frequency, key=lambda word: -frequency[word])[:COMMONEST]),
        "conditions": sorted(diseases - ours),
    }
    target.write_text(json.dumps(content, indent=0), encoding="utf-8")
