"""Asks which of two or three close topics was meant."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.state import state_of
from bot import replies
from bot.kb.shared import knowledge_base


class ActionClarify(Action):
    """One reply of kind ``clarify`` with a button for each topic that comes into question."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_clarify"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the question; nothing is remembered until a topic is chosen."""
        knowledge = knowledge_base()
        buttons = [replies.button(knowledge.topics[topic]) for topic in state_of(tracker, knowledge).acts]
        dispatcher.utter_message(response="utter_clarify", buttons=buttons, json_message=replies.custom("clarify"))
        return []
