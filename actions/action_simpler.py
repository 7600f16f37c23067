"""Follow-up "say it simpler": the plainest wording of the topic at hand."""

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.follow_up import FollowUp
from actions.state import State, remember
from bot import replies
from bot.kb.query import Statement
from bot.kb.shared import knowledge_base


class ActionSimpler(FollowUp):
    """One reply of kind ``answer`` in one or two very plain sentences."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_simpler"

    def follow(self, dispatcher: CollectingDispatcher, state: State, statement: Statement) -> list[EventType]:
        """Utter the plain wording; "tell me more" then starts from the short answer again."""
        dispatcher.utter_message(
            response="utter_simpler",
            answer=statement.simple,
            buttons=replies.suggestions(knowledge_base(), statement.topic, state.shown),
            json_message=replies.custom("answer", statement),
        )
        return remember(statement, "short", state.shown)
