"""Where conversations are kept: a small interface, and memory as its default. Nothing is written to disk."""

import time
from collections.abc import Callable
from typing import Protocol

Clock = Callable[[], float]
"""Returns seconds that only ever grow."""

MOST = 20_000
"""So many conversations are kept at once by default; about 20 kB each."""


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

    def __init__(self, clock: Clock = time.monotonic, most: int = MOST) -> None:
        self.clock = clock
        self.most = most
        self._kept: dict[str, tuple[float, bytes]] = {}

    async def get(self, name: str) -> bytes | None:
        """Return what is kept, None where there is nothing or it has expired."""
        return self._kept[name][1] if await self.seconds_left(name) is not None else None

    async def put(self, name: str, content: bytes, seconds: float) -> None:
        """Keep ``content``; where it is full, room is made by forgetting what has expired.

        Raises:
            RecordsFull: there is no room.
        """
        if name not in self._kept and len(self._kept) >= self.most:
            self.sweep()
            if len(self._kept) >= self.most:
                raise RecordsFull
        self._kept[name] = (self.clock() + seconds, content)

    async def delete(self, name: str) -> None:
        """Forget at once."""
        self._kept.pop(name, None)

    async def seconds_left(self, name: str) -> float | None:
        """Return for how long a record is kept; one that has expired is forgotten here."""
        if name not in self._kept:
            return None
        left = self._kept[name][0] - self.clock()
        if left <= 0:
            del self._kept[name]
            return None
        return left

    def sweep(self) -> None:
        """Forget everything that has expired."""
        now = self.clock()
        self._kept = {name: kept for name, kept in self._kept.items() if kept[0] > now}

    def __len__(self) -> int:
        return len(self._kept)
