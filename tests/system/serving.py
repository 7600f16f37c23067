"""Runs the server as people run it, for the browser tests and the screenshots."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bot import paths

SECONDS_TO_START = 120


@contextmanager
def served(*options: str, port: int | None = None) -> Iterator[str]:
    """Run `python -m bot serve` on a port (a free one) while the block runs; yields its address once it answers."""
    port = port or free_port()
    command = [sys.executable, "-m", "bot", "serve", "--port", str(port), *options]
    environment = {**os.environ, "IGM_GUIDE_RATE_ADDRESS": "100000"}
    with subprocess.Popen(command, cwd=paths.ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            wait_until_ready(process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(process: subprocess.Popen[str]) -> None:
    """Wait until the server answers; what it writes later is read and dropped, so that it never blocks."""
    assert process.stderr is not None
    watchdog = threading.Timer(SECONDS_TO_START, process.kill)
    watchdog.start()
    said = []
    for line in process.stderr:
        said.append(line)
        if line.startswith("ready"):
            watchdog.cancel()
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return
    raise AssertionError(f"the server did not start: {''.join(said)}")
