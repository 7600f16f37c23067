"""Answers one question after the other from the knowledge base."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import answer_topics
from actions.state import state_of
from bot.kb.shared import knowledge_base


class ActionAnswer(Action):
    """One reply of kind ``answer`` for each topic asked; suggestions follow the last."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the answers; remember the last topic for follow-ups."""
        knowledge = knowledge_base()
        state = state_of(tracker, knowledge)
        return answer_topics(dispatcher, knowledge, state, state.acts)
