"""Makes a page for the doctor out of the results that were reported."""

from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import own_intervals
from actions.results import session_of, words
from bot import replies
from bot.kb.shared import knowledge_base
from bot.labs.explain import explained, questions, sources
from bot.labs.summary import summary_html, summary_text


class ActionSummary(Action):
    """One reply of kind ``meta``: the page as plain text; ``custom.page`` holds it as HTML to print."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_summary"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the page, or what is needed for one."""
        session = session_of(tracker)
        if not session.measurements:
            dispatcher.utter_message(text=words("said", "nothing_yet"), json_message=replies.custom("meta"))
            return []
        report = session.report(own_intervals(tracker))
        cited = knowledge_base().cited(sources(report))
        today = datetime.now().astimezone().date()
        content = (report, explained(report), questions(report), cited, today)
        dispatcher.utter_message(
            text=summary_text(*content),
            json_message=replies.custom("meta", sources=cited, page=summary_html(*content)),
        )
        return []
