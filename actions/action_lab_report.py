"""Explains the results that were reported."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import own_intervals
from actions.results import said, session_of, words
from bot import replies
from bot.kb.shared import knowledge_base
from bot.labs.as_json import drawing_as_json, report_as_json
from bot.labs.draw import drawing
from bot.labs.explain import explain, sources


class ActionLabReport(Action):
    """One reply of kind ``lab_report``."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_lab_report"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the report; the values stay for follow-ups."""
        session, knowledge = session_of(tracker), knowledge_base()
        if not session.measurements:
            nothing = "nothing_read" if any(map(str.isdigit, said(tracker))) else "nothing_yet"
            dispatcher.utter_message(text=words("said", nothing), json_message=replies.custom("meta"))
            return []
        report = session.report(own_intervals(tracker))
        dispatcher.utter_message(
            text=explain(report, session.said_normal, session.not_tested, session.said_low),
            buttons=[
                {"title": words("buttons", "summary"), "payload": "/meta.summary"},
                replies.button(knowledge.topics["care.questions"]),
                replies.button(knowledge.topics["diagnosis.confirmation"]),
            ],
            json_message=replies.custom(
                "lab_report",
                report=report_as_json(report),
                drawing=drawing_as_json(drawing(report)),
                sources=knowledge.cited(sources(report)),
            ),
        )
        return []
