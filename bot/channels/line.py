"""The line of the messages that wait for their turn. One that would wait too long is refused at once.

Few turns are held at a time: one message is read beside the event loop (bot/runtime/beside.py) while the one before is
answered, and more at once would only wait for each other. Before each turn the event loop goes round a few times: what
has arrived meanwhile is read, and answered, put into the line or refused.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from bot.channels.problems import Problem
from bot.runtime.records import Clock

LONGEST_WAIT = 0.8
"""Seconds that a message in the line should wait at most; the turns of so many messages have room in it."""

FEWEST, MOST = 8, 64
"""However long or short turns take, at least and at most so many messages may be in the line."""

FIRST_GUESS = 0.03
"""Seconds that a turn is thought to take before one was measured."""

SHARE = 0.05
"""What the latest turn counts for in the average: one long turn must not make a short line look full."""

ROUNDS = 5
"""Rounds of the event loop that a new connection needs until its request is read."""


class Line:
    """Lets ``at_once`` turns be held at a time, in the order of arrival, and only so many wait."""

    def __init__(self, at_once: int = 1, fewest: int = FEWEST, clock: Clock = time.perf_counter) -> None:
        self.at_once = at_once
        self.fewest = fewest
        self.clock = clock
        self.seconds = FIRST_GUESS
        self._count = 0
        self._turns = asyncio.Semaphore(at_once)

    @property
    def most(self) -> int:
        """Return how many messages may be in the line, those whose turn it is included."""
        return max(self.fewest, min(MOST, int(LONGEST_WAIT / self.seconds * self.at_once)))

    def is_full(self) -> bool:
        """Tell whether one more would wait too long."""
        return self._count >= self.most

    def check(self) -> None:
        """Refuse what would make turns necessary while the line is full.

        Raises:
            Problem: it is full; it says after which time to try again.
        """
        if self.is_full():
            raise Problem("utter_problem_busy", wait=self._count * self.seconds / self.at_once)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place in the line.

        Raises:
            Problem: it is full.
        """
        self.check()
        self._count += 1
        try:
            yield
        finally:
            self._count -= 1

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Hold a turn when those that came before have ended; its time counts for how many may wait."""
        async with self._turns:
            began = self.clock()
            if self._count > 1:
                for _ in range(ROUNDS):
                    await asyncio.sleep(0)
            try:
                yield
            finally:
                self.seconds += SHARE * (self.clock() - began - self.seconds)
