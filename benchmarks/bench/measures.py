"""What is measured while servers run. Where single figures are compared, the contenders take turns (A B C A B C)."""

import json
import os
import statistics
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any

from benchmarks.bench.contenders import OURS, Contender, Running, all_running, load, memory, processor_seconds, running

ROUNDS = 2
USERS = (1, 8, 32)
TURNS = (5, 50, 200)
AROUND = 3
"""The cost of turn 50 is the median over turns 47 to 53 of all conversations; of turn 200, over 194 to 200."""

LONG = 100_000
TOGETHER = 5
STATEMENTS = (10, 10_000)


@dataclass(frozen=True)
class Effort:
    """How much is measured: repetitions, seconds of each load, turns of a long conversation."""

    starts: int = 5
    questions: int = 240
    seconds: float = 3
    talks: int = 2
    together: int = 5


QUICK = Effort(starts=1, questions=60, seconds=2, talks=1, together=2)


@dataclass
class Servers:
    """Servers of one contender that run, and the texts that nobody has said to them yet."""

    contender: Contender
    runs: list[Running]
    outcomes: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.unsaid: Iterator[str] = cycle(self.contender.texts)

    def load(self, measure: str, most: int, **plan: Any) -> dict[str, Any]:
        """Run the load generator with at most ``most`` texts; return what it measured, and count the outcomes."""
        addresses = [run.address for run in self.runs]
        texts = list(islice(self.unsaid, most))
        figures = load(self.contender, addresses, measure=measure, **{"texts": texts, **plan})
        self.outcomes.update(figures["outcomes"])
        return figures

    def throughput(self, users: int, seconds: float) -> dict[str, Any]:
        """Return the figures of a closed loop, with the processor time that the servers ``used``."""
        most, seconds = (int(400 * seconds), seconds) if self.contender.name != "echo" else (5000, min(seconds, 1))
        before = self.used()
        return {**self.load("closed", most, users=users, seconds=seconds), "used": self.used() - before}

    def used(self) -> float:
        """Return the seconds of processor time that the servers have used so far."""
        return sum(processor_seconds(run.process.pid) for run in self.runs)


def cold_starts(contenders: list[Contender], effort: Effort) -> dict[str, list[float]]:
    """Return seconds from the start of each process to its first reply; a first start, not counted, warms the disk."""
    took: dict[str, list[float]] = defaultdict(list)
    for turn in range(effort.starts + 1):
        for contender in contenders:
            with running(contender) as run:
                if turn:
                    took[contender.name].append(run.seconds_to_reply)
    return dict(took)


