"""Follow-up "tell me more": the fuller answer to the topic at hand."""

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.follow_up import FollowUp
from actions.state import State, remember
from bot import replies
from bot.kb.query import Statement
from bot.kb.shared import knowledge_base


class ActionMore(FollowUp):
    """One reply of kind ``answer`` with the fuller text; says so when there is no more."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_more"

    def follow(self, dispatcher: CollectingDispatcher, state: State, statement: Statement) -> list[EventType]:
        """Utter the fuller answer, once; then point to the next questions."""
        buttons = replies.suggestions(knowledge_base(), statement.topic, state.shown)
        if state.level == "fuller":
            custom = replies.custom("meta", statement)
            dispatcher.utter_message(response="utter_no_more", buttons=buttons, json_message=custom)
            return []
        custom = replies.custom("answer", statement)
        dispatcher.utter_message(text=statement.fuller, buttons=buttons, json_message=custom)
        return remember(statement, "fuller", state.shown)
