"""Listens for an app in the running event loop, and lets what has begun end before it stops."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

SECONDS_TO_FINISH = 10
LOOK_AGAIN = 0.02


@asynccontextmanager
async def listening(app: Any, host: str, port: int) -> AsyncIterator[int]:
    """Listen and yield the port (0: a free one). At the end nothing new is taken; what is in flight is answered.

    Raises:
        OSError: the address cannot be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.create_server((host, port), family=family, backlog=100)
    server = await app.create_server(sock=opened, return_asyncio_server=True, access_log=False)
    await server.startup()
    await server.before_start()
    await server.start_serving()
    await server.after_start()
    try:
        yield opened.getsockname()[1]
    finally:
        server.close()
        for _ in range(int(SECONDS_TO_FINISH / LOOK_AGAIN)):
            if not app.ctx.gate.in_flight():
                break
            await asyncio.sleep(LOOK_AGAIN)
        await server.wait_closed()
