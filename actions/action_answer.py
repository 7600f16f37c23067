"""Answers one question after the other from the knowledge base."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.state import remember, state_of, statement_for
from bot import replies
from bot.kb.shared import knowledge_base
from bot.language.audience import audience


class ActionAnswer(Action):
    """One reply of kind ``answer`` for each topic asked; suggestions follow the last."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the answers; remember the last topic for follow-ups."""
        knowledge = knowledge_base()
        state = state_of(tracker, knowledge)
        shown, events = state.shown, []
        for topic in state.acts:
            statement = statement_for(knowledge, topic, audience(state.text))
            last = topic == state.acts[-1]
            dispatcher.utter_message(
                text=statement.short,
                buttons=replies.suggestions(knowledge, topic, shown) if last else [],
                json_message=replies.custom("answer", statement),
            )
            events = remember(statement, "short", shown)
            shown = [*shown, topic]
        return events
