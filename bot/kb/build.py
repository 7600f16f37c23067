"""Builds the SQLite database from the curated files: rebuilt whole, same input gives same content."""

import json
import os
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot.kb.files import Knowledge

SCHEMA_VERSION = 1


def article_source(article: dict[str, Any]) -> dict[str, Any]:
    """Return the article as a row of the table ``sources``."""
    return {"id": article["id"], "label": article["label"], "kind": "article", "pmid": None, "url": article["url"]}


def reference_source(reference: dict[str, Any]) -> dict[str, Any]:
    """Return one reference of the article as a row of the table ``sources``."""
    others = " and others" if len(reference["authors"]) > 1 else ""
    label = f"{reference['authors'][0]}{others}, {reference['title']}, {reference['year']}"
    return {"id": f"ref_{reference['number']}", "label": label, "kind": "journal", **address(reference)}


def published_source(source: dict[str, Any]) -> dict[str, Any]:
    """Return one entry of sources.yml as a row of the table ``sources``."""
    return {"id": source["id"], "label": source["label"], "kind": source["kind"], **address(source)}


def address(entry: dict[str, Any]) -> dict[str, Any]:
    """Return PubMed id and the best web address of a source: its own, DOI, PubMed or PMC."""
    url = entry.get("url")
    if not url and entry["doi"]:
        url = f"https://doi.org/{entry['doi']}"
    if not url and entry["pmid"]:
        url = f"https://pubmed.ncbi.nlm.nih.gov/{entry['pmid']}/"
    if not url and entry["pmcid"]:
        url = f"https://www.ncbi.nlm.nih.gov/pmc/articles/{entry['pmcid']}/"
    return {"pmid": entry["pmid"], "url": url}


def cited_by(statement: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the sources of a statement in order, each once, with the article's section where it is one."""
    cited: dict[tuple[str, str | None], None] = {}
    for origin in statement["origin"]:
        if origin["kind"] == "article":
            cited[("article", origin["section"])] = None
    for origin in statement["origin"]:
        if origin["kind"] == "supplement":
            cited[(origin["source"], None)] = None
        if origin["kind"] == "article":
            cited.update({(f"ref_{number}", None): None for number in origin["references"]})
    return [
        {"statement": statement["id"], "position": position, "source": source, "section": section}
        for position, (source, section) in enumerate(cited)
    ]


def fill(db: Database, knowledge: Knowledge, content_hash: str) -> None:
    """Fill an empty database with the tables that ``bot.kb.query`` reads."""
    db["meta"].insert({"schema_version": SCHEMA_VERSION, "content_hash": content_hash})
    sources = [article_source(knowledge.article), *map(published_source, knowledge.sources)]
    sources += map(reference_source, knowledge.references)
    db["sources"].insert_all(sources, pk="id")
    db["topics"].insert_all(
        [{**topic, "area": topic["id"].split(".")[0], "next": json.dumps(topic["next"])} for topic in knowledge.topics],
        pk="id",
    )
    db["statements"].insert_all(
        [{**s, **{k: json.dumps(s[k]) for k in ("glossary", "origin", "departures")}} for s in knowledge.statements],
        pk="id",
        foreign_keys=[("topic", "topics", "id")],
    )
    db["statements"].create_index(["topic", "audience"], unique=True)
    db["citations"].insert_all(
        [row for statement in knowledge.statements for row in cited_by(statement)],
        pk=("statement", "position"),
        foreign_keys=[("statement", "statements", "id"), ("source", "sources", "id")],
    )
    db["terms"].insert_all([{**t, "aliases": json.dumps(t["aliases"])} for t in knowledge.glossary], pk="id")
    db["differential"].insert_all(knowledge.differential, pk="condition")
    db["statements"].enable_fts(["short", "fuller"], tokenize="porter", replace=True)


def build_database(knowledge: Knowledge, path: Path, content_hash: str) -> None:
    """Write the database to ``path``; a reader sees the old file or the new one, never half of it.

    Raises:
        OSError: the place cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    db = Database(draft)
    try:
        fill(db, knowledge, content_hash)
        db.vacuum()
    finally:
        db.close()
    draft.replace(path)
