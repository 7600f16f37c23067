"""Reads the curated files of ``knowledge/``."""

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

NAMED = {
    "topics": "topics.yml",
    "glossary": "glossary.yml",
    "sources": "sources.yml",
    "bibliography": "bibliography.yml",
    "article": "article.yml",
}
"""Kind of file -> its name; every other .yml file but the schema is an area."""


class KnowledgeError(ValueError):
    """A knowledge file that cannot be read; the message names the file and the place."""


@dataclass(frozen=True)
class Knowledge:
    """Everything in ``knowledge/``, as read."""

    topics: list[dict[str, Any]]
    statements: list[dict[str, Any]]
    glossary: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    references: list[dict[str, Any]]
    article: dict[str, Any]
    differential: list[dict[str, str]]


def area_files(folder: Path) -> list[Path]:
    """Return the area files (one per area of topics) in order of name."""
    return sorted(p for p in folder.glob("*.yml") if p.name not in {*NAMED.values(), "schema.yml"})


def read_yaml(path: Path) -> Any:
    """Return the content of a YAML file; dates stay text.

    Raises:
        KnowledgeError: the file is missing, not UTF-8 or not YAML.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=TextDates)  # noqa: S506 - a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise KnowledgeError(f"{path.name} cannot be read: {error}") from error


class TextDates(yaml.CSafeLoader):
    """YAML's safe loader, except that 2026-11-22 stays text."""


TextDates.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def read_knowledge(folder: Path) -> Knowledge:
    """Read every knowledge file below ``folder``; fields are checked by ``bot.kb.check``.

    Raises:
        KnowledgeError: a file is missing, unreadable or lacks its main list.
    """
    named = {kind: read_yaml(folder / name) for kind, name in NAMED.items()}
    areas = [(path.name, read_yaml(path)) for path in area_files(folder)]
    try:
        return Knowledge(
            topics=named["topics"]["topics"],
            statements=[statement for _, area in areas for statement in area["statements"]],
            glossary=named["glossary"]["terms"],
            sources=named["sources"]["sources"],
            references=named["bibliography"]["references"],
            article=named["article"],
            differential=read_table(folder / "differential.csv"),
        )
    except (KeyError, TypeError) as error:
        raise KnowledgeError(f"a knowledge file lacks its main list: {error}") from error


def read_table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file that has a header.

    Raises:
        KnowledgeError: the file is missing or not UTF-8.
    """
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{path.name} cannot be read: {error}") from error


def knowledge_files(folder: Path) -> list[Path]:
    """Return every file of the knowledge base, those of ``labs/`` included."""
    return [path for path in folder.rglob("*") if path.is_file()]


def content_hash(paths: list[Path], root: Path) -> str:
    """Return the SHA-256 over the names (relative to ``root``) and contents of ``paths``."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
