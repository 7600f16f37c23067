"""Results that a clinic's portal hands over as FHIR: read, and put into words so that the person can agree."""

import asyncio
import secrets
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.channels.problems import Problem
from bot.labs.explain import age_line, named_value
from bot.labs.fhir import NotFhir, read
from bot.labs.fhir_model import Received, note_text
from bot.labs.model import Measurement
from bot.labs.session import Session, as_json, from_json, range_words
from bot.replies import Reply
from bot.runtime.assistant import Assistant
from bot.words import words

EXPLAIN = '/lab_answer{"answer": "received"}'
"""What Rasa is told when the person agrees; the results themselves are the turn's context."""

MOST = 200
"""Results at a time. Nobody has more of these tests; explaining thousands would keep everybody else waiting."""

AGREE, DECLINE = "agree", "decline"
Waiting = dict[str, Any]


async def take_in(fhir: Any) -> Waiting:
    """Read a FHIR resource beside the event loop: a large one takes most of a second.

    Raises:
        Problem: it is no FHIR resource of an accepted kind, or holds too much.
    """
    return await asyncio.get_running_loop().run_in_executor(None, taken_in, fhir)


def taken_in(fhir: Any) -> Waiting:
    """Return what was read of a FHIR resource: an id, the results, and notes about what was left out.

    Raises:
        Problem: it is no FHIR resource of an accepted kind, or holds too much.
    """
    try:
        received: Received = read(fhir)
    except NotFhir:
        raise Problem("utter_problem_not_fhir") from None
    if len(received.measurements) > MOST:
        raise Problem("utter_problem_too_large")
    coded = tuple(replace(one, confirmed=True) for one in received.measurements)  # a coded unit is not doubted
    session = Session(measurements=coded, person=received.person)
    notes = [note_text(note) for note in received.notes]
    return {"id": secrets.token_urlsafe(8), "session": as_json(session), "notes": notes}


def consent(assistant: Assistant, waiting: Waiting, sender: str | None) -> Reply:
    """Return the reply that lists what was received and asks whether to explain it."""
    session = from_json(waiting["session"])
    response = "utter_results_received" if session.measurements else "utter_results_unread"
    lines = "\n".join(f"- {line}" for line in [*_lines(session), *waiting["notes"]])
    reply = assistant.wording(response, sender=sender or words("channel", "utter_results_sender"), results=lines)
    for button in reply["buttons"]:
        button["payload"] = f"{button['payload']}:{waiting['id']}"
    return reply


def chosen(payload: str, waiting: Waiting | None) -> str | None:
    """Return ``AGREE`` or ``DECLINE`` where a button's payload is about received results, else None.

    Raises:
        Problem: they are not there any more.
    """
    answer, _, received = payload.partition(":")
    if answer not in (AGREE, DECLINE):
        return None
    if waiting is None or waiting["id"] != received:
        raise Problem("utter_problem_choice_over")
    return answer


def _lines(session: Session) -> Iterator[str]:
    yield from map(_line, session.measurements)
    if session.person.age_months is not None:
        yield age_line(session.person)
    if session.person.sex:
        yield words("channel", "utter_results_sex", sex=session.person.sex)


def _line(measured: Measurement) -> str:
    line = named_value(measured)
    if measured.on:
        line = words("channel", "utter_results_on", result=line, date=measured.on.isoformat())
    if measured.own_range:
        line = words("channel", "utter_results_range", result=line, range=range_words(measured.own_range))
    return line
