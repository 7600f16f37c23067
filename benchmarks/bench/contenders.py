"""The three that are measured: how each is started, asked and ended."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.served import LIMITS
from bot import paths

SECONDS_TO_START = 180
SECONDS_TO_END = 30
LOOK_AGAIN = 0.02
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}
OURS = {**LIMITS, "IGM_GUIDE_PROXIES": "1", "IGM_GUIDE_ANSWER_CACHE": "0"}
"""No limits, each user an address of its own, and every question understood anew."""


@dataclass(frozen=True)
class Contender:
    """A server to measure. ``command`` takes a port; ``channel`` is how the load generator speaks with it."""

    name: str
    channel: str
    texts: list[str]
    command: Callable[[int], list[str]]
    folder: Path = paths.ROOT
    environment: dict[str, str] = field(default_factory=dict)


def guide(texts: list[str], **environment: str) -> Contender:
    """Return IgM Guide."""
    command = [sys.executable, "-m", "bot", "serve", "--port"]
    return Contender("IgM Guide", "guide", texts, lambda port: [*command, str(port)], environment=OURS | environment)


def echo(texts: list[str]) -> Contender:
    """Return the floor."""
    command = [sys.executable, "-m", "benchmarks.bench.echo"]
    return Contender("echo", "rest", texts, lambda port: [*command, str(port)])


def starter(python: Path, project: Path, texts: list[str]) -> Contender:
    """Return Rasa's starter project, served as its documentation says, with the REST channel."""
    command = [str(python), "-m", "rasa", "run", "--interface", "127.0.0.1", "--port"]
    return Contender("Rasa starter", "rest", texts, lambda port: [*command, str(port)], folder=project)


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as opened:
        port: int = opened.getsockname()[1]
        return port


def posted(url: str, body: dict[str, str], headers: dict[str, str]) -> Any:
    """Send JSON; return the answer's JSON."""
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json", **headers})  # noqa: S310
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return json.load(answer)


def is_answered(contender: Contender, address: str) -> bool:
    """Say one thing in a conversation of its own; tell whether there is a reply, False where nobody is there yet."""
    text = contender.texts[-1]
    try:
        if contender.channel == "rest":
            return bool(posted(f"{address}/webhooks/rest/webhook", {"sender": str(uuid.uuid4()), "message": text}, {}))
        token = posted(f"{address}/api/v1/conversations", {}, {})["token"]
        body = {"message_id": str(uuid.uuid4()), "text": text}
        return bool(posted(f"{address}/api/v1/messages", body, {"Authorization": f"Bearer {token}"})["replies"])
    except (urllib.error.URLError, ConnectionError):
        return False


@dataclass(frozen=True)
class Running:
    """A server that runs; ``seconds_to_reply`` is the time from the start of the process to the first reply."""

    process: subprocess.Popen[bytes]
    address: str
    seconds_to_reply: float


@contextmanager
def running(contender: Contender) -> Iterator[Running]:
    """Start a server and wait for its first reply; it is ended at the end.

    Raises:
        RuntimeError: it did not answer.
    """
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, **QUIET, **contender.environment}
    started = time.perf_counter()
    process = subprocess.Popen(
        contender.command(port),
        cwd=contender.folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not is_answered(contender, address):
            if process.poll() is not None or time.perf_counter() - started > SECONDS_TO_START:
                raise RuntimeError(f"{contender.name} did not start: {' '.join(contender.command(port))}")
            time.sleep(LOOK_AGAIN)
        yield Running(process, address, time.perf_counter() - started)
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process, at last by force."""
    process.terminate()
    try:
        process.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def all_running(contenders: list[Contender], each: int = 1) -> Iterator[list[list[Running]]]:
    """Start ``each`` processes of each contender, one after the other."""
    with ExitStack() as stack:
        yield [[stack.enter_context(running(contender)) for _ in range(each)] for contender in contenders]


def memory(process: int) -> dict[str, float]:
    """Return the resident memory of a process and its children in MB (10^6 bytes).

    ``rss`` counts shared pages whole, ``pss`` by share.
    """
    totals = {"rss": 0.0, "pss": 0.0}
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.lower() in totals:
            totals[name.lower()] += int(value.split()[0]) * 1024 / 1e6
    for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        totals = {name: totals[name] + value for name, value in memory(int(child)).items()}
    return totals


def processor_seconds(process: int) -> float:
    """Return the processor time that a process has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load(contender: Contender, addresses: list[str], **plan: Any) -> dict[str, Any]:
    """Run the load generator; return what it measured.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    whole = {"channel": contender.channel, "addresses": addresses, "texts": contender.texts, **plan}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.bench.load"],
        input=json.dumps(whole).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures
