"""Follow-up "tell me more": the fuller answer to the topic at hand."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.state import remember, state_of, statement_for
from bot import replies
from bot.kb.shared import knowledge_base


class ActionMore(Action):
    """One reply of kind ``answer`` with the fuller text; says so when there is no more."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_more"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the fuller answer, once; then point to the next questions."""
        knowledge = knowledge_base()
        state = state_of(tracker, knowledge)
        if state.topic is None:
            dispatcher.utter_message(response="utter_no_topic_yet")
            return []
        statement = statement_for(knowledge, state.topic, state.audience)
        buttons = replies.suggestions(knowledge, state.topic, state.shown)
        if state.level == "fuller":
            custom = replies.custom("meta", statement)
            dispatcher.utter_message(response="utter_no_more", buttons=buttons, json_message=custom)
            return []
        custom = replies.custom("answer", statement)
        dispatcher.utter_message(text=statement.fuller, buttons=buttons, json_message=custom)
        return remember(statement, "fuller", state.shown)
