"""A client that does what docs/server.md tells clients to do, and counts whether the server kept its promises."""

import asyncio
import json
import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from benchmarks.scale.topology import SECRET
from bot.channels.tokens import Tokens
from bot.runtime.conversation import ANSWERED_KEPT

QUESTIONS = {
    "How is IgM deficiency treated?": "treatment.overview",
    "How should we wash our hands?": "prevention.hand_washing",
    "What are the symptoms of IgM deficiency?": "symptoms.common",
    "What is IgM deficiency?": "overview.definition",
    "Is it contagious?": "causes.contagious",
}
MORE = "tell me more"
PAGE = "make a page for my doctor"
OWN = re.compile(r"\b7\d\d\d\.\d\d\b")
"""Values of the conversations look like this and like nothing else; each conversation has another one."""

LONGEST_WAIT = 2.0
"""Seconds; a client may wait as long as Retry-After says, this one is in a hurry."""

SECONDS_TO_ANSWER = 12
PATIENCE = 90
"""Seconds for one try, and for all tries of one message."""

AGAIN = (429, 502, 503, 504)
OVER = 401


class Over(Exception):
    """The conversation is gone, as the server says."""


class Lost(Exception):
    """There was no answer for a long time."""


@dataclass
class Counts:
    """What happened. ``over`` are messages that were said again in a new conversation, because theirs was gone."""

    sent: int = 0
    answered: int = 0
    over: int = 0
    doubled: int = 0
    out_of_order: int = 0
    foreign: int = 0
    wrong: int = 0
    conversations: int = 0
    ended: int = 0
    checked: int = 0
    tried_again: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    @property
    def lost(self) -> int:
        """Return how many messages never got an answer, nor the news that their conversation is over."""
        return self.sent - self.answered - self.over

    def broken(self) -> int:
        """Return how often a promise was not kept."""
        return self.lost + self.doubled + self.out_of_order + self.foreign + self.wrong


class Talker:
    """Holds one conversation after the other, each of a value of its own and of pairs of question and follow-up."""

    def __init__(self, address: str, http: aiohttp.ClientSession, counts: Counts, chance: random.Random, redis: Any):
        self.address, self.http, self.counts, self.chance, self.redis = address, http, counts, chance, redis
        self.token = ""
        self.ids: list[str] = []
        self.value = ""

    async def hold(self, number: int, pairs: int) -> None:
        """Hold conversation ``number``; where it ends early, what was not answered is asked in a new one."""
        self.value = f"{7000 + number % 1000}.{11 + number // 1000 % 9}"
        asked = list(self.chance.choices(list(QUESTIONS), k=pairs))
        while True:
            try:
                await self._begin()
                while asked:
                    await self._say(asked[0], QUESTIONS[asked[0]])
                    await self._say(MORE, QUESTIONS[asked[0]])
                    asked.pop(0)
                await self._say(PAGE, own=True)
                return await self._check()
            except Over:
                self.counts.ended += 1
            except Lost:
                return None

    async def _begin(self) -> None:
        """Begin a conversation and tell it the value that is in no other."""
        self.token, self.ids = "", []
        self.token = (await self._asked("POST", "conversations", {}))["token"]
        self.counts.conversations += 1
        await self._say(f"my IgM is {self.value} mg/dL")

    async def _say(self, text: str, topic: str | None = None, own: bool = False) -> None:
        """Send a message until it is answered; the same message_id each time.

        Args:
            text: the message.
            topic: what an answer must be about.
            own: whether an answer must hold this conversation's value.

        Raises:
            Over: the conversation is gone; the message was not lost, it is said again in another.
        """
        sent = {"message_id": f"id-{self.chance.getrandbits(64):016x}", "text": text}
        began = time.monotonic()
        self.counts.sent += 1
        try:
            answer = await self._asked("POST", "messages", sent)
        except Over:
            self.counts.over += 1
            raise
        self.counts.answered += 1
        self.counts.seconds.append(time.monotonic() - began)
        self.ids.append(sent["message_id"])
        replies = answer["replies"]
        said = json.dumps(replies)
        self.counts.foreign += any(value != self.value for value in OWN.findall(said))
        self.counts.wrong += own and self.value not in said
        self.counts.wrong += topic is not None and topic not in [reply["custom"]["topic"] for reply in replies]
        if self.chance.random() < 0.1:  # a client may ask again whenever it likes
            again = await self._asked("POST", "messages", sent)
            self.counts.doubled += again["replies"] != replies

    async def _check(self) -> None:
        """Compare what the server has counted and the order in which it has answered with what was sent."""
        current = await self._asked("GET", "conversations/current")
        self.counts.doubled += abs(current["turns"] - len(self.ids))
        name = Tokens(SECRET).read(self.token).conversation
        record = await asyncio.to_thread(self._record, name)
        if record is not None:
            self.counts.out_of_order += list(json.loads(record)["answered"]) != self.ids[-ANSWERED_KEPT:]
            self.counts.checked += 1

    def _record(self, name: str) -> bytes | None:
        try:
            found: bytes | None = self.redis.get(f"igm-guide:record:{name}")
            return found
        except Exception:  # it is being killed just now
            return None

    async def _asked(self, method: str, path: str, body: Any = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            wait = 0.2
            try:
                timeout = aiohttp.ClientTimeout(total=SECONDS_TO_ANSWER)
                url = f"{self.address}/api/v1/{path}"
                async with self.http.request(method, url, json=body, headers=headers, timeout=timeout) as answer:
                    found = await answer.json(content_type=None)
                    if answer.status == OVER and self.token:
                        raise Over
                    if answer.status < 300 and not self._is_apology(found):
                        return found
                    wait = min(LONGEST_WAIT, float(answer.headers.get("Retry-After", wait)))
                    self.counts.tried_again[str(answer.status) if answer.status >= 300 else "apology"] += 1
                    if answer.status >= 300 and answer.status not in AGAIN:
                        raise AssertionError(f"{answer.status} {found}")
            except (aiohttp.ClientError, asyncio.TimeoutError, ConnectionError) as error:
                self.counts.tried_again[type(error).__name__] += 1
            await asyncio.sleep(wait * self.chance.uniform(0.8, 1.2))
        raise Lost

    @staticmethod
    def _is_apology(found: Any) -> bool:
        return any(reply["custom"]["kind"] == "error" for reply in found.get("replies", ()))
