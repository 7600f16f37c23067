"""`python -m bot serve` as a process: start, stop, refusals, and nothing private in what it writes."""

import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import paths
from bot.channels.serve import command as serve_command
from bot.channels.serve import refuse_other_channels
from bot.channels.settings import VARIABLES, SettingInvalid, Settings
from tests.channels.client import Client
from tests.channels.test_results import WHOLE

PRIVATE = "zebra-7351"


@dataclass
class Served:
    process: subprocess.Popen[str]
    address: str
    first_reply: float


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-X", "dev", "-m", "bot", "serve", *arguments]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """A server of its own with warnings on (-X dev), and the seconds from its start to the first reply."""
    started = time.monotonic()
    process = subprocess.Popen(
        command("--port", "0"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=paths.ROOT,
        env={**os.environ, "IGM_GUIDE_RATE_CONVERSATION": "100000"},
    )
    assert process.stderr is not None
    try:
        address = re.findall(r"http://\S+(?=/)", process.stderr.readline())[0]
        while process.poll() is None and "ready" not in process.stderr.readline():
            pass
        Client(address).begin().say("What is IgM deficiency?")
        yield Served(process, address, time.monotonic() - started)
    finally:
        process.kill()
        process.wait(30)


def test_the_first_reply_comes_soon(served: Served) -> None:
    print(f"from the start of the process to the first reply over HTTP: {served.first_reply:.1f} s")
    assert served.first_reply < 60


def test_the_widgets_pages_are_served(served: Served) -> None:
    client = Client(served.address)
    for path in ("/", "/portal-example", "/embed", "/widget/igm-guide.js"):
        expected = 200 if paths.WEB.is_dir() else 404
        assert client.request("GET", path).status_code == expected


def test_nothing_private_is_written_and_the_end_is_clean(served: Served) -> None:
    client = Client(served.address).begin()
    for text in (
        PRIVATE,
        f"/crisis{{{PRIVATE}",
        f"my IgM is 7351 mg/dL {PRIVATE}",
        f'/{PRIVATE}{{"a": [}}',
        PRIVATE * 400,
    ):
        client.send(text=text)
    (asked,) = client.hand_over(WHOLE)
    client.choose(asked["buttons"][0])
    client.post("/api/v1/results", {"message_id": str(uuid.uuid4()), "fhir": {"resourceType": PRIVATE}})
    client.send(choice=PRIVATE)
    client.request("POST", f"/api/v1/messages?x={PRIVATE}", data=f'{{"{PRIVATE}'.encode())
    client.request("GET", f"/{PRIVATE}", headers={"X-Odd": PRIVATE})
    Client(served.address).request("GET", "/api/v1/conversations/current", headers={"Authorization": PRIVATE})
    erased = client.erase()
    assert erased.status_code == 204
    served.process.send_signal(signal.SIGTERM)
    out, error = served.process.communicate(timeout=30)
    assert served.process.returncode == 0
    assert out == ""
    written = error
    for private in (PRIVATE, "7351", "zebra", client.token, client.token.split(".")[1], "IgM"):
        assert private not in written
    assert "Traceback" not in written


def test_help_tells_every_setting() -> None:
    done = subprocess.run(command("--help"), capture_output=True, text=True, cwd=paths.ROOT)
    assert done.returncode == 0
    for name in ("--host", "--port", "--clinics", *VARIABLES):
        assert name in done.stdout
    server = (paths.ROOT / "docs" / "server.md").read_text(encoding="utf-8")
    for name in VARIABLES:
        assert f"`{name}`" in server


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("IGM_GUIDE_SECRET", "short"),
        ("IGM_GUIDE_PROXIES", "all"),
        ("IGM_GUIDE_RATE_ADDRESS", "0"),
        ("IGM_GUIDE_CLINICS", "nowhere.yml"),
        ("IGM_GUIDE_COUNTRY", "XX"),
        ("IGM_GUIDE_REDIS", "http://:zebra-7351@localhost:6379"),
        ("IGM_GUIDE_REDIS", "redis://:zebra-7351@localhost:port"),
        ("IGM_GUIDE_REDIS", "redis://:zebra-7351@"),
        ("IGM_GUIDE_REDIS", "unix://?password=zebra-7351"),
        ("IGM_GUIDE_REDIS", "redis://:zebra-7351@localhost"),  # without IGM_GUIDE_SECRET
        ("IGM_GUIDE_ACTIONS", "localhost:5055"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not(setting: str, value: str) -> None:
    done = CliRunner(mix_stderr=False).invoke(serve_command, ["--port", "0"], env={setting: value})
    assert done.exit_code == 1
    assert done.stderr.startswith("Error: ")
    if setting in {"IGM_GUIDE_SECRET", "IGM_GUIDE_REDIS", "IGM_GUIDE_ACTIONS"}:
        assert setting in done.stderr
        assert value not in done.stderr
        assert "zebra" not in done.stderr


def test_rasas_own_channels_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "credentials.yml"
    file.write_text("{}")
    refuse_other_channels(file)
    refuse_other_channels(tmp_path / "none.yml")
    file.write_text("rest:\nsocketio:\n  user_message_evt: x\n")
    with pytest.raises(SettingInvalid, match=r"rest, socketio.*another's"):
        refuse_other_channels(file)


def test_the_model_that_is_missing_ends_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "from pathlib import Path; from bot import paths; from bot.runtime.assistant import Assistant;"
        "load = Assistant.load.__func__;"
        "Assistant.load = classmethod(lambda cls, **more: load(cls, Path('none.tar.gz'), **more));"
        "from bot.channels.serve import command; command(['--port', '0'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=paths.ROOT, timeout=60)
    assert done.returncode == 1
    assert "make setup" in done.stderr
    assert "Traceback" not in done.stderr


def test_settings_are_read_from_the_environment() -> None:
    given = {"IGM_GUIDE_SECRET": "s" * 32, "IGM_GUIDE_PROXIES": "2", "IGM_GUIDE_RATE_CONVERSATION": " 7 "}
    settings = Settings.read(given)
    assert (settings.secret, settings.proxies, settings.rate_conversation) == ("s" * 32, 2, 7)
    assert Settings.read({}) == Settings()


def test_settings_with_redis_do_not_show_secrets() -> None:
    redis = "rediss://:zebra-7351@redis.example:6380/1"
    settings = Settings.read({"IGM_GUIDE_SECRET": "s" * 32, "IGM_GUIDE_REDIS": redis})
    assert settings.redis == redis
    assert "zebra" not in repr(settings)
    assert "sss" not in repr(settings)
