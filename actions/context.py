"""What the channel sends a turn with besides the message: the clinic's numbers and intervals, received results."""

from typing import Any

from rasa_sdk import Tracker

from bot.labs.intervals import Row, row_from_json
from bot.labs.session import Session, from_json
from bot.language.danger.help import help_in


def context_of(tracker: Tracker) -> dict[str, Any]:
    """Return the context of the latest message; empty where there is none, as in the terminal."""
    return tracker.latest_message.get("metadata") or {}


def help_for(tracker: Tracker) -> dict[str, str]:
    """Return whom to call: as the clinic of the conversation says, else as the operator has set."""
    numbers: dict[str, str] | None = context_of(tracker).get("clinic", {}).get("numbers")
    return help_in() if numbers is None else numbers


def own_intervals(tracker: Tracker) -> tuple[Row, ...]:
    """Return the reference intervals of the clinic's own laboratory; none where it has not given any."""
    return tuple(map(row_from_json, context_of(tracker).get("clinic", {}).get("intervals", ())))


def received(tracker: Tracker) -> Session | None:
    """Return the results that a portal has handed over, once the person has agreed to have them explained."""
    given = context_of(tracker).get("received")
    return from_json(given) if given else None
