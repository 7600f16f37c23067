"""Follow-up "say that again": the last answer once more."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.state import state_of, statement_for
from bot import replies
from bot.kb.shared import knowledge_base


class ActionRepeat(Action):
    """One reply of kind ``answer``: short or fuller, as it was said last."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_repeat"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the last answer again; nothing changes."""
        knowledge = knowledge_base()
        state = state_of(tracker, knowledge)
        if state.topic is None:
            dispatcher.utter_message(response="utter_no_topic_yet")
            return []
        statement = statement_for(knowledge, state.topic, state.audience)
        dispatcher.utter_message(
            text=statement.fuller if state.level == "fuller" else statement.short,
            buttons=replies.suggestions(knowledge, state.topic, state.shown),
            json_message=replies.custom("answer", statement),
        )
        return []
