"""The load generator, a process of its own: reads a plan (JSON) from standard input, prints what it measured (JSON).

All times are seconds. Each user is one conversation on one connection that is kept alive, and sends the next message
when the one before is answered (a closed loop).
"""

import asyncio
import json
import sys
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator
from itertools import islice
from typing import Any

import aiohttp

LONGEST_WAIT = aiohttp.ClientTimeout(total=120)
Result = dict[str, Any]


class User:
    """One conversation with one server, over Rasa's REST channel."""

    def __init__(self, address: str, number: int) -> None:
        self.address = address
        self.number = number
        self.name = str(uuid.uuid4())

    async def __aenter__(self) -> "User":
        self.http = aiohttp.ClientSession(timeout=LONGEST_WAIT)
        await self.begin()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.http.close()

    async def begin(self) -> None:
        """Begin the conversation; with this channel the first message does."""

    async def post(self, text: str) -> tuple[int, Any]:
        """Send a message; return the status and the replies."""
        body = {"sender": self.name, "message": text}
        async with self.http.post(f"{self.address}/webhooks/rest/webhook", json=body) as answer:
            return answer.status, await answer.json() if answer.status == 200 else None

    async def send(self, text: str) -> tuple[float, str]:
        """Send a message; return the seconds it took and what came of it: ``answered``, ``silent`` or a status."""
        started = time.perf_counter()
        status, replies = await self.post(text)
        took = time.perf_counter() - started
        return took, str(status) if status != 200 else "answered" if replies else "silent"


class GuideUser(User):
    """One conversation over IgM Guide's API, from an address of its own (behind one trusted proxy)."""

    async def begin(self) -> None:
        """Begin the conversation."""
        self.headers = {"X-Forwarded-For": f"10.{self.number >> 16 & 255}.{self.number >> 8 & 255}.{self.number & 255}"}
        url = f"{self.address}/api/v1/conversations"
        async with self.http.post(url, json={}, headers=self.headers) as answer:
            answer.raise_for_status()
            self.headers["Authorization"] = f"Bearer {(await answer.json())['token']}"

    async def post(self, text: str) -> tuple[int, Any]:
        """Send a message; return the status and the replies."""
        body = {"message_id": str(uuid.uuid4()), "text": text}
        url = f"{self.address}/api/v1/messages"
        async with self.http.post(url, json=body, headers=self.headers) as answer:
            return answer.status, (await answer.json())["replies"] if answer.status == 200 else None


def users(plan: dict[str, Any], count: int) -> list[User]:
    """Return so many users, who take turns at the servers."""
    kind = {"rest": User, "guide": GuideUser}[plan["channel"]]
    addresses = plan["addresses"]
    return [kind(addresses[number % len(addresses)], number) for number in range(count)]


async def closed(plan: dict[str, Any]) -> Result:
    """Let ``users`` talk for ``seconds``, or until all ``texts`` are said; each text is said once."""
    texts: Iterator[str] = iter(plan["texts"])
    took, outcomes = [], []
    ready, go = asyncio.Semaphore(0), asyncio.Event()
    began = 0.0

    async def talk(user: User) -> None:
        async with user:
            for text in islice(texts, plan.get("warm_up", 1)):
                await user.send(text)
            ready.release()
            await go.wait()
            for text in texts:
                if time.perf_counter() - began > plan.get("seconds", 1e9):
                    return
                seconds, outcome = await user.send(text)
                took.append(seconds)
                outcomes.append(outcome)

    talks = [asyncio.ensure_future(talk(user)) for user in users(plan, plan["users"])]
    for _ in talks:
        await ready.acquire()
    began, used = time.perf_counter(), time.process_time()
    go.set()
    await asyncio.gather(*talks)
    lasted = time.perf_counter() - began
    return {"took": took, "outcomes": outcomes, "lasted": lasted, "client_used": time.process_time() - used}


async def at_once(plan: dict[str, Any]) -> Result:
    """Send ``count`` messages of one conversation at the same time; the time is until all are answered."""
    texts = iter(plan["texts"])
    took, outcomes = [], []
    for user in users(plan, plan["repeat"]):
        async with user:
            await user.send(next(texts))
            together = [user.send(text) for text in islice(texts, plan["count"])]
            started = time.perf_counter()
            answers = await asyncio.gather(*together)
            took.append(time.perf_counter() - started)
            outcomes += [outcome for _, outcome in answers]
    return {"took": took, "outcomes": outcomes}


async def long_talks(plan: dict[str, Any]) -> Result:
    """Hold ``repeat`` conversations of ``turns`` turns; ``took`` has one list a conversation."""
    texts = iter(plan["texts"])
    took, outcomes = [], []
    for user in users(plan, plan["repeat"]):
        async with user:
            answers = [await user.send(text) for text in islice(texts, plan["turns"])]
            took.append([seconds for seconds, _ in answers])
            outcomes += [outcome for _, outcome in answers]
    return {"took": took, "outcomes": outcomes}


MEASURES: dict[str, Callable[[dict[str, Any]], Awaitable[Result]]] = {
    "closed": closed,
    "at once": at_once,
    "long talks": long_talks,
}


async def measured(plan: dict[str, Any]) -> Result:
    """Return what the plan's measure gives."""
    return await MEASURES[plan["measure"]](plan)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measured(json.load(sys.stdin)))))
