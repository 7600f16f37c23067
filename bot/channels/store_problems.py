"""What the store of the conversations cannot do, as problems."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.channels.problems import Problem
from bot.runtime.records import LineFull, RecordsFull, RecordsUnavailable
from bot.runtime.store import ConversationGone

SECONDS_FULL = 60
SECONDS_UNAVAILABLE = 2
"""After this time a client may try again."""


@contextmanager
def store_problems() -> Iterator[None]:
    """Turn errors of the store into problems.

    Raises:
        Problem: the conversation is over, too many wait in it, there is no room, or the store does not answer.
    """
    try:
        yield
    except ConversationGone:
        raise Problem("utter_problem_no_token") from None
    except LineFull:
        raise Problem("utter_problem_too_many", wait=1) from None
    except RecordsFull:
        raise Problem("utter_problem_full", wait=SECONDS_FULL) from None
    except RecordsUnavailable:
        raise Problem("utter_problem_unavailable", wait=SECONDS_UNAVAILABLE) from None
