"""Follow-up "where does that come from": the sources of the topic at hand."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.state import state_of, statement_for
from bot import replies
from bot.kb.shared import knowledge_base


class ActionSources(Action):
    """One reply of kind ``meta`` that lists the sources, the review date and the reviewer."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_sources"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the list; nothing changes."""
        knowledge = knowledge_base()
        state = state_of(tracker, knowledge)
        if state.topic is None:
            dispatcher.utter_message(response="utter_sources_in_general")
            return []
        statement = statement_for(knowledge, state.topic, state.audience)
        reviewed = "utter_sources_reviewed" if statement.reviewed_by else "utter_sources_not_reviewed"
        dispatcher.utter_message(
            response=reviewed,
            list="\n".join(map(source_line, statement.sources)),
            date=statement.reviewed_on,
            reviewer=statement.reviewed_by,
            json_message=replies.custom("meta", statement),
        )
        return []


def source_line(source: dict[str, Any]) -> str:
    """Return one source as a line of the list."""
    parts = [source["label"], source["section"] and f"section “{source['section']}”", source["url"]]
    return "- " + ", ".join(part for part in parts if part)
