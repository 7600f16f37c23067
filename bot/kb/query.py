"""Answers questions to the built knowledge base. Opens it read-only."""

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot.kb.build import SCHEMA_VERSION
from bot.kb.reading import TermFinder

OWN_SUBJECT = frozenset({"igm", "igm_deficiency"})


class KnowledgeUnavailable(RuntimeError):
    """The database is missing, damaged or of another version; the message says what to do."""


@dataclass(frozen=True)
class Statement:
    """One curated answer, with the sources as the reply contract wants them."""

    id: str
    topic: str
    audience: str
    short: str
    fuller: str
    simple: str
    glossary: list[str]
    reviewed_on: str
    reviewed_by: str | None
    sources: list[dict[str, Any]]


@dataclass(frozen=True)
class Topic:
    """One topic: the question it answers, and the topics that come next."""

    id: str
    area: str
    question: str
    next: list[str]


@dataclass(frozen=True)
class Term:
    """One glossary entry."""

    id: str
    term: str
    aliases: list[str]
    meaning: str


def in_memory(path: Path) -> sqlite3.Connection:
    """Return a copy of the database at ``path`` in memory; it can be read but not changed.

    Raises:
        sqlite3.Error: there is none, or it is damaged.
    """
    memory = sqlite3.connect(":memory:", check_same_thread=False)
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as file:
        file.backup(memory)
    memory.execute("pragma query_only = on")
    return memory


class KnowledgeBase:
    """Read-only access to the database at ``path``; safe to share within one thread.

    It is read into memory at the first query: what happens to the file or to the disk later does no harm.

    Raises:
        KnowledgeUnavailable: at the first query, if the database is not there or not readable.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def db(self) -> Database:
        """Return the database, in memory."""
        try:
            db = Database(in_memory(self.path))
            version = next(db.query("select schema_version from meta"))["schema_version"]
        except (sqlite3.Error, StopIteration) as error:
            problem = "is damaged" if self.path.is_file() else "is missing"
            raise KnowledgeUnavailable(f"the knowledge base {self.path.name} {problem}; run `make setup`") from error
        if version != SCHEMA_VERSION:
            raise KnowledgeUnavailable(
                f"the knowledge base has version {version}, not {SCHEMA_VERSION}; run `make setup`"
            )
        return db

    def check(self) -> int:
        """Return the number of statements.

        Raises:
            KnowledgeUnavailable: there are none, or they cannot be read.
        """
        try:
            count: int = next(self.db.query("select count(*) as n from statements"))["n"]
        except sqlite3.Error as error:
            raise KnowledgeUnavailable("the knowledge base cannot be read; start again, or run `make setup`") from error
        if not count:
            raise KnowledgeUnavailable("the knowledge base is empty; run `make setup`")
        return count

    @cached_property
    def topics(self) -> dict[str, Topic]:
        """Return all topics by id, in the order of topics.yml."""
        rows = self.db.query("select id, area, question, next from topics order by rowid")
        return {row["id"]: Topic(row["id"], row["area"], row["question"], json.loads(row["next"])) for row in rows}

    @cached_property
    def terms(self) -> dict[str, Term]:
        """Return the glossary by id."""
        rows = self.db.query("select id, term, aliases, meaning from terms order by id")
        return {row["id"]: Term(row["id"], row["term"], json.loads(row["aliases"]), row["meaning"]) for row in rows}

    def statement(self, topic: str, audience: str = "anyone") -> Statement | None:
        """Return the statement of a topic for an audience (``anyone`` or ``child``), if there is one."""
        query = "select * from statements where topic = ? and audience = ?"
        row = next(self.db.query(query, [topic, audience]), None)
        return None if row is None else self._statement(row)

    def _statement(self, row: dict[str, Any]) -> Statement:
        fields = ("id", "topic", "audience", "short", "fuller", "simple", "reviewed_on", "reviewed_by")
        cited = self.db.query(
            "select s.id, s.label, c.section, s.pmid, s.url from citations c join sources s on s.id = c.source "
            "where c.statement = ? order by c.position",
            [row["id"]],
        )
        values = {field: row[field] for field in fields}
        return Statement(**values, glossary=json.loads(row["glossary"]), sources=list(cited))

    def cited(self, ids: list[str]) -> list[dict[str, Any]]:
        """Return sources by id in that order, as the reply contract wants them; unknown ids are left out."""
        marks = ", ".join("?" * len(ids))
        rows = self.db.query(f"select id, label, null as section, pmid, url from sources where id in ({marks})", ids)  # noqa: S608
        by_id = {row["id"]: row for row in rows}
        return [by_id[name] for name in ids if name in by_id]

    def find_terms(self, text: str) -> list[Term]:
        """Return the glossary terms that a text names, in order of appearance, longest match first."""
        return [self.terms[name] for name in self._finder.find(text)]

    def explains(self, word: str) -> bool:
        """Tell whether the glossary has this very word; IgM and its deficiency are topics, not words to look up."""
        term = self._finder.by_form.get(word.lower())
        return term is not None and term not in OWN_SUBJECT

    @cached_property
    def _finder(self) -> TermFinder:
        return TermFinder([{"id": t.id, "term": t.term, "aliases": t.aliases} for t in self.terms.values()])

    def search(self, words: str, limit: int = 5) -> list[str]:
        """Return the topics whose statements match ``words`` best (full-text search)."""
        terms = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", words))
        if not terms:
            return []
        query = (
            "select s.topic from statements_fts f join statements s on s.rowid = f.rowid "
            "where statements_fts match ? order by f.rank limit ?"
        )
        return list(dict.fromkeys(row["topic"] for row in self.db.query(query, [terms, limit])))
