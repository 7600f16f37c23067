"""Stops asking about results; the values stay in the conversation."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.results import resume_button, session_of, words
from bot import replies


class ActionStop(Action):
    """One reply of kind ``meta``, with a button to go on where there are values."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_stop"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter that we stop; end the form."""
        results = bool(session_of(tracker).measurements)
        dispatcher.utter_message(
            text=words("said", "stopped" if results else "nothing_to_stop"),
            buttons=[resume_button()] if results else [],
            json_message=replies.custom("meta"),
        )
        return [ActiveLoop(None), SlotSet("requested_slot", None)]
