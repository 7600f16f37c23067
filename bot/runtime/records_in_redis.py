"""Keeps conversations in Redis, so that any of several processes can answer. Nothing is kept in the process instead.

A turn without others in line is two requests: one joins the line and reads, one writes and leaves.
"""

import asyncio
import itertools
import logging
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import ConnectionError as NoConnection

from bot.runtime.locks import ConversationLocks
from bot.runtime.records import Hold, HoldLost, LineFull, RecordsFull, RecordsUnavailable
from bot.runtime.redis_errors import PREFIX, SECONDS, redis_errors
from bot.runtime.redis_scripts import ENTER, PUT

logger = logging.getLogger(__name__)

CONNECTIONS = 32
WAITS = (0.05, 0.2)
"""Seconds before a lost connection is tried again. All requests can be repeated without harm."""

LEASE = 3.0
"""Seconds after its last sign of life in which a process counts as alive."""

BEATS = 4
"""Signs of life in the time of a lease."""

LOOK_AGAIN = 0.01
"""Seconds for each place in the line after which somebody who waits looks again; at most ``FARTHEST`` places."""

FARTHEST = 5
MOST_IN_LINE = 16
LINE_SECONDS = 60
"""A line that nobody looks at any more is forgotten after this time."""

ALIVE = "alive:"
NOT_IN_LINE, LINE_IS_FULL = -1, -2


class RecordsInRedis:
    """Keeps records in a Redis that all processes share; they expire there by themselves."""

    def __init__(self, url: str, prefix: str = PREFIX, lease: float = LEASE, seconds: float = SECONDS) -> None:
        """Use the Redis at ``url`` (redis://, rediss:// or unix://); nothing is opened before the first use.

        Args:
            url: where it is, and with which password.
            prefix: what all keys begin with.
            lease: seconds after which a silent process counts as dead.
            seconds: to connect, and to be answered.
        """
        pool = BlockingConnectionPool.from_url(
            url, max_connections=CONNECTIONS, timeout=seconds, socket_timeout=seconds, socket_connect_timeout=seconds
        )
        self.process = secrets.token_hex(8)
        self.lease = lease
        self.locks = ConversationLocks()
        self._redis = Redis(connection_pool=pool)
        self._enter_script, self._put_script = map(self._redis.register_script, (ENTER, PUT))
        self._prefix = prefix
        self._numbers = itertools.count()
        self._left: dict[str, tuple[str, float]] = {}

    async def get(self, name: str) -> bytes | None:
        """Return what is kept, None where there is nothing or it has expired."""
        content: bytes | None = await self._asked(lambda: self._redis.get(self._record(name)))
        return content

    async def put(self, name: str, content: bytes, seconds: float) -> None:
        """Keep ``content``.

        Raises:
            RecordsFull: Redis has no memory left.
        """
        await self._asked(lambda: self._redis.set(self._record(name), content, px=_milliseconds(seconds)))

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[Hold]:
        """Hold a record for the length of a block; over all processes whoever came first has it first.

        Raises:
            HoldLost: it was erased, or this process was silent for so long that others went on.
            LineFull: too many wait.
            RecordsFull: Redis has no memory left.
        """
        ticket = f"{self.process}:{next(self._numbers)}"
        written = False

        async def put(content: bytes, seconds: float) -> None:
            nonlocal written
            keys, arguments = [self._line(name), self._record(name)], [ticket, content, _milliseconds(seconds)]
            if not await self._asked(lambda: self._put_script(keys=keys, args=arguments)):
                raise HoldLost
            written = True

        try:
            content = await self._reached(name, ticket)
            # Where Redis has given up an earlier turn of this process, that turn may still be under way.
            async with self.locks.lock(name):
                yield Hold(content, put)
        finally:
            if not written:
                await self._leave(name, ticket)

    async def delete(self, name: str) -> None:
        """Forget at once: the record and the line, so that nobody who is in it can write."""
        await self._asked(lambda: self._redis.delete(self._record(name), self._line(name)))

    async def seconds_left(self, name: str) -> float | None:
        """Return for how long a record is kept."""
        left: int = await self._asked(lambda: self._redis.pttl(self._record(name)))
        return left / 1000 if left >= 0 else None

    async def reachable(self) -> bool:
        """Tell whether Redis answers."""
        try:
            await self._asked(self._redis.ping)
        except RecordsUnavailable:
            return False
        return True

    async def upkeep(self) -> None:
        """Give signs of life; leave the lines that could not be left while Redis did not answer."""
        while True:
            try:
                await self._asked(lambda: self._redis.set(self._alive(), b"", px=_milliseconds(self.lease)))
                for ticket, (name, since) in list(self._left.items()):
                    await self._asked(partial(self._redis.lrem, self._line(name), 0, ticket))
                    # What was sent before Redis fell silent may still be carried out a little after it answers again.
                    if time.monotonic() > since + self.lease:
                        self._left.pop(ticket, None)
            except (RecordsUnavailable, RecordsFull) as error:
                logger.error("Redis was not told that this process lives: %s", type(error).__name__)
            await asyncio.sleep(self.lease / BEATS)

    async def close(self) -> None:
        """Tell the others that this process is gone, and close the connections."""
        with suppress(RecordsUnavailable):
            await self._asked(lambda: self._redis.delete(self._alive()))
        await self._redis.connection_pool.disconnect()

    async def _reached(self, name: str, ticket: str) -> bytes | None:
        """Wait in line; return what is kept once the record is held."""
        place, content = await self._enter(name, ticket, 1)
        while place > 0:
            await asyncio.sleep(LOOK_AGAIN * min(place, FARTHEST))
            place, content = await self._enter(name, ticket, 0)
        if place == NOT_IN_LINE:
            raise HoldLost
        if place == LINE_IS_FULL:
            raise LineFull
        return content

    async def _enter(self, name: str, ticket: str, join: int) -> tuple[int, bytes | None]:
        keys = [self._line(name), self._record(name), self._alive()]
        lease, kept = _milliseconds(self.lease), _milliseconds(LINE_SECONDS)
        arguments = [ticket, join, MOST_IN_LINE, lease, kept, self._prefix + ALIVE]
        place, content = await self._asked(lambda: self._enter_script(keys=keys, args=arguments))
        return place, content

    async def _leave(self, name: str, ticket: str) -> None:
        """Leave the line; where Redis does not answer, ``upkeep`` does it later."""
        self._left[ticket] = (name, time.monotonic())
        with suppress(RecordsUnavailable):
            await self._asked(lambda: self._redis.lrem(self._line(name), 0, ticket))
            del self._left[ticket]

    async def _asked(self, ask: Callable[[], Awaitable[Any]]) -> Any:
        """Return what Redis answers; a connection that was lost is tried again, an answer that is late is not."""
        with redis_errors():
            for wait in WAITS:
                try:
                    return await ask()
                except NoConnection:
                    await asyncio.sleep(wait)
            return await ask()

    def _record(self, name: str) -> str:
        return f"{self._prefix}record:{name}"

    def _line(self, name: str) -> str:
        return f"{self._prefix}line:{name}"

    def _alive(self) -> str:
        return f"{self._prefix}{ALIVE}{self.process}"


def _milliseconds(seconds: float) -> int:
    return max(1, int(seconds * 1000))
