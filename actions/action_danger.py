"""Puts an emergency or a crisis first, then answers what was asked beside it; questions about results end."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import answer_topics
from actions.context import help_for
from actions.results import intent_of, keep, resume_button, session_of
from actions.state import state_of
from bot import replies
from bot.kb.shared import knowledge_base
from bot.language.labs.answers import take_in
from bot.language.labs.glance import may_hold_values

RESPONSES = {"emergency": "utter_urgent", "today": "utter_urgent_today", None: "utter_crisis"}


class ActionDanger(Action):
    """One reply of kind ``urgent`` or ``crisis`` for each danger, with a button to go on with results, then answers."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "action_danger"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the warnings and the answers; keep the values; end the form."""
        knowledge = knowledge_base()
        state, session = state_of(tracker, knowledge), session_of(tracker)
        if may_hold_values(state.text):
            session, _ = take_in(session, state.text)
        dangers = [act for act in tracker.latest_message.get("acts") or [] if act.get("kind")]
        for act in dangers or [{"kind": intent_of(tracker) or "urgent", "level": None}]:
            level = act.get("level") or (None if act["kind"] == "crisis" else "emergency")
            buttons = [replies.button(knowledge.topics["symptoms.when_to_seek_care"])] if level else []
            dispatcher.utter_message(
                response=RESPONSES[level],
                buttons=[*buttons, *([resume_button()] if session.measurements else [])],
                json_message=replies.custom(act["kind"], level=level),
                **help_for(tracker),
            )
        answered = answer_topics(dispatcher, knowledge, state, state.acts)
        return [*answered, keep(session), ActiveLoop(None), SlotSet("requested_slot", None)]
