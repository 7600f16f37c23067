"""What all tests share: the project's places and the one trained model."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot import paths
from bot.kb import files
from bot.kb.files import Knowledge
from bot.kb.query import KnowledgeBase
from bot.runtime.assistant import Assistant
from bot.terminal.typed import Typed

ARTICLE = paths.ROOT.parent / "shared" / "source" / "igm-deficiency.txt"


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return files.read_knowledge(paths.KNOWLEDGE)


@pytest.fixture(scope="session")
def knowledge_base() -> KnowledgeBase:
    return KnowledgeBase(paths.DATABASE)


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    """The assistant on the trained model, which `make test` brings up to date by content hash."""
    return Assistant.load(server=True)


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture
def talk(assistant: Assistant, loop: asyncio.AbstractEventLoop, request: pytest.FixtureRequest) -> Iterator[Callable]:
    """Say something in this test's own conversation; returns the replies."""
    name, typed = request.node.nodeid, Typed(assistant)
    yield lambda text: loop.run_until_complete(typed.say(name, text))
    loop.run_until_complete(typed.forget(name))


@pytest.fixture
def article() -> Path:
    if not ARTICLE.is_file():
        pytest.skip("the article is not beside this checkout (../shared/source); it is not part of the project")
    return ARTICLE
