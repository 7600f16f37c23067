"""Remembers used tokens in Redis, so that a token works once over all processes."""

import hashlib
import time
from collections.abc import Callable
from typing import Any

from redis import BlockingConnectionPool, Redis

from bot.runtime.redis_errors import PREFIX, SECONDS, redis_errors

CONNECTIONS = 8


def connected(url: str) -> Any:
    """Return a client of the Redis at ``url``; it connects at first use."""
    limits = {"timeout": SECONDS, "socket_timeout": SECONDS, "socket_connect_timeout": SECONDS}
    return Redis(connection_pool=BlockingConnectionPool.from_url(url, max_connections=CONNECTIONS, **limits))


class SeenInRedis:
    """Remembers the tokens of one clinic as hashes, each until it has expired."""

    def __init__(self, client: Any, clinic: str, prefix: str = PREFIX, clock: Callable[[], float] = time.time) -> None:
        self._client, self._clock = client, clock
        self._prefix = f"{prefix}seen:{clinic}:"

    def first_time(self, jti: str, until: float) -> bool:
        """Remember ``jti`` until ``until`` and tell whether it was new.

        Raises:
            RecordsFull: Redis has no memory left.
            RecordsUnavailable: Redis cannot be reached: nobody knows whether the token was used before.
        """
        digest = hashlib.sha256(jti.encode("utf-8", "surrogatepass")).hexdigest()
        milliseconds = max(1, int((until - self._clock()) * 1000))
        with redis_errors():
            return bool(self._client.set(self._prefix + digest, b"", nx=True, px=milliseconds))
