"""Follow-up "say it simpler": the plainest wording of the topic at hand."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.state import remember, state_of, statement_for
from bot import replies
from bot.kb.shared import knowledge_base


class ActionSimpler(Action):
    """One reply of kind ``answer`` in one or two very plain sentences."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_simpler"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the plain wording; "tell me more" then starts from the short answer again."""
        knowledge = knowledge_base()
        state = state_of(tracker, knowledge)
        if state.topic is None:
            dispatcher.utter_message(response="utter_no_topic_yet")
            return []
        statement = statement_for(knowledge, state.topic, state.audience)
        dispatcher.utter_message(
            response="utter_simpler",
            answer=statement.simple,
            buttons=replies.suggestions(knowledge, state.topic, state.shown),
            json_message=replies.custom("answer", statement),
        )
        return remember(statement, "short", state.shown)
