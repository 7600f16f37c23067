"""One lock a conversation: its messages are answered one after the other, in the order in which they came.

Rasa's own lock waits in steps of a second; this one passes on at once. It holds within one process.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Queue:
    """The lock of a conversation and how many hold it or wait for it."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    count: int = 0


class ConversationLocks:
    """The locks of one process."""

    def __init__(self) -> None:
        self._queues: dict[str, Queue] = {}

    @asynccontextmanager
    async def lock(self, name: str) -> AsyncIterator[Queue]:
        """Hold a conversation's lock; whoever came first gets it first."""
        queue = self._queues.setdefault(name, Queue())
        queue.count += 1
        try:
            async with queue.lock:
                yield queue
        finally:
            queue.count -= 1
            if not queue.count:
                self._queues.pop(name, None)

    def in_line(self, name: str) -> int:
        """Return how many hold the lock or wait for it."""
        queue = self._queues.get(name)
        return queue.count if queue else 0
