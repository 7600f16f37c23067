"""What Redis may answer, in the words of the records. No address, password or content goes with an error."""

from collections.abc import Iterator
from contextlib import contextmanager

from redis.exceptions import OutOfMemoryError, RedisError

from bot.runtime.records import RecordsFull, RecordsUnavailable

PREFIX = "igm-guide:"
"""All keys begin with it."""

SECONDS = 1.0
"""To connect, and to be answered."""


@contextmanager
def redis_errors() -> Iterator[None]:
    """Turn errors of Redis into those of the records.

    Raises:
        RecordsFull: Redis has no memory left.
        RecordsUnavailable: it cannot be reached, is too slow, or refuses.
    """
    try:
        yield
    except OutOfMemoryError:
        raise RecordsFull from None
    except (RedisError, OSError):
        raise RecordsUnavailable from None
