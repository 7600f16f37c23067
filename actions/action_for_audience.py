"""Follow-ups "and for children?" and "and for adults?": the topic at hand for somebody else."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.state import remember, state_of, statement_for
from bot import replies
from bot.kb.shared import knowledge_base

ASKED = {"meta.children": "child", "meta.adults": "anyone"}
WITHOUT_TOPIC = {"child": "course.children", "anyone": "epidemiology.who"}


class ActionForAudience(Action):
    """One reply of kind ``answer``; says so where the sources make no difference for children."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_for_audience"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the answer for the audience asked for; without a topic, the general one about it."""
        knowledge = knowledge_base()
        state = state_of(tracker, knowledge)
        asked = ASKED[tracker.latest_message["intent"]["name"]]
        topic = state.topic or WITHOUT_TOPIC[asked]
        statement = statement_for(knowledge, topic, asked)
        buttons = replies.suggestions(knowledge, topic, state.shown)
        custom = replies.custom("answer", statement)
        if statement.audience == asked:
            dispatcher.utter_message(text=statement.short, buttons=buttons, json_message=custom)
        else:
            response = "utter_no_child_version"
            dispatcher.utter_message(response=response, answer=statement.short, buttons=buttons, json_message=custom)
        return remember(statement, "short", state.shown)
