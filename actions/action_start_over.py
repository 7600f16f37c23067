"""Starts the conversation over: everything remembered is forgotten."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, AllSlotsReset, EventType
from rasa_sdk.executor import CollectingDispatcher


class ActionStartOver(Action):
    """One reply of kind ``meta``."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_start_over"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter that we start over and reset every slot."""
        dispatcher.utter_message(response="utter_start_over")
        return [ActiveLoop(None), AllSlotsReset()]
