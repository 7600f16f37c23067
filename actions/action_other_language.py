"""Says in English, and in Spanish where that was written, that only English is understood, and whom to call."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import help_for
from bot import replies
from bot.language.foreign import foreign_language

RESPONSES = {"es": "utter_english_only_spanish"}


class ActionOtherLanguage(Action):
    """One reply of kind ``out_of_scope`` that names the emergency number."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_other_language"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the reply; nothing changes."""
        language = foreign_language(tracker.latest_message.get("text") or "")
        response = RESPONSES.get(language or "", "utter_english_only")
        dispatcher.utter_message(response=response, json_message=replies.custom("out_of_scope"), **help_for(tracker))
        return []
