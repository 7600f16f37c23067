"""Where conversations are kept: a small interface, and memory as its default. Nothing is written to disk."""

import time
from collections.abc import Callable
from typing import Protocol

Clock = Callable[[], float]
"""Returns seconds that only ever grow."""

MOST = 20_000
"""So many conversations are kept at once by default; most take 5 to 50 kB."""

MOST_BYTES = 1024**3
"""What all of them may take together."""


class RecordsFull(RuntimeError):
    """There is no room for one more conversation."""


class Records(Protocol):
    """Keeps bytes under a name for some seconds. Names and content are never logged."""

    async def get(self, name: str) -> bytes | None:
        """Return what is kept; None where there is nothing, or it has expired."""

    async def put(self, name: str, content: bytes, seconds: float) -> None:
        """Keep ``content`` for ``seconds`` from now, in place of what was there.

        Raises:
            RecordsFull: there is no room.
        """

    async def delete(self, name: str) -> None:
        """Forget at once; what is not there is forgotten already."""

    async def seconds_left(self, name: str) -> float | None:
        """Return for how long a record is kept unless it is put again; None where there is nothing."""


class RecordsInMemory:
    """Keeps records in this process."""

    def __init__(self, clock: Clock = time.monotonic, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self.clock = clock
        self.most = most
        self.most_bytes = most_bytes
        self._kept: dict[str, tuple[float, bytes]] = {}
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
        await self.delete(name)
        self._kept[name] = (self.clock() + seconds, content)
        self._bytes += len(content)

    async def delete(self, name: str) -> None:
        """Forget at once."""
        kept = self._kept.pop(name, None)
        self._bytes -= len(kept[1]) if kept else 0

    async def seconds_left(self, name: str) -> float | None:
        """Return for how long a record is kept; one that has expired is forgotten here."""
        if name not in self._kept:
            return None
        left = self._kept[name][0] - self.clock()
        if left <= 0:
            await self.delete(name)
            return None
        return left

    def sweep(self) -> None:
        """Forget everything that has expired."""
        now = self.clock()
        self._kept = {name: kept for name, kept in self._kept.items() if kept[0] > now}
        self._bytes = sum(len(content) for _, content in self._kept.values())

    def _has_room(self, name: str, content: bytes) -> bool:
        before = len(self._kept[name][1]) if name in self._kept else 0
        fits = self._bytes - before + len(content) <= self.most_bytes
        return fits and (name in self._kept or len(self._kept) < self.most)

    def __len__(self) -> int:
        return len(self._kept)
