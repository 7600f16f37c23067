"""Nothing that a person says gets out of the product but in its replies: no log, no file, no connection."""

import asyncio
import json
import logging
import os
import re
import signal
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot import paths
from bot.runtime.assistant import Assistant
from tests.channels.client import Client
from tests.channels.conftest import AUDIENCE
from tests.channels.test_origins import portal_token
from tests.channels.test_results import bundle, ranged
from tests.clinics.portals import NORTH, clinic

MARK, VALUE = "zebraquux", "7351"
WATCH = Path(__file__).with_name("watch")
LOUD = {
    "LOUD": "1",
    "LOG_LEVEL": "DEBUG",
    "LOG_LEVEL_LIBRARIES": "DEBUG",
    "LOG_LEVEL_MATPLOTLIB": "DEBUG",
    "LOG_LEVEL_KAFKA": "DEBUG",
    "PYTHONWARNINGS": "always",
    "PYTHONASYNCIODEBUG": "1",
    "PYTHONFAULTHANDLER": "1",
}
ALLOWED = ("/dev/null",)
"""What may be opened to be written."""


def environment(watched: Path, **more: str) -> dict[str, str]:
    inherited = os.environ.get("PYTHONPATH")
    path = os.pathsep.join(filter(None, [str(WATCH), inherited]))
    return {**os.environ, **LOUD, "WATCH_FILE": str(watched), "PYTHONPATH": path, **more}


def noted(watched: Path) -> list[str]:
    return [line for line in watched.read_text().splitlines() if not any(allowed in line for allowed in ALLOWED)]


@dataclass
class Whole:
    """All that a server wrote, and what must not stand there."""

    written: str
    noted: list[str]
    at_start: int
    secrets: list[str] = field(default_factory=list)
    new_files: set[Path] = field(default_factory=set)
    statuses: list[int] = field(default_factory=list)


def files() -> set[Path]:
    found = {path for path in paths.ROOT.rglob("*") if not {".venv", ".git", "__pycache__"} & set(path.parts)}
    return found


def hold(client: Client) -> list[str]:
    """Hold conversations of every kind; returns what is secret in them."""
    secrets = [MARK, VALUE, "40 years", portal_token("north")]
    client.begin(clinic="north", portal_token=secrets[-1])
    for text in (
        f"my IgM is {VALUE} mg/dL {MARK}",
        "40 years",
        f"I want to kill myself {MARK}",
        f"/{MARK}{{",
        MARK * 900,
    ):
        client.send(text=text)
    secrets += [client.token, client.began["replies"][0]["buttons"][0]["payload"]]
    fhir = bundle(ranged("IgM", int(VALUE), 40, 230), born="1981-03-04")
    (asked,) = client.hand_over(fhir)
    said = client.choose(asked["buttons"][0])
    secrets += [asked["buttons"][0]["payload"], "1981-03-04", *[reply["text"][:60] for reply in said]]
    return secrets


