"""Follow-up "where does that come from": the sources of the topic at hand."""

from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.follow_up import FollowUp
from actions.state import State
from bot import replies
from bot.kb.query import Statement


class ActionSources(FollowUp):
    """One reply of kind ``meta`` that lists the sources, the review date and the reviewer."""

    nothing_yet = "utter_sources_in_general"

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_sources"

    def follow(self, dispatcher: CollectingDispatcher, state: State, statement: Statement) -> list[EventType]:
        """Utter the list; nothing changes."""
        dispatcher.utter_message(
            response="utter_sources_reviewed" if statement.reviewed_by else "utter_sources_not_reviewed",
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