def one_user(servers: list[Servers], effort: Effort) -> dict[str, list[float]]:
    """Return the milliseconds of each message of one user."""
    took: dict[str, list[float]] = defaultdict(list)
    for _ in range(2 * ROUNDS):
        for each in servers:
            figures = each.load("closed", effort.questions // (2 * ROUNDS) + 5, users=1, warm_up=5)
            took[each.contender.name] += [round(seconds * 1000, 2) for seconds in figures["took"]]
    return dict(took)


def throughputs(servers: list[Servers], effort: Effort, users: tuple[int, ...]) -> dict[str, dict[str, Any]]:
    """Return what each contender manages, by number of users.

    Messages a second, their median and 99 % in ms, the servers' processor time a message in ms, and the share of a
    core that the load generator used.
    """
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for count in users:
        rounds = [[each.throughput(count, effort.seconds) for each in servers] for _ in range(ROUNDS)]
        for each, mine in zip(servers, zip(*rounds, strict=True), strict=True):
            took = sorted(seconds for figures in mine for seconds in figures["took"])
            lasted = sum(figures["lasted"] for figures in mine)
            found[each.contender.name][str(count)] = {
                "a_second": len(took) / lasted,
                "p50_ms": statistics.median(took) * 1000,
                "p99_ms": took[int(len(took) * 0.99)] * 1000,
                "processor_ms": sum(figures["used"] for figures in mine) * 1000 / (len(took) + ROUNDS * count),
                "client": sum(figures["client_used"] for figures in mine) / lasted,
            }
    return dict(found)


def turn_costs(servers: list[Servers], effort: Effort) -> dict[str, dict[str, float]]:
    """Return the milliseconds of turns early and late in a conversation, median over turns around it and talks."""
    took: dict[str, list[list[float]]] = defaultdict(list)
    for _ in range(effort.talks):
        for each in servers:
            took[each.contender.name] += each.load("long talks", TURNS[-1], repeat=1, turns=TURNS[-1])["took"]
    costs: dict[str, dict[str, float]] = defaultdict(dict)
    for name, talks in took.items():
        for turn in TURNS:
            last = min(turn + AROUND, TURNS[-1])
            window = slice(last - 2 * AROUND - 1, last)
            costs[name][str(turn)] = statistics.median(s for talk in talks for s in talk[window]) * 1000
    return dict(costs)


def all_together(servers: list[Servers], effort: Effort) -> dict[str, list[float]]:
    """Return the seconds until five messages that one user sends at once are all answered."""
    took: dict[str, list[float]] = defaultdict(list)
    for _ in range(effort.together):
        for each in servers:
            took[each.contender.name] += each.load("at once", TOGETHER + 1, repeat=1, count=TOGETHER)["took"]
    return dict(took)


def long_messages(servers: list[Servers]) -> dict[str, dict[str, Any]]:
    """Return the milliseconds and outcome of a message of 100,000 characters (median of three)."""
    found = {}
    for each in servers:
        whole = " ".join(each.contender.texts)
        texts = [(whole * (LONG // len(whole) + 2))[start : start + LONG] for start in (0, 1000, 2000)]
        figures = load(each.contender, [each.runs[0].address], measure="closed", users=1, warm_up=0, texts=texts)
        outcomes = Counter(figures["outcomes"]).most_common(1)
        found[each.contender.name] = {"ms": statistics.median(figures["took"]) * 1000, "outcome": outcomes[0][0]}
    return found


def one_process(contenders: list[Contender], effort: Effort) -> dict[str, Any]:
    """Return what is measured with one process of each contender, all of which run and only one of which works."""
    with all_running(contenders) as runs:
        servers = [Servers(contender, mine) for contender, mine in zip(contenders, runs, strict=True)]
        for each in servers:
            each.load("closed", 100, users=1, warm_up=0)
        found: dict[str, Any] = {
            "memory_mb": {each.contender.name: memory(each.runs[0].process.pid) for each in servers},
            "one_user_ms": one_user(servers, effort),
            "throughput": throughputs(servers, effort, USERS),
            "together_s": all_together(servers, effort),
            "turn_ms": turn_costs(servers, effort),
            "memory_at_end_mb": {each.contender.name: memory(each.runs[0].process.pid) for each in servers},
        }
        found["outcomes"] = {each.contender.name: dict(each.outcomes) for each in servers}
        return {**found, "long_message": long_messages(servers)}


def two_processes(contenders: list[Contender], effort: Effort) -> dict[str, Any]:
    """Return the throughput of two processes of each contender; a user stays with one of them."""
    with all_running(contenders, each=2) as runs:
        servers = [Servers(contender, mine) for contender, mine in zip(contenders, runs, strict=True)]
        found = throughputs(servers, effort, USERS[1:])
        return {"throughput_two": found, "outcomes_two": {each.contender.name: dict(each.outcomes) for each in servers}}


def printed(*module: str) -> Any:
    """Run a module of this project; return the JSON that it prints last.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    command = [sys.executable, "-m", *module]
    done = subprocess.run(command, env={**os.environ, **OURS}, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def inside() -> dict[str, Any]:
    """Return what is measured of IgM Guide alone, without a server: sizes of knowledge, embedding, parts of a turn."""
    return {
        "knowledge": {str(size): printed("benchmarks.bench.knowledge_size", str(size)) for size in STATEMENTS},
        "profile": printed("benchmarks.speed.profile_turn", "--json"),
    }
