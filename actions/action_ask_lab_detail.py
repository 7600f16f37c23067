"""Asks for the next detail of a person's results."""

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.results import answer_buttons, keep, session_of
from bot import replies
from bot.labs.checks import UNIT_DOUBTS


class ActionAskLabDetail(Action):
    """One reply of kind ``lab_question``."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_ask_lab_detail"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the question; count it."""
        session = session_of(tracker)
        question = session.question()
        if question is None:
            return []
        dispatcher.utter_message(
            text=question.text, buttons=answer_buttons(question), json_message=replies.custom("lab_question")
        )
        doubt = question.id.partition(":")[0] in UNIT_DOUBTS  # it comes on top of what is missing
        return [keep(replace(session, asked=session.asked + (0 if doubt else 1)))]
