"""What actions read from the tracker, in one place."""

from dataclasses import dataclass

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from bot.kb.query import KnowledgeBase, Statement


@dataclass(frozen=True)
class State:
    """Where the conversation stands."""

    topic: str | None
    audience: str
    level: str
    shown: list[str]
    acts: list[str]
    text: str


def state_of(tracker: Tracker, knowledge: KnowledgeBase) -> State:
    """Return the state. A chosen button carries no acts: its intent is the topic."""
    message = tracker.latest_message
    acts = [act["topic"] for act in message.get("acts") or [] if "topic" in act]
    intent = (message.get("intent") or {}).get("name")
    if not acts and intent in knowledge.topics:
        acts = [intent]
    return State(
        topic=tracker.get_slot("topic"),
        audience=tracker.get_slot("audience") or "anyone",
        level=tracker.get_slot("level") or "short",
        shown=list(tracker.get_slot("shown") or []),
        acts=acts,
        text=message.get("text") or "",
    )


def statement_for(knowledge: KnowledgeBase, topic: str, audience: str) -> Statement:
    """Return the statement for the audience, or the general one where there is none."""
    statement = knowledge.statement(topic, audience) or knowledge.statement(topic)
    assert statement is not None  # `kb check` refuses a topic without a statement
    return statement


def remember(statement: Statement, level: str, shown: list[str]) -> list[EventType]:
    """Return the events that keep what was just answered, for follow-ups."""
    return [
        SlotSet("topic", statement.topic),
        SlotSet("audience", statement.audience),
        SlotSet("level", level),
        SlotSet("shown", list(dict.fromkeys([*shown, statement.topic]))),
    ]
