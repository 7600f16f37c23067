"""Makes the answer to a request: a feed of topics, each with its answer, sources and state of review."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.infobutton.codes import find, systems
from bot.infobutton.pages import Answer, address_of, answer, summary, words
from bot.infobutton.request import PROVIDER, Request
from bot.kb.query import KnowledgeBase

CRITERIA = "mainSearchCriteria.v."


@dataclass(frozen=True)
class Entry:
    """One topic that answers: title, address of its page, answer as HTML, and when it was last checked (RFC 3339)."""

    title: str
    href: str
    summary: str
    updated: str


@dataclass(frozen=True)
class Feed:
    """An answer: what was asked (``categories``: scheme and term), and what answers it."""

    base: str
    id: str
    title: str
    subtitle: str
    author: str
    updated: str
    categories: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]
    language: str = "en"


def feed_of(request: Request, knowledge: KnowledgeBase, base: str, now: datetime) -> Feed:
    """Return the feed that answers a request; an unknown code or another language gives one without entries.

    ``base`` is the server's address without a slash at the end, ``now`` the time with its zone.

    Raises:
        KnowledgeUnavailable: the knowledge base is not there.
    """
    return Feed(
        base=f"{base}/",
        id=uuid.uuid5(uuid.NAMESPACE_URL, f"{base} {request.criteria!r} {request.recipient}").urn,
        title=words()["title"],
        subtitle=subtitle_of(request),
        author=words()["author"],
        updated=now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        categories=tuple(_categories(request)),
        entries=tuple(_entry(one, request, base) for one in answers(request, knowledge)),
        language=words()["language"],
    )


def subtitle_of(request: Request) -> str:
    """Return what was asked for, in words, and that there is only English where another language was asked for."""
    asked = ", ".join(f"{systems().get(one.system, one.system)} {one.code}".strip() for one in request.criteria)
    said: str = words()["subtitle"].format(asked=asked)
    return said if request.in_english else f"{said}. {words()['english_only']}"


def answers(request: Request, knowledge: KnowledgeBase) -> list[Answer]:
    """Return what is said on the topics of all codes of a request, each topic once."""
    if not request.in_english:
        return []
    codes = [code for one in request.criteria if (code := find(one.system, one.code)) is not None]
    topics = dict.fromkeys(topic for code in codes for topic in code.topics_for(request.flag))
    found = (answer(knowledge, topic, request.for_child) for topic in topics)
    return [one for one in found if one is not None]


def _categories(request: Request) -> Iterator[tuple[str, str]]:
    for one in request.criteria:
        yield from ((f"{CRITERIA}c", one.code), (f"{CRITERIA}cs", one.system), (f"{CRITERIA}dn", one.name))
    yield "informationRecipient", request.recipient


def _entry(said: Answer, request: Request, base: str) -> Entry:
    text = summary(said, fuller=request.recipient == PROVIDER)
    return Entry(said.topic.question, base + address_of(said), text, f"{said.statement.reviewed_on}T00:00:00Z")


def as_json(feed: Feed) -> dict[str, Any]:
    """Return the feed as MedlinePlus Connect writes it in JSON."""
    return {
        "feed": {
            "xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "base": feed.base,
            "lang": feed.language,
            "title": {"type": "text", "_value": feed.title},
            "updated": {"_value": feed.updated},
            "id": {"_value": feed.id},
            "author": {"name": {"_value": feed.author}, "uri": {"_value": feed.base}},
            "subtitle": {"type": "text", "_value": feed.subtitle},
            "category": [{"scheme": scheme, "term": term} for scheme, term in feed.categories],
            "entry": [
                {
                    "lang": feed.language,
                    "title": {"_value": entry.title, "type": "text"},
                    "link": [{"title": entry.title, "href": entry.href, "rel": "alternate", "type": "html"}],
                    "id": {"_value": entry.href},
                    "summary": {"type": "html", "_value": entry.summary},
                    "updated": {"_value": entry.updated},
                }
                for entry in feed.entries
            ],
        }
    }
