"""One lock a conversation: its messages are answered one after the other, in the order in which they came.

Rasa's own lock waits in steps of a second; this one passes on at once.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from rasa.core.lock_store import LOCK_LIFETIME, LockStore


@dataclass
class Queue:
    """The lock of a conversation and how many hold it or wait for it."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    count: int = 0


class ConversationLocks(LockStore):
    """Rasa's lock store for one process."""

    def __init__(self) -> None:
        self._queues: dict[str, Queue] = {}

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME, wait_time_in_seconds: float = 0
    ) -> AsyncIterator[Any]:
        """Hold the conversation's lock; whoever came first gets it first. The times are of no use here."""
        queue = self._queues.setdefault(conversation_id, Queue())
        queue.count += 1
        try:
            async with queue.lock:
                yield queue
        finally:
            queue.count -= 1
            if not queue.count:
                self._queues.pop(conversation_id, None)

    def in_line(self, conversation_id: str) -> int:
        """Return how many hold the lock or wait for it."""
        queue = self._queues.get(conversation_id)
        return queue.count if queue else 0
