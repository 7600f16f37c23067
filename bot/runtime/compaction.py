"""Keeps a conversation's history short, so that turn 200 costs what turn 5 costs.

Rasa replays all events at every step of a turn. What came before the last turn is replaced by its outcome:
the slots and the active form. What only the turn itself needed (what it was sent with, how the message was
ranked, the replies) is dropped.
"""

from collections.abc import Iterator
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

KEPT_TURNS = 1
"""Rules and actions look at the latest turn only."""

KEPT_OF_READING = ("intent", "entities", "text")


def opening(state: DialogueStateTracker | None = None) -> Iterator[Event]:
    """Yield the events that begin a conversation in which everything is as in ``state``."""
    yield ActionExecuted(ACTION_SESSION_START_NAME)
    yield SessionStarted()
    if state is not None:
        yield from (SlotSet(slot.name, slot.value) for slot in state.slots.values() if slot.value != slot.initial_value)
        if state.active_loop_name:
            yield ActiveLoop(state.active_loop_name)
    yield ActionExecuted(ACTION_LISTEN_NAME)


def compacted(tracker: DialogueStateTracker, domain: Domain, turns: int = KEPT_TURNS) -> list[dict[str, Any]]:
    """Return the tracker's events, at most ``turns`` turns of them, as plain data.

    To be called between turns: the last event is the one that listens.
    """
    events = list(tracker.events)
    starts = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(starts) > turns:
        cut = starts[-turns]
        before = DialogueStateTracker(tracker.sender_id, domain.slots)
        for event in events[:cut]:
            before.update(event)
        events = [*opening(before), *events[cut:]]
    return [_trimmed(event.as_dict()) for event in events if not isinstance(event, BotUttered)]


def _trimmed(event: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in event.items() if name != "metadata"}
    if "parse_data" in kept:
        kept["parse_data"] = {name: kept["parse_data"][name] for name in KEPT_OF_READING}
    return kept
