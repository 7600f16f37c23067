"""``make soak``: a real server under load for minutes: 80 % of what it can do, then three times as much.

Checks that nothing fails and memory does not grow; that too much is refused with 429 and Retry-After while what is
accepted stays fast; and that the server recovers by itself. Exits with 1 where one of these does not hold.
"""

import argparse
import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import requests

from benchmarks.served import Served, served
from bot.channels.line import FEWEST, LONGEST_WAIT

SHARE, TIMES = 0.8, 3.0
CLIENTS, CONVERSATIONS = 4, 100
SECONDS_TO_MEASURE, SECONDS_OF_FLOOD, SECONDS_TO_RECOVER = 6.0, 10.0, 5.0

GROWTH = 0.05
"""Resident memory may be so much larger in the last quarter of the load than in the second."""

SLACK = 0.7
"""Seconds that an accepted message may take beyond the turns before it: two cores do more than this."""


class Memory(threading.Thread):
    """Notes the resident memory of a process once a second."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process = process
        self.megabytes: list[float] = []
        self.ended = threading.Event()

    def run(self) -> None:
        """Note until ended."""
        while not self.ended.wait(1):
            self.megabytes.append(resident(self.process))

    def growth(self) -> float:
        """Return by what share it was larger in the last quarter than in the second."""
        quarter = max(1, len(self.megabytes) // 4)
        early, late = self.megabytes[quarter : 2 * quarter] or self.megabytes, self.megabytes[-quarter:]
        return median(late) / median(early) - 1


def median(numbers: list[float]) -> float:
    """Return the middle one."""
    return sorted(numbers)[len(numbers) // 2]


def resident(process: int) -> float:
    """Return the resident memory of a process in megabytes."""
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1024 / 1024


def load(address: str, **options: float) -> dict[str, Any]:
    """Put a load on a server from a process of its own, and return what became of it."""
    given = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    command = [sys.executable, "-m", "benchmarks.speed.load", address, *given]
    outcome: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return outcome


def recovery(server: Served) -> float:
    """Return after how many seconds a new conversation gets an answer."""
    began = time.monotonic()
    while time.monotonic() - began < 60:
        answer = requests.post(f"{server.address}/api/v1/conversations", json={}, timeout=30)
        if answer.status_code == requests.codes.created:
            headers = {"Authorization": f"Bearer {answer.json()['token']}"}
            sent = {"message_id": "recovery-1", "text": "What is IgM deficiency?"}
            said = requests.post(f"{server.address}/api/v1/messages", json=sent, headers=headers, timeout=30)
            if said.status_code == requests.codes.ok:
                break
        time.sleep(0.1)
    return time.monotonic() - began


def told(name: str, outcome: dict[str, Any]) -> None:
    """Print what became of a load."""
    for status, count in sorted(outcome["statuses"].items()):
        times = ", ".join(f"{which} {taken:.0f}" for which, taken in outcome["latency"][status].items())
        print(f"{name}: {count} x {status} (ms: {times})")


def only(outcome: dict[str, Any], *allowed: str) -> bool:
    """Tell whether no answer had another status."""
    return set(outcome["statuses"]) <= {*allowed, "health 200"}


def checks(seconds: float, flood_seconds: float) -> dict[str, bool]:
    """Put the loads on a server of its own; returns what was to hold, and whether it did."""
    with served() as server:
        memory = Memory(server.process.pid)
        free = load(server.address, seconds=SECONDS_TO_MEASURE, clients=CLIENTS)
        told("closed loop", free)
        capacity = free["statuses"]["200"] / free["seconds"]
        print(f"capacity: {capacity:.1f} messages a second")
        memory.start()
        steady = load(server.address, seconds=seconds, rate=capacity * SHARE, conversations=CONVERSATIONS)
        memory.ended.set()
        told(f"at {SHARE:.0%}", steady)
        print(f"resident memory: {memory.megabytes[0]:.0f} to {memory.megabytes[-1]:.0f} MB, {memory.growth():+.1%}")
        flood = load(server.address, seconds=flood_seconds, rate=capacity * TIMES, conversations=3 * CONVERSATIONS)
        told(f"at {TIMES:.0f} times", flood)
        recovered = recovery(server)
        print(f"an answer after the flood: {recovered:.2f} s")
        longest = max(LONGEST_WAIT, FEWEST / capacity) + SLACK
        print(f"an accepted message may take {longest:.2f} s")
        return {
            "no error at 80 %": only(steady, "200"),
            f"memory grows by at most {GROWTH:.0%}": memory.growth() <= GROWTH,
            "too much is refused": flood["statuses"].get("429", 0) > 0,
            "every refusal says when to try again": flood["without_retry_after"] == 0,
            "nothing fails in the flood": only(flood, "200", "429"),
            "what is accepted stays fast": flood["latency"]["200"]["p99"] <= longest * 1000,
            "health is quick in the flood": flood["latency"]["health 200"]["p95"] <= LONGEST_WAIT * 1000,
            "it works at capacity in the flood": flood["statuses"]["200"] >= 0.5 * capacity * flood_seconds,
            f"it recovers within {SECONDS_TO_RECOVER:.0f} s": recovered <= SECONDS_TO_RECOVER,
            "the process lives": server.is_alive(),
        }


def main() -> None:
    """Read the options, print what was measured, and exit with 1 where something did not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="length of the load at 80 %%")
    parser.add_argument("--flood-seconds", type=float, default=SECONDS_OF_FLOOD)
    given = parser.parse_args()
    found = checks(given.seconds, given.flood_seconds)
    for what, holds in found.items():
        print(f"{'ok' if holds else 'NOT'}: {what}")
    if not all(found.values()):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
