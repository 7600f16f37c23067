"""Puts an emergency or a crisis first; questions about results end, the values stay."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.results import intent_of, resume_button, session_of

RESPONSES = {"urgent": "utter_urgent", "crisis": "utter_crisis"}


class ActionDanger(Action):
    """One reply of kind ``urgent`` or ``crisis``, with a button to go on where results were being talked about."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_danger"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the response of the intent; end the form."""
        response = RESPONSES.get(intent_of(tracker) or "", "utter_urgent")
        results = bool(session_of(tracker).measurements)
        dispatcher.utter_message(response=response, buttons=[resume_button()] if results else [])
        return [ActiveLoop(None), SlotSet("requested_slot", None)]
