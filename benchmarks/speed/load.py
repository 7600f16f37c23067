"""A load of messages on a server, from a process of its own: ``python -m benchmarks.speed.load ADDRESS``.

One JSON line comes out. Without ``--rate`` some clients ask one question after the other (closed loop); with it,
questions come at random times (Poisson, open loop) whether or not earlier ones are answered, and latency counts from
the time at which a question was due. Each conversation comes from an address of its own.
"""

import argparse
import asyncio
import itertools
import json
import random
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bot import paths
from bot.kb.query import KnowledgeBase

OPENINGS = ("My {who} is {age}.", "I am asking for my {who}, who is {age}.", "My {who} turned {age} this year.")
WHO = ("son", "daughter", "mother", "father", "sister", "brother", "wife", "husband", "aunt", "uncle", "friend")
AGES = range(18, 90)
HEALTH_SECONDS = 0.25


def questions(seed: int) -> Iterator[str]:
    """Yield questions of which no two are alike: each topic's own, for somebody else each time."""
    topics = [topic.question for topic in KnowledgeBase(paths.DATABASE).topics.values()]
    made = [
        f"{opening.format(who=who, age=age)} {question}"
        for opening, who, age, question in itertools.product(OPENINGS, WHO, AGES, topics)
    ]
    random.Random(seed).shuffle(made)  # noqa: S311 - nothing secret
    return itertools.cycle(made)


@dataclass
class Outcome:
    """What became of the questions: how many by status, and seconds by kind of answer."""

    statuses: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    without_retry_after: int = 0

    def count(self, status: str, seconds: float, headers: Any = None) -> None:
        """Count one answer."""
        self.statuses[status] += 1
        self.seconds.setdefault(status, []).append(seconds)
        if status in ("429", "503") and (headers is None or "Retry-After" not in headers):
            self.without_retry_after += 1

    def as_json(self, took: float) -> str:
        """Return all as one line."""
        about = {"seconds": took, "statuses": self.statuses, "without_retry_after": self.without_retry_after}
        return json.dumps({**about, "latency": {status: spread(taken) for status, taken in self.seconds.items()}})


def spread(taken: list[float]) -> dict[str, float]:
    """Return percentiles in milliseconds."""
    ordered = sorted(taken)
    return {
        name: round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 1)
        for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1.0))
    }


class Load:
    """Some conversations and what became of their questions."""

    def __init__(self, http: aiohttp.ClientSession, address: str, seed: int) -> None:
        self.http = http
        self.address = address
        self.questions = questions(seed)
        self.outcome = Outcome()
        self.headers: list[dict[str, str]] = []

    async def begin(self, number: int) -> None:
        """Begin so many conversations, each from another address."""
        for count in range(number):
            headers = {"X-Forwarded-For": f"10.{count >> 16 & 255}.{count >> 8 & 255}.{count & 255}"}
            async with self.http.post(f"{self.address}/api/v1/conversations", json={}, headers=headers) as answer:
                answer.raise_for_status()
                token = (await answer.json())["token"]
            self.headers.append({**headers, "Authorization": f"Bearer {token}"})

    async def ask(self, headers: dict[str, str], due: float) -> None:
        """Ask one question; an error of the connection counts as status ``lost``."""
        body = {"message_id": str(uuid.uuid4()), "text": next(self.questions)}
        try:
            async with self.http.post(f"{self.address}/api/v1/messages", json=body, headers=headers) as answer:
                content = await answer.json(content_type=None)
                failed = answer.status == 200 and content["replies"][-1]["custom"]["kind"] == "error"
                status = "apology" if failed else str(answer.status)
                self.outcome.count(status, time.monotonic() - due, answer.headers)
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
            self.outcome.count("lost", time.monotonic() - due)

    async def closed(self, clients: int, end: float) -> None:
        """Let some clients ask one question after the other until ``end``."""

        async def client(headers: dict[str, str]) -> None:
            while time.monotonic() < end:
                await self.ask(headers, time.monotonic())

        await asyncio.gather(*(client(headers) for headers in self.headers[:clients]))

    async def open(self, rate: float, end: float) -> None:
        """Ask at random times, ``rate`` a second on average, until ``end``."""
        asked: set[asyncio.Future[None]] = set()
        chance, due = random.Random(1), time.monotonic()  # noqa: S311 - nothing secret
        watch = asyncio.ensure_future(self.watch_health(end))
        for headers in itertools.cycle(self.headers):
            due += chance.expovariate(rate)
            if due >= end:
                break
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            task = asyncio.ensure_future(self.ask(headers, due))
            asked.add(task)
            task.add_done_callback(asked.discard)
        await asyncio.gather(watch, *asked)

    async def watch_health(self, end: float) -> None:
        """Ask for the server's health, each time over a new connection."""
        while time.monotonic() < end:
            began = time.monotonic()
            try:
                async with self.http.get(f"{self.address}/health/ready", headers={"Connection": "close"}) as answer:
                    self.outcome.count(f"health {answer.status}", time.monotonic() - began)
            except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
                self.outcome.count("health lost", time.monotonic() - began)
            await asyncio.sleep(HEALTH_SECONDS)


async def run(given: argparse.Namespace) -> str:
    """Put the load on the server and return what became of it, as JSON."""
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=30)) as http:
        load = Load(http, given.address, given.seed)
        await load.begin(given.conversations)
        began = time.monotonic()
        end = began + given.seconds
        await (load.open(given.rate, end) if given.rate else load.closed(given.clients, end))
        return load.outcome.as_json(time.monotonic() - began)


def main() -> None:
    """Read the options, and print the outcome."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rate", type=float)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--conversations", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    print(asyncio.run(run(parser.parse_args())))


if __name__ == "__main__":
    main()
