"""Last resort where no rule fits: an honest apology (nothing else may fall through to it)."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher


class ActionNotUnderstood(Action):
    """One reply of kind ``error``."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_not_understood"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the apology."""
        dispatcher.utter_message(response="utter_error")
        return []
