"""Reads the article's reference list (one numbered line per reference, PubMed style)."""

import re
from typing import Any

REFERENCE = re.compile(
    r"^\s*(?P<number>\d+)\.\s+(?:\d+\.\d+\s+)*(?P<authors>.+?)\s+\((?P<year>\d{4})\)\.\s+"
    r"\"(?P<title>.+?)\"\.?\s+(?P<journal>.+?)\.\s+(?P<volume>\d+)(?:\s+\((?P<issue>[^)]+)\))?"
    r":\s+(?P<pages>[\w–-]+)\.(?P<identifiers>.*)$"
)
IDENTIFIERS = {
    "doi": re.compile(r"doi:(10\.\S+?)\.(?:\s|$)"),
    "pmid": re.compile(r"PMID\s(\d+)"),
    "pmcid": re.compile(r"PMC\s(\d+)"),
}


def parse_reference(line: str) -> dict[str, Any] | None:
    """Return the fields of one reference line as in bibliography.yml; None for any other line."""
    match = REFERENCE.match(line.rstrip())
    if match is None:
        return None
    found = {name: pattern.search(match["identifiers"]) for name, pattern in IDENTIFIERS.items()}
    value = {name: hit[1] if hit else None for name, hit in found.items()}
    authors = [name.strip().removesuffix(".") for name in re.split(r"[,;]", match["authors"])]
    return {
        "number": int(match["number"]),
        "authors": [name for name in authors if name != "et al"],
        "year": int(match["year"]),
        "title": match["title"].strip("[].").strip(),
        "journal": match["journal"],
        "volume": match["volume"],
        "issue": match["issue"],
        "pages": match["pages"],
        "doi": value["doi"],
        "pmid": value["pmid"],
        "pmcid": f"PMC{value['pmcid']}" if value["pmcid"] else None,
    }


def parse_references(text: str) -> list[dict[str, Any]]:
    """Return every reference found in the text of the article, in its order."""
    return [reference for line in text.splitlines() if (reference := parse_reference(line))]
