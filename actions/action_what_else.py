"""Follow-up "what else should I ask?": the next questions, as buttons."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.state import state_of
from bot import replies
from bot.kb.shared import knowledge_base

START = "overview.definition"


class ActionWhatElse(Action):
    """One reply of kind ``meta`` with up to three questions that were not answered yet."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_what_else"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the suggestions; nothing changes."""
        knowledge = knowledge_base()
        state = state_of(tracker, knowledge)
        buttons = replies.suggestions(knowledge, state.topic or START, state.shown)
        questions = "\n".join(f"- {button['title']}" for button in buttons)
        custom = replies.custom("meta", topic=state.topic)
        dispatcher.utter_message(response="utter_what_else", questions=questions, buttons=buttons, json_message=custom)
        return []
