"""Takes what was said about results and decides what the form asks next."""

from dataclasses import replace
from itertools import takewhile
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import help_for, own_intervals, received
from actions.results import DETAIL, intent_of, keep, said, session_of, words
from bot import replies
from bot.labs.explain import is_alarming
from bot.labs.session import Question, Session, given_up
from bot.language.labs.answers import answer, asks_why, take_in
from bot.language.labs.reader import read

NO_DIGRESSION = ("lab_values", "lab_answer", "lab_resume", "clarify", "out_of_scope", None)
"""Intents that are no question of their own: a message of such an intent that answers nothing is asked again."""


ABOUT_THE_QUESTION = ("meta.sources", "meta.more", "meta.repeat", "meta.help")
"""Intents that "why do you need that?" is taken for; while something is asked, it means the question."""


class ValidateLabForm(Action):
    """Returns no event where the message is about something else: Rasa then answers that and comes back."""

    def name(self) -> str:
        """Return the name in the domain."""
        return "validate_lab_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Keep what was said; request the next detail, or none when the report can be given."""
        session, intent = session_of(tracker), intent_of(tracker)
        handed_over = received(tracker)
        if handed_over is not None:
            session = handed_over
        elif just_begun(tracker):
            session = started(dispatcher, tracker, session)
        elif came_back(tracker):
            session = replace(session, asked=max(0, session.asked - 1))
        else:
            if intent in ("urgent", "crisis", "meta.stop", "meta.start_over"):
                return []
            asked = session.pending()
            taken = answer(session, asked, said(tracker))
            wonders = intent in ABOUT_THE_QUESTION and asked is not None and asked.why and asks_why(said(tracker))
            if taken is None and intent not in NO_DIGRESSION and not wonders:
                return []
            if taken is not None and session.asked and not taken.asked:
                dispatcher.utter_message(text=words("said", "other_person"), json_message=replies.custom("meta"))
            session = taken if taken is not None else not_answered(dispatcher, tracker, session)
            if taken is not None and asked is not None and same_question(asked, session):
                session = replace(session, asked=max(0, session.asked - 1))  # a correction is no new question
        if (
            not session.warned
            and session.measurements
            and is_alarming(session.report(own_intervals(tracker)), session.alarming)
        ):
            dispatcher.utter_message(response="utter_high_igm_signs", **help_for(tracker))
            session = replace(session, warned=True)
        wanted = DETAIL if session.question() else None
        return [keep(session), SlotSet("requested_slot", wanted)]


def started(dispatcher: CollectingDispatcher, tracker: Tracker, session: Session) -> Session:
    """Return the session with the values of the message that began the form; questions are counted anew."""
    session = replace(session, asked=0)
    if intent_of(tracker) != "lab_values":
        return answer(session, session.pending(), said(tracker)) or session
    corrected = answer(session, None, said(tracker)) if session.measurements else None
    if corrected is not None and not read_values(said(tracker)):
        return corrected
    session, another = take_in(session, said(tracker))
    if another:
        dispatcher.utter_message(text=words("said", "other_person"), json_message=replies.custom("meta"))
    return session


def read_values(text: str) -> bool:
    """Tell whether a message has values of its own, so that it does more than correct what was said."""
    return bool(read(text).measurements)


def same_question(asked: Question, session: Session) -> bool:
    """Tell whether the question that was asked is still the one to ask."""
    pending = session.pending()
    return pending is not None and pending.id == asked.id


def just_begun(tracker: Tracker) -> bool:
    """Tell whether the latest message began the form."""
    return any(event["event"] == "active_loop" and event["name"] == "lab_form" for event in since_message(tracker))


def came_back(tracker: Tracker) -> bool:
    """Tell whether another action answered the latest message, so that the form only asks again."""
    own = ("lab_form", "action_extract_slots", "action_listen")
    return any(event["event"] == "action" and event["name"] not in own for event in since_message(tracker))


def since_message(tracker: Tracker) -> list[dict[str, Any]]:
    """Return the events since the latest message, the newest first."""
    return list(takewhile(lambda event: event["event"] != "user", reversed(tracker.events)))


def not_answered(dispatcher: CollectingDispatcher, tracker: Tracker, session: Session) -> Session:
    """Say why it is asked, or that the answer was not understood; a second time the detail counts as unknown."""
    question = session.pending()
    if question is None:
        return session
    if question.why and asks_why(said(tracker)):
        dispatcher.utter_message(text=question.why, json_message=replies.custom("meta"))
        return replace(session, asked=session.asked - 1)
    dispatcher.utter_message(text=words("texts", "not_understood"), json_message=replies.custom("meta"))
    return given_up(session, question)
