"""Meets a request for a decision, a dose or a diagnosis: the boundary, then the general facts."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.state import remember, state_of, statement_for
from bot import replies
from bot.kb.shared import knowledge_base
from bot.language.audience import audience


class ActionPersonalAdvice(Action):
    """One reply of kind ``personal_advice``; with the nearest topic's facts where the topic is clear."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_personal_advice"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the boundary; remember the topic if facts were given."""
        knowledge = knowledge_base()
        state = state_of(tracker, knowledge)
        if not state.acts:
            custom = replies.custom("personal_advice")
            dispatcher.utter_message(response="utter_personal_advice", json_message=custom)
            return []
        statement = statement_for(knowledge, state.acts[0], audience(state.text))
        dispatcher.utter_message(
            response="utter_personal_advice_with_facts",
            answer=statement.short,
            buttons=replies.suggestions(knowledge, statement.topic, state.shown),
            json_message=replies.custom("personal_advice", statement),
        )
        return remember(statement, "short", state.shown)
