"""Runs a real Sanic server on a free port of this machine, in a thread, and asks it over the wire."""

import asyncio
import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sanic import Blueprint, Sanic


@dataclass(frozen=True)
class Answered:
    """Status, headers (names in small letters) and body of an answer."""

    status: int
    headers: dict[str, str]
    body: bytes


@contextmanager
def serving(name: str, *blueprints: Blueprint) -> Iterator[int]:
    """Serve the blueprints until the end of the block; gives the port."""
    Sanic.test_mode = True  # without it only the first app of a process starts: Sanic rewrites its own code
    app = Sanic(name, configure_logging=False)
    app.config.ACCESS_LOG = False
    app.config.MOTD = False
    for blueprint in blueprints:
        app.blueprint(blueprint)
    listening = socket.create_server(("127.0.0.1", 0))
    loop, ready = asyncio.new_event_loop(), threading.Event()
    started = []

    async def start() -> None:
        server = await app.create_server(sock=listening, return_asyncio_server=True)
        await server.startup()
        await server.start_serving()
        started.append(server)
        ready.set()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(start())
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield listening.getsockname()[1]
    finally:
        loop.call_soon_threadsafe(started[0].close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


def get(port: int, address: str, headers: dict[str, str] | None = None) -> Answered:
    """Send a GET request and return the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", address, headers=headers or {})
        answer = connection.getresponse()
        return Answered(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()


def get_raw(port: int, target: bytes) -> bytes:
    """Send a GET request whose target is any bytes, and return the first line of the answer."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return connection.recv(65536).split(b"\r\n")[0]
