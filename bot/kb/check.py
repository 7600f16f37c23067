"""Checks the curated files. Each function returns problems in words; an empty list is good."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import jsonschema

from bot.kb import files, reading
from bot.kb.check_codes import check_codes, code_files
from bot.kb.check_labs import check_labs
from bot.kb.files import Knowledge


def check_fields(folder: Path) -> list[str]:
    """Check every file against knowledge/schema.yml: unknown, missing and malformed fields."""
    definitions = files.read_yaml(folder / "schema.yml")
    kinds = [(kind, folder / name) for kind, name in files.NAMED.items()]
    kinds += [("area", path) for path in files.area_files(folder)]
    kinds += [("codes", path) for path in code_files(folder)]
    problems = []
    for kind, path in kinds:
        schema = {**definitions[kind], "definitions": definitions["definitions"]}
        errors = jsonschema.Draft7Validator(schema).iter_errors(files.read_yaml(path))
        for error in sorted(errors, key=lambda e: [str(part) for part in e.absolute_path]):
            place = "/".join(map(str, error.absolute_path))
            problems.append(f"{path.name}: {place}: {error.message[:200]}")
    return problems


def check_order(knowledge: Knowledge, folder: Path) -> list[str]:
    """Check that ids are unique and, where a file says so, sorted."""
    lists = {path.name: files.read_yaml(path)["statements"] for path in files.area_files(folder)}
    lists |= {"glossary.yml": knowledge.glossary, "sources.yml": knowledge.sources}
    problems = []
    for name, entries in lists.items():
        ids = [entry["id"] for entry in entries]
        if ids != sorted(ids):
            wrong = next(b for a, b in zip(ids, sorted(ids), strict=True) if a != b)
            problems.append(f"{name}: ids are not sorted; {wrong} stands in the wrong place")
    everything = [knowledge.topics, knowledge.statements, knowledge.glossary, knowledge.sources]
    for entries in everything:
        counts = Counter(entry["id"] for entry in entries)
        problems += [f"duplicate id: {name}" for name, count in counts.items() if count > 1]
    return problems


def check_references(knowledge: Knowledge) -> list[str]:
    """Check that whatever is named exists and whatever must be there is: topics, sources, terms."""
    topics = {topic["id"] for topic in knowledge.topics}
    answered = {s["topic"] for s in knowledge.statements if s["audience"] == "anyone"}
    known = {
        "source": {source["id"] for source in knowledge.sources},
        "term": {term["id"] for term in knowledge.glossary},
        "reference": {reference["number"] for reference in knowledge.references},
    }
    problems = [f"topic without a statement: {topic}" for topic in sorted(topics - answered)]
    for topic in knowledge.topics:
        problems += [f"{topic['id']}: unknown next topic {n}" for n in topic["next"] if n not in topics]
    for statement in knowledge.statements:
        if statement["topic"] not in topics:
            problems.append(f"{statement['id']}: unknown topic {statement['topic']}")
        for kind, name in named_by(statement):
            if name not in known[kind]:
                problems.append(f"{statement['id']}: unknown {kind} {name}")
    return problems


def named_by(statement: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield (kind, name) for every source, reference and glossary term that a statement names."""
    yield from (("term", term) for term in statement["glossary"])
    for origin in statement["origin"]:
        if origin["kind"] == "supplement":
            yield "source", origin["source"]
        if origin["kind"] == "article":
            yield from (("reference", number) for number in origin["references"])


def check_provenance(knowledge: Knowledge) -> list[str]:
    """Check that every statement rests on the article or a published source and has a review date."""
    problems = []
    for statement in knowledge.statements:
        if not any(origin["kind"] != "editorial" for origin in statement["origin"]):
            problems.append(f"{statement['id']}: neither the article nor a published source is given")
        if not statement["reviewed_on"]:
            problems.append(f"{statement['id']}: no review date")
    return problems


def check_reading(knowledge: Knowledge) -> list[str]:
    """Check the reading grade of everything a patient reads, and that terms are explained."""
    terms = reading.term_pattern(knowledge.glossary)
    limits = {"short": reading.SHORT_LIMIT, "fuller": reading.SHORT_LIMIT, "simple": reading.SIMPLE_LIMIT}
    texts: Iterable[tuple[str, str, float]] = [
        (f"{s['id']} {field}", s[field], limit) for s in knowledge.statements for field, limit in limits.items()
    ]
    meanings = [(f"glossary {t['id']}", t["meaning"], reading.SHORT_LIMIT) for t in knowledge.glossary]
    graded = [(name, reading.reading_grade(text, terms), limit) for name, text, limit in [*texts, *meanings]]
    return [f"{name}: reading grade {grade} is above {limit}" for name, grade, limit in graded if grade > limit]


def check_terms(knowledge: Knowledge) -> list[str]:
    """Check that a statement links exactly the glossary terms that its texts use."""
    finder = reading.TermFinder(knowledge.glossary)
    problems = []
    for statement in knowledge.statements:
        used = sorted({i for field in ("short", "fuller", "simple") for i in finder.find(statement[field])})
        if statement["glossary"] != used:
            problems.append(f"{statement['id']}: glossary should be [{', '.join(used)}]")
    return problems


def check_all(folder: Path) -> list[str]:
    """Run every check on the files of ``folder``; the other checks need sound fields.

    Raises:
        KnowledgeError: a file cannot be read at all.
    """
    problems = check_fields(folder)
    if problems:
        return problems
    knowledge = files.read_knowledge(folder)
    checks = (check_references, check_provenance, check_terms, check_reading)
    found = check_order(knowledge, folder) + check_labs(knowledge, folder) + check_codes(knowledge, folder)
    return found + [p for check in checks for p in check(knowledge)]
