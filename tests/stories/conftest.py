"""Rasa's own commands take a quarter of a minute each: they run beside the other tests, as soon as these are known."""

import tempfile
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.stories.rasa_commands import started

PLACE = pytest.StashKey[tempfile.TemporaryDirectory[str]]()
OUTCOMES = pytest.StashKey[dict[str, Future[Any]]]()


def pytest_collection_finish(session: pytest.Session) -> None:
    if any("outcomes" in getattr(item, "fixturenames", ()) for item in session.items):
        place = session.config.stash[PLACE] = tempfile.TemporaryDirectory()
        session.config.stash[OUTCOMES] = started(ThreadPoolExecutor(1), Path(place.name))


def pytest_sessionfinish(session: pytest.Session) -> None:
    for outcome in session.config.stash.get(OUTCOMES, {}).values():
        outcome.cancel()
    if PLACE in session.config.stash:
        session.config.stash[PLACE].cleanup()


@pytest.fixture(scope="session")
def outcomes(pytestconfig: pytest.Config) -> dict[str, Future[Any]]:
    """What each command found, as soon as it has ended."""
    return pytestconfig.stash[OUTCOMES]
