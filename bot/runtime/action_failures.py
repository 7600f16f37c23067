"""Tells a turn that one of its actions has failed.

Rasa itself goes on then and leaves out what the action would have said. A person must not get half an answer, so such a
turn ends as an apology (``Assistant``).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_failures: ContextVar[list[str] | None] = ContextVar("failures", default=None)


@contextmanager
def failures_of_a_turn() -> Iterator[list[str]]:
    """Yield a list that holds the kinds of the errors with which actions of this turn end."""
    failures: list[str] = []
    before = _failures.set(failures)
    try:
        yield failures
    finally:
        _failures.reset(before)


def turn_has_failed() -> bool:
    """Tell whether an action of this turn has failed already."""
    return bool(_failures.get())


@contextmanager
def telling_failures(is_rejection: Callable[[Exception], bool]) -> Iterator[None]:
    """Run an action; an error that ends it is told to the turn.

    Args:
        is_rejection: tells whether an error is a form's way to say that the message is not for it.
    """
    try:
        yield
    except Exception as error:
        failures = _failures.get()
        if failures is not None and not is_rejection(error):
            failures.append(type(error).__name__)
        raise
