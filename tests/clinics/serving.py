"""Runs a real Sanic server in a process of its own, on a free port of this machine, and asks it over the wire.

(Sanic 21.12 can start one app a process: it rewrites its own code at the first start.)
"""

import asyncio
import http.client
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sanic import Sanic

from bot import paths


@dataclass(frozen=True)
class Answered:
    """Status, headers (names in small letters) and body of an answer."""

    status: int
    headers: dict[str, str]
    body: bytes


async def serve(app: Sanic) -> None:
    """Serve until the other end of standard input closes; prints the port."""
    app.config.ACCESS_LOG = False
    listening = socket.create_server(("127.0.0.1", 0))
    server = await app.create_server(sock=listening, return_asyncio_server=True)
    await server.startup()
    await server.start_serving()
    print(listening.getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()


@contextmanager
def serving(script: str) -> Iterator[int]:
    """Run a script beside this file, which calls ``serve``, until the end of the block; gives the port."""
    command = [sys.executable, str(Path(__file__).with_name(script))]
    environment = {"PYTHONPATH": str(paths.ROOT)}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield int(process.stdout.readline())
        process.stdin.close()
        assert process.wait(10) == 0


def get(port: int, address: str, headers: dict[str, str] | None = None) -> Answered:
    """Send a GET request and return the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", address, headers=headers or {})
        answer = connection.getresponse()
        return Answered(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def get_raw(port: int, target: bytes, more: bytes = b"", body: bytes = b"") -> bytes:
    """Send a GET request whose target is any bytes, and return the first line of the answer."""
    head = b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + more + b"\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(head + body)
        return connection.recv(65536).split(b"\r\n")[0]
