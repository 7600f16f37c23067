"""Many people who ask at once, from one process."""

import asyncio
import itertools
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from benchmarks.speed.load import questions

LOST = 0
"""The status of a request whose connection ended without an answer."""


@dataclass
class Person:
    """Somebody with one question, and every answer to it: status, seconds, headers, body."""

    headers: dict[str, str]
    body: dict[str, str]
    answers: list[tuple[int, float, dict[str, str], Any]] = field(default_factory=list)

    @property
    def status(self) -> int:
        return self.answers[-1][0]


class Crowd:
    """People with a conversation each, from an address each."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=30)
        )
        self.people: list[Person] = []

    async def __aenter__(self) -> "Crowd":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.close()

    async def gather(self, number: int) -> "Crowd":
        """Begin conversations; their questions are all different."""
        asked = list(itertools.islice(questions(7), number))
        for count, text in enumerate(asked):
            headers = {"X-Forwarded-For": f"10.1.{count // 250}.{count % 250}"}
            status, _, _, began = await self.request("POST", "/api/v1/conversations", headers, {})
            assert status == 201, began
            headers["Authorization"] = f"Bearer {began['token']}"
            self.people.append(Person(headers, {"message_id": str(uuid.uuid4()), "text": text}))
        return self

    async def request(self, method: str, path: str, headers: dict[str, str], body: Any = None) -> tuple[Any, ...]:
        began = time.monotonic()
        try:
            async with self.http.request(method, self.address + path, headers=headers, json=body) as answer:
                content = await answer.json(content_type=None)
                return answer.status, time.monotonic() - began, dict(answer.headers), content
        except (aiohttp.ClientError, OSError):
            return LOST, time.monotonic() - began, {}, None

    async def ask(self, person: Person) -> None:
        person.answers.append(await self.request("POST", "/api/v1/messages", person.headers, person.body))  # type: ignore[arg-type]

    async def all_ask(self) -> None:
        await asyncio.gather(*map(self.ask, self.people))

    async def turns(self, person: Person) -> int:
        status, _, _, about = await self.request("GET", "/api/v1/conversations/current", person.headers)
        assert status == 200
        found: int = about["turns"]
        return found
