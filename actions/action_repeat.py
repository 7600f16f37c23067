"""Follow-up "say that again": the last answer once more."""

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.follow_up import FollowUp
from actions.state import State
from bot import replies
from bot.kb.query import Statement
from bot.kb.shared import knowledge_base


class ActionRepeat(FollowUp):
    """One reply of kind ``answer``: short or fuller, as it was said last."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_repeat"

    def follow(self, dispatcher: CollectingDispatcher, state: State, statement: Statement) -> list[EventType]:
        """Utter the last answer again; nothing changes."""
        dispatcher.utter_message(
            text=statement.fuller if state.level == "fuller" else statement.short,
            buttons=replies.suggestions(knowledge_base(), statement.topic, state.shown),
            json_message=replies.custom("answer", statement),
        )
        return []