def provoke(client: Client, server: Client) -> list[int]:
    """Make every kind of error with marked requests; returns the statuses."""
    post = client.post
    message = {"message_id": str(uuid.uuid4())}
    answers = [
        client.send(choice=MARK),
        post("/api/v1/messages", {**message, MARK: MARK}),
        post("/api/v1/messages", {**message, "text": MARK * 2000}),
        post("/api/v1/results", {**message, "fhir": {"resourceType": MARK}}),
        post("/api/v1/feedback", {**message, "rating": "up"}),
        post("/api/v1/conversations", {"clinic": MARK}),
        post("/api/v1/conversations", {"portal_token": MARK}),
        client.request("POST", f"/api/v1/messages?{MARK}", data=f'{{"{MARK}'.encode()),
        client.request("PUT", "/api/v1/messages", data=MARK.encode()),
        client.request("GET", f"/{MARK}", headers={"X-Odd": MARK}),
        client.request("GET", f"/infobutton?{MARK}={MARK}"),
        client.request(
            "GET", f"/infobutton?mainSearchCriteria.v.cs=2.16.840.1.113883.6.90&mainSearchCriteria.v.c={MARK}"
        ),
        client.request("GET", f"/topics/{MARK}"),
        client.request("GET", "/api/v1/conversations/current", headers={"Origin": f"https://{MARK}.example"}),
        server.request("GET", "/api/v1/conversations/current", headers={"Authorization": f"Bearer {MARK}"}),
        client.erase(),
    ]
    return [answer.status_code for answer in answers]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """A server under watch, from its start to its end."""
    folder = tmp_path_factory.mktemp("watched")
    (folder / "tmp").mkdir()
    (folder / "clinics.yml").write_text(json.dumps({"clinics": [clinic("north", NORTH, "ed-north")]}))
    before = files()
    process = subprocess.Popen(
        [sys.executable, "-X", "dev", "-m", "bot", "serve", "--port", "0", "--clinics", str(folder / "clinics.yml")],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=paths.ROOT,
        env=environment(folder / "watch", IGM_GUIDE_AUDIENCE=AUDIENCE, TMPDIR=str(folder / "tmp")),
    )
    assert process.stdout is not None
    try:
        lines: list[str] = []
        while not lines or lines[-1].strip() != "ready":
            lines.append(process.stdout.readline())
            assert lines[-1], "".join(lines)[-2000:]
        address = next(found for line in lines for found in re.findall(r"http://\S+(?=/)", line))
        at_start = len(noted(folder / "watch"))  # Rasa has unpacked the model into a folder of its own
        client = Client(address)
        secrets = hold(client)
        statuses = provoke(client, Client(address))
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait(30)
    assert at_start > 0
    watched, left = noted(folder / "watch"), set((folder / "tmp").iterdir())
    return Whole("".join(lines) + rest, watched, at_start, secrets, files() - before | left, statuses)


def test_every_kind_of_error_was_made(whole: Whole) -> None:
    assert {400, 401, 403, 404, 405, 413, 422, 204} <= set(whole.statuses)
    assert max(whole.statuses) < 500


def test_no_text_value_or_token_is_logged_at_any_level(whole: Whole) -> None:
    assert "DEBUG" in whole.written  # the loggers did speak
    for secret in whole.secrets:
        assert secret not in whole.written
        assert secret.split(".")[1 if secret.startswith("eyJ") else 0] not in whole.written
    assert "Traceback" not in whole.written


def test_the_server_connects_to_nobody_and_starts_nothing(whole: Whole) -> None:
    assert [line for line in whole.noted if line.startswith(("socket", "urllib", "subprocess", "os.system"))] == []


def test_the_server_writes_no_file(whole: Whole) -> None:
    said = [line for line in whole.noted[whole.at_start :] if line.startswith(("open", "os."))]
    assert [line for line in said if not line.startswith("os.remove")] == []
    assert not any(MARK in line or VALUE in line for line in whole.noted)
    assert whole.new_files == set()


def test_the_command_for_results_writes_to_its_reader_only(tmp_path: Path) -> None:
    """The commands that load the model are tested in tests/system/test_without_network.py."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", "labs", f"IgM {VALUE} {MARK}", "--unit", "mg/dL", "--age", "40y"],
        capture_output=True,
        text=True,
        cwd=paths.ROOT,
        env=environment(tmp_path / "watch"),
        timeout=120,
    )
    assert done.stdout
    assert MARK not in done.stderr
    assert VALUE not in done.stderr
    assert noted(tmp_path / "watch") == []


def test_the_watch_sees_what_is_forbidden(tmp_path: Path) -> None:
    connecting = "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('127.0.0.1', 9))"
    code = f"import socket; open('x', 'w').close(); {connecting}"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path, env=environment(tmp_path / "watch"))
    assert [line.split()[0] for line in noted(tmp_path / "watch")] == ["open", "socket.connect"]


def test_a_turn_that_raises_tells_its_kind_only(
    assistant: Assistant, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    async def fail(message: Any) -> None:
        raise RuntimeError(f"{message.text} {MARK}")

    monkeypatch.setattr(assistant.agent.processor, "handle_message", fail)
    with caplog.at_level(logging.DEBUG):
        (reply,) = asyncio.run(assistant.say("private-name", f"my IgM is {VALUE} {MARK}"))
    assert reply["custom"]["kind"] == "error"
    told = caplog.text + "".join(capfd.readouterr())
    assert "a turn failed: RuntimeError" in told
    for secret in (MARK, VALUE, "private-name", "Traceback"):
        assert secret not in told
