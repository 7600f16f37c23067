"""One server for all tests of the channel: the real app with the trained model, on a port of its own."""

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.channels.settings import Settings
from bot.clinics.config import read_clinics
from bot.runtime.assistant import Assistant
from bot.runtime.records import RecordsInMemory
from tests.channels.client import Client
from tests.clinics.portals import NORTH, SOUTH, clinic

AUDIENCE = "https://igm-guide.example.org"
PAGE_OF_NORTH = "https://www.north.example"
INTERVAL = {"analyte": "IgM", "age_from_months": "216", "age_to_months": "1800", "low": "20", "high": "250"}


class Clock:
    """A clock that tests can put forward."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


class Running:
    """The app in a thread with an event loop of its own."""

    def __init__(self, service: Any, settings: Settings, web: Path) -> None:
        from sanic import Sanic

        from bot.channels.app import create_app  # imports Rasa, which is to be done after `Assistant.load`

        Sanic.test_mode = True  # without it only the first app of a process starts: Sanic rewrites its own code
        self.service = service
        self.app = create_app(service, settings, web)
        self.address = ""
        self._ready, self.loop, self._stop = threading.Event(), asyncio.new_event_loop(), asyncio.Event()
        self._thread = threading.Thread(target=lambda: self.loop.run_until_complete(self._run()), daemon=True)
        self._thread.start()
        assert self._ready.wait(30)

    async def _run(self) -> None:
        from bot.channels.listen import listening

        async with listening(self.app, "127.0.0.1", 0) as port:
            self.address = f"http://127.0.0.1:{port}"
            self._ready.set()
            await self._stop.wait()

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(30)


def clinics_file(folder: Path) -> Path:
    path = folder / "clinics.yml"
    north = clinic("north", NORTH, "ed-north", allowed_origins=[PAGE_OF_NORTH], country="DE", retention_minutes="10")
    north["intervals"] = [{**INTERVAL, "unit": "mg/dL"}]
    south = clinic("south", SOUTH, "ed-south", allowed_origins=["https://www.south.example"], portal_only="true")
    path.write_text(yaml.safe_dump({"clinics": [north, south]}), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web")
    (folder / "demo.html").write_text("<!doctype html><title>demo</title>")
    (folder / "embed.html").write_text("<!doctype html><title>embed</title>")
    (folder / "igm-guide.js").write_text("export {};")
    (folder / ".hidden.js").write_text("export {};")
    return folder


@pytest.fixture(scope="session")
def own_assistant(clock: Clock) -> Assistant:
    """An assistant that only the server's thread talks to."""
    return Assistant.load(records=RecordsInMemory(clock), server=True)


@pytest.fixture(scope="session")
def server(own_assistant: Assistant, web: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The one server."""
    from bot.channels.service import Service

    clinics = read_clinics(clinics_file(tmp_path_factory.mktemp("clinics")))
    settings = Settings(audience=AUDIENCE, rate_conversation=1_000_000, rate_address=10_000_000)
    service = Service(clinics, settings)
    service.line.fewest = 1000  # these tests are not about load (tests/faults/ are)
    service.assistant = own_assistant
    running = Running(service, settings, web)
    yield running
    running.stop()


@pytest.fixture
def client(server: Running) -> Client:
    return Client(server.address)
