"""Writes what the knowledge base says on a topic as HTML: a summary in a feed, a page of its own, a list of pages.

Wording: data/infobutton/words.yml. Everything is escaped; there is no script.
"""

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot import paths
from bot.kb import files
from bot.kb.query import KnowledgeBase, Statement, Topic

TEMPLATES = Path(__file__).parent / "templates"
WORDS = paths.DATA / "infobutton" / "words.yml"
CHILD = "child"


@dataclass(frozen=True)
class Answer:
    """What is said on a topic, for a child where there is something for one."""

    topic: Topic
    statement: Statement

    @property
    def for_child(self) -> bool:
        """Tell whether this is what is said for a child."""
        return self.statement.audience == CHILD


def answer(knowledge: KnowledgeBase, topic_id: str, for_child: bool = False) -> Answer | None:
    """Return what is said on a topic; None where there is no such topic.

    Raises:
        KnowledgeUnavailable: the knowledge base is not there.
    """
    topic = knowledge.topics.get(topic_id)
    statement = knowledge.statement(topic_id, CHILD) if for_child else None
    statement = statement or knowledge.statement(topic_id)
    return Answer(topic, statement) if topic and statement else None


def address_of(said: Answer) -> str:
    """Return the path of the page of an answer."""
    return f"/topics/{said.topic.id}" + ("?audience=child" if said.for_child else "")


def summary(said: Answer, fuller: bool) -> str:
    """Return the answer with sources and state of review as HTML for a feed; ``fuller`` adds the longer answer."""
    return _render("summary.html", said=said, fuller=fuller).strip()


def topic_page(said: Answer, knowledge: KnowledgeBase, emergency: str) -> str:
    """Return the page of a topic; ``emergency`` completes "call ... now"."""
    has_child = knowledge.statement(said.topic.id, CHILD) is not None
    terms = [knowledge.terms[name] for name in said.statement.glossary if name in knowledge.terms]
    following = [knowledge.topics[name] for name in said.topic.next]
    return _render(
        "topic.html", said=said, has_child=has_child, terms=terms, following=following, limits=_limits(emergency)
    )


def list_page(answers: list[Answer], subtitle: str, emergency: str) -> str:
    """Return the page that lists what answers a request; without answers it says whom to ask."""
    return _render("list.html", answers=answers, subtitle=subtitle, limits=_limits(emergency))


def not_found_page(emergency: str) -> str:
    """Return the page for an address that is no topic."""
    return _render("not_found.html", limits=_limits(emergency))


def policy() -> str:
    """Return the Content-Security-Policy of the pages: nothing but their own style sheet, in nobody's frame."""
    style = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    nothing = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return f"default-src 'none'; style-src 'sha256-{style}'; {nothing}"


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """Return the words of data/infobutton/words.yml."""
    content: dict[str, Any] = files.read_yaml(WORDS)
    return content


def _limits(emergency: str) -> str:
    text: str = words()["limits"].format(emergency=emergency)
    return text


@lru_cache(maxsize=1)
def _style() -> str:
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["address"] = address_of
    return environment


def _render(name: str, **values: Any) -> str:
    return _environment().get_template(name).render(words=words(), style=_style(), **values)
