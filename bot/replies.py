"""Builds replies as the reply contract wants them (docs/reply-contract.md): text, buttons, custom."""

from collections.abc import Iterable
from typing import Any

from bot.kb.query import KnowledgeBase, Statement, Topic

Reply = dict[str, Any]

KINDS = frozenset(
    {
        "answer",
        "clarify",
        "not_covered",
        "other_condition",
        "out_of_scope",
        "personal_advice",
        "urgent",
        "crisis",
        "lab_question",
        "lab_report",
        "meta",
        "chitchat",
        "error",
    }
)

EMPTY_CUSTOM: dict[str, Any] = {
    "kind": None,
    "topic": None,
    "sources": [],
    "reviewed_on": None,
    "reviewed_by": None,
    "level": None,
    "report": None,
    "drawing": None,
}

SUGGESTED = 3
"""How many next questions follow an answer."""


def complete(message: Reply) -> Reply:
    """Return a message as Rasa sent it with every field of the contract present.

    Raises:
        ValueError: the message has no text or no known kind; that is a mistake in a response file.
    """
    custom = {**EMPTY_CUSTOM, **(message.get("custom") or {})}
    text = message.get("text")
    if not text or custom["kind"] not in KINDS:
        raise ValueError(f"a reply without text or with the kind {custom['kind']!r}")
    buttons = [{"title": b["title"], "payload": b["payload"]} for b in message.get("buttons") or []]
    return {"text": " ".join(text.split(" ")), "buttons": buttons, "custom": custom}


def custom(kind: str, statement: Statement | None = None, **fields: Any) -> dict[str, Any]:
    """Return the ``custom`` object of a reply; topic, sources and review come from the statement."""
    rests_on: dict[str, Any] = {}
    if statement is not None:
        rests_on = {
            "topic": statement.topic,
            "sources": statement.sources,
            "reviewed_on": statement.reviewed_on,
            "reviewed_by": statement.reviewed_by,
        }
    return {**EMPTY_CUSTOM, "kind": kind, **rests_on, **fields}


def button(topic: Topic) -> dict[str, str]:
    """Return the button that asks the question of a topic."""
    return {"title": topic.question, "payload": f"/{topic.id}"}


def suggestions(knowledge: KnowledgeBase, topic: str, shown: Iterable[str]) -> list[dict[str, str]]:
    """Return up to three next questions after ``topic``: its own, then theirs, none answered already."""
    seen = {topic, *shown}
    first = knowledge.topics[topic].next
    second = [later for name in first for later in knowledge.topics[name].next]
    fresh = dict.fromkeys(name for name in (*first, *second) if name not in seen)
    return [button(knowledge.topics[name]) for name in list(fresh)[:SUGGESTED]]
