"""What follow-ups on the last answer have in common."""

from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.state import State, state_of, statement_for
from bot.kb.query import Statement
from bot.kb.shared import knowledge_base


class FollowUp(Action, ABC):
    """Does something with the statement given last; says so kindly where there is none."""

    nothing_yet = "utter_no_topic_yet"
    """The response where nothing was answered yet."""

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Call ``follow`` with the statement at hand."""
        knowledge = knowledge_base()
        state = state_of(tracker, knowledge)
        if state.topic is None:
            dispatcher.utter_message(response=self.nothing_yet)
            return []
        return self.follow(dispatcher, state, statement_for(knowledge, state.topic, state.audience))

    @abstractmethod
    def follow(self, dispatcher: CollectingDispatcher, state: State, statement: Statement) -> list[EventType]:
        """Utter the follow-up; return the events that it leaves."""
