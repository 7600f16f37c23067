"""Answers topics one after the other: what an answer and a warning with a question beside it share."""

from collections.abc import Sequence

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.state import State, remember, statement_for
from bot import replies
from bot.kb.query import KnowledgeBase
from bot.language.audience import audience
from bot.language.decide import FEELINGS
from bot.language.distress import is_distressed


def worded(text: str, comfort: bool) -> dict[str, str]:
    """Return what to utter: the text, or with ``comfort`` a response that takes up distress before it."""
    return {"response": "utter_acknowledge", "answer": text} if comfort else {"text": text}


def answer_topics(
    dispatcher: CollectingDispatcher, knowledge: KnowledgeBase, state: State, topics: Sequence[str]
) -> list[EventType]:
    """Utter one answer for each topic, suggestions after the last; returns the events that remember the last."""
    shown, events = state.shown, []
    for topic in topics:
        statement = statement_for(knowledge, topic, audience(state.text))
        last = topic == topics[-1]
        comfort = topic == topics[0] and is_distressed(state.text) and topic != FEELINGS
        dispatcher.utter_message(
            **worded(statement.short, comfort),
            buttons=replies.suggestions(knowledge, topic, shown) if last else [],
            json_message=replies.custom("answer", statement),
        )
        events = remember(statement, "short", shown)
        shown = [*shown, topic]
    return events
