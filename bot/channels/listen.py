"""Listens for an app in the running event loop, and lets what has begun end before it stops."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

SECONDS_TO_FINISH = 10
LOOK_AGAIN = 0.02
BACKLOG = 1024
"""Connections that wait to be taken while a turn is held."""


@asynccontextmanager
async def listening(app: Any, host: str, port: int) -> AsyncIterator[int]:
    """Listen and yield the port (0: a free one). At the end nothing new is taken; what is in flight is answered.

    Until that is done, what comes is still heard: whoever asks is told that the server is stopping.

    Raises:
        OSError: the address cannot be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.create_server((host, port), family=family, backlog=BACKLOG)
    server = await app.create_server(sock=opened, return_asyncio_server=True, access_log=False)
    await server.startup()
    await server.before_start()
    await server.start_serving()
    await server.after_start()
    try:
        yield opened.getsockname()[1]
    finally:
        app.ctx.service.stopping = True
        await until(lambda: not app.ctx.gate.in_flight())
        server.close()
        await until(lambda: not [open_ for open_ in list(server.connections) if not open_.close_if_idle()])
        await server.wait_closed()


async def until(done: Any) -> None:
    """Wait until ``done`` says so, once around at least and at most ``SECONDS_TO_FINISH``."""
    for _ in range(int(SECONDS_TO_FINISH / LOOK_AGAIN)):
        await asyncio.sleep(LOOK_AGAIN)
        if done():
            return
