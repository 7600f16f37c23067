"""How much one conversation and one address may ask, as token buckets in memory."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.channels.problems import Problem
from bot.runtime.records import Clock

MOST_REMEMBERED = 20_000
"""Of so many conversations or addresses it is known what they asked; the one that was silent longest is forgotten."""

BURST_SECONDS = 20
"""What may be asked in this time may be asked at once."""

FEWEST_AT_ONCE = 5

AT_ONCE_OF_ADDRESS = 100
AT_ONCE = 500
"""Requests that are being answered, of one address (a clinic may have one for all its patients) and of all."""


@dataclass
class Bucket:
    """What is left, and when that was."""

    left: float
    at: float


class Rate:
    """Allows ``per_minute`` requests a minute for each name."""

    def __init__(self, per_minute: int, clock: Clock = time.monotonic) -> None:
        self.per_second = per_minute / 60
        self.most = max(FEWEST_AT_ONCE, per_minute * BURST_SECONDS / 60)
        self.clock = clock
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()

    def take(self, name: str) -> None:
        """Count one request.

        Raises:
            Problem: there were too many; it says after which time to try again.
        """
        now = self.clock()
        bucket = self._buckets.setdefault(name, Bucket(self.most, now))
        self._buckets.move_to_end(name)
        bucket.left = min(self.most, bucket.left + (now - bucket.at) * self.per_second)
        bucket.at = now
        while len(self._buckets) > MOST_REMEMBERED:
            self._buckets.popitem(last=False)
        if bucket.left < 1:
            raise Problem("utter_problem_too_many", wait=(1 - bucket.left) / self.per_second)
        bucket.left -= 1

    def forget(self, name: str) -> None:
        """Forget what was asked under a name."""
        self._buckets.pop(name, None)


class InFlight:
    """Counts the requests that are being answered."""

    def __init__(self, most: int, problem: str) -> None:
        self.most = most
        self.problem = problem
        self._count: dict[str, int] = {}

    def count(self, name: str) -> int:
        """Return how many are being answered under a name."""
        return self._count.get(name, 0)

    @contextmanager
    def counted(self, name: str) -> Iterator[None]:
        """Count a request while it is answered.

        Raises:
            Problem: there are too many at once.
        """
        if self._count.get(name, 0) >= self.most:
            raise Problem(self.problem, wait=1)
        self._count[name] = self._count.get(name, 0) + 1
        try:
            yield
        finally:
            self._count[name] -= 1
            if not self._count[name]:
                del self._count[name]


class Gate:
    """Lets the requests of all addresses in, so many a minute and so many at once."""

    def __init__(self, per_minute: int, clock: Clock = time.monotonic) -> None:
        self.rate = Rate(per_minute, clock)
        self.of_address = InFlight(AT_ONCE_OF_ADDRESS, "utter_problem_too_many")
        self.of_all = InFlight(AT_ONCE, "utter_problem_full")

    def in_flight(self) -> int:
        """Return how many requests are being answered."""
        return self.of_all.count("")

    @contextmanager
    def passing(self, address: str) -> Iterator[None]:
        """Count a request of an address while it is answered.

        Raises:
            Problem: there are too many.
        """
        self.rate.take(address)
        with self.of_all.counted(""), self.of_address.counted(address):
            yield


def client_address(peer: str, forwarded: list[str], proxies: int) -> str:
    """Return whom a request comes from; an IPv6 network of one subscriber (/64) counts as one address.

    Args:
        peer: the address at the other end of the connection.
        forwarded: the X-Forwarded-For headers.
        proxies: how many trusted proxies stand in front, each of which has added one address; 0: the headers
            are not believed.
    """
    named = [part.strip() for header in forwarded for part in header.split(",")]
    address = named[-proxies] if 0 < proxies <= len(named) else peer
    try:
        parsed = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return peer
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
