"""Where conversations are kept: a small interface, and memory as its default. Nothing is written to disk."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from bot.runtime.locks import ConversationLocks

Clock = Callable[[], float]
"""Returns seconds that only ever grow."""

MOST = 20_000
"""So many conversations are kept at once by default; most take 5 to 50 kB."""

MOST_BYTES = 1024**3
"""What all of them may take together."""

SWEEP_SECONDS = 30


class RecordsFull(RuntimeError):
    """There is no room for one more conversation, or for a longer one."""


class RecordsUnavailable(RuntimeError):
    """The place where conversations are kept does not answer. What was asked for may be asked again."""


class HoldLost(RecordsUnavailable):
    """The hold has ended: the record was erased, or its holder was silent and others went on. Nothing was written."""


class LineFull(RuntimeError):
    """Too many wait for the same record."""


@dataclass(frozen=True)
class Hold:
    """A record that nobody else changes: what it held, and a function that replaces it, once, for some seconds.

    ``put`` raises RecordsFull, RecordsUnavailable and HoldLost.
    """

    content: bytes | None
    put: Callable[[bytes, float], Awaitable[None]]


class Records(Protocol):
    """Keeps bytes under a name for some seconds. Names and content are never logged.

    Every method raises RecordsUnavailable where the place cannot be reached.
    """

    async def get(self, name: str) -> bytes | None:
        """Return what is kept; None where there is nothing, or it has expired."""

    async def put(self, name: str, content: bytes, seconds: float) -> None:
        """Keep ``content`` for ``seconds`` from now, in place of what was there.

        Raises:
            RecordsFull: there is no room.
        """

    def hold(self, name: str) -> AbstractAsyncContextManager[Hold]:
        """Wait for the record, first come, first served, and hold it for the length of a block.

        Raises:
            HoldLost: it was erased while waiting.
            LineFull: too many wait for it.
        """

    async def delete(self, name: str) -> None:
        """Forget at once and end all holds; what is not there is forgotten already."""

    async def seconds_left(self, name: str) -> float | None:
        """Return for how long a record is kept unless it is put again; None where there is nothing."""

    async def reachable(self) -> bool:
        """Tell whether records can be read and written now; raises nothing."""

    async def upkeep(self) -> None:
        """Do what must be done from time to time, until cancelled."""

    async def close(self) -> None:
        """Let go of connections."""


class RecordsInMemory:
    """Keeps records in this process."""

    def __init__(self, clock: Clock = time.monotonic, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self.clock = clock
        self.most = most
        self.most_bytes = most_bytes
        self.locks = ConversationLocks()
        self._kept: dict[str, tuple[float, bytes]] = {}
        self._holds: dict[str, object] = {}
        self._bytes = 0

    async def get(self, name: str) -> bytes | None:
        """Return what is kept, None where there is nothing or it has expired."""
        return self._kept[name][1] if await self.seconds_left(name) is not None else None

    async def put(self, name: str, content: bytes, seconds: float) -> None:
        """Keep ``content``; where it is full, room is made by forgetting what has expired.

        Raises:
            RecordsFull: there is no room.
        """
        if not self._has_room(name, content):
            self.sweep()
            if not self._has_room(name, content):
                raise RecordsFull
        self._forget(name)
        self._kept[name] = (self.clock() + seconds, content)
        self._bytes += len(content)

    @asynccontextmanager
    async def hold(self, name: str) -> AsyncIterator[Hold]:
        """Hold a record for the length of a block; whoever came first has it first."""
        async with self.locks.lock(name):
            mark = self._holds[name] = object()

            async def put(content: bytes, seconds: float) -> None:
                if self._holds.get(name) is not mark:
                    raise HoldLost
                await self.put(name, content, seconds)

            try:
                yield Hold(await self.get(name), put)
            finally:
                if self._holds.get(name) is mark:
                    del self._holds[name]

    async def delete(self, name: str) -> None:
        """Forget at once and end the hold."""
        self._holds.pop(name, None)
        self._forget(name)

    async def seconds_left(self, name: str) -> float | None:
        """Return for how long a record is kept; one that has expired is forgotten here."""
        if name not in self._kept:
            return None
        left = self._kept[name][0] - self.clock()
        if left <= 0:
            self._forget(name)
            return None
        return left

    async def reachable(self) -> bool:
        """Return True."""
        return True

    async def upkeep(self) -> None:
        """Forget what has expired, every ``SWEEP_SECONDS``."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            self.sweep()

    async def close(self) -> None:
        """Do nothing."""

    def sweep(self) -> None:
        """Forget everything that has expired."""
        now = self.clock()
        self._kept = {name: kept for name, kept in self._kept.items() if kept[0] > now}
        self._bytes = sum(len(content) for _, content in self._kept.values())

    def _forget(self, name: str) -> None:
        kept = self._kept.pop(name, None)
        self._bytes -= len(kept[1]) if kept else 0

    def _has_room(self, name: str, content: bytes) -> bool:
        before = len(self._kept[name][1]) if name in self._kept else 0
        fits = self._bytes - before + len(content) <= self.most_bytes
        return fits and (name in self._kept or len(self._kept) < self.most)

    def __len__(self) -> int:
        return len(self._kept)
