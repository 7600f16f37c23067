"""What the actions about laboratory results share: the session in the slot, and the words of knowledge/labs/."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from bot.labs.data import read
from bot.labs.session import Question, Session, as_json, from_json

SLOT = "labs"
DETAIL = "lab_detail"


def session_of(tracker: Tracker) -> Session:
    """Return what the conversation knows about results."""
    return from_json(tracker.get_slot(SLOT))


def keep(session: Session) -> EventType:
    """Return the event that keeps a session."""
    return SlotSet(SLOT, as_json(session))


def words(part: str, name: str) -> str:
    """Return a sentence or a button's title of knowledge/labs/questions.yml."""
    text: str = read("questions")[part][name]
    return text


def answer_buttons(question: Question) -> list[dict[str, str]]:
    """Return the buttons of a question."""
    return [{"title": title, "payload": f'/lab_answer{{"answer": "{answer}"}}'} for title, answer in question.buttons]


def resume_button() -> dict[str, str]:
    """Return the button that goes on with the results."""
    return {"title": words("buttons", "resume"), "payload": "/lab_resume"}


def intent_of(tracker: Tracker) -> str | None:
    """Return the intent of the latest message as decided (the tracker's own method looks at the ranking)."""
    intent: dict[str, Any] = tracker.latest_message.get("intent") or {}
    return intent.get("name")


def said(tracker: Tracker) -> str:
    """Return what the person answered: the text, or what the chosen button stands for."""
    message: dict[str, Any] = tracker.latest_message
    for entity in message.get("entities") or []:
        if entity.get("entity") == "answer":
            return str(entity["value"])
    return message.get("text") or ""
