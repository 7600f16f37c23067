"""Remembers which tokens were used, so that none is used twice."""

import hashlib
import heapq
import time
from collections.abc import Callable
from threading import Lock
from typing import Protocol

MOST_REMEMBERED = 20_000
"""Tokens of one clinic within the life of a token (some minutes): far more than its patients open."""


class SeenFull(RuntimeError):
    """So many tokens are remembered that another one could not be; it is refused rather than one forgotten."""


class Seen(Protocol):
    """A memory of used tokens; each clinic has its own. It may be called in any thread."""

    def first_time(self, jti: str, until: float) -> bool:
        """Remember ``jti`` until the time ``until`` (seconds since 1970) and tell whether it was new.

        Raises:
            SeenFull: there is no room to remember it.
        """


def seen_where(redis: str | None) -> Callable[[str], Seen]:
    """Return what makes the memory of a clinic's used tokens: in the Redis of that address, else in this process."""
    if redis is None:
        return lambda _clinic: SeenInMemory()
    from bot.clinics.seen_in_redis import SeenInRedis, connected

    client = connected(redis)
    return lambda clinic: SeenInRedis(client, clinic)


class SeenInMemory:
    """Remembers in this process, as hashes, at most ``most`` at a time; what has expired is forgotten first."""

    def __init__(self, most: int = MOST_REMEMBERED, clock: Callable[[], float] = time.time) -> None:
        self._most, self._clock, self._lock = most, clock, Lock()
        self._known: set[bytes] = set()
        self._expiring: list[tuple[float, bytes]] = []

    def first_time(self, jti: str, until: float) -> bool:
        """Remember ``jti`` until ``until`` and tell whether it was new.

        Raises:
            SeenFull: as many as may be are remembered.
        """
        digest = hashlib.sha256(jti.encode("utf-8", "surrogatepass")).digest()
        with self._lock:
            self._forget(self._clock())
            if digest in self._known:
                return False
            if len(self._known) >= self._most:
                raise SeenFull("too many tokens at a time")
            self._known.add(digest)
            heapq.heappush(self._expiring, (until, digest))
            return True

    def _forget(self, now: float) -> None:
        while self._expiring and self._expiring[0][0] < now:
            self._known.discard(heapq.heappop(self._expiring)[1])

    def __len__(self) -> int:
        """Return how many are remembered."""
        return len(self._known)
