"""The targets, each judged from the figures of one run."""

import statistics
from dataclasses import dataclass
from typing import Any

OURS, THEIRS, FLOOR = "IgM Guide", "Rasa starter", "echo"
NAMES = (OURS, THEIRS, FLOOR)
MEMORY, COLD_START, ONE_USER, THROUGHPUT, TOGETHER, LATE_TURN, EMBEDDING_MS = 0.35, 0.3, 0.4, 4.0, 10.0, 1.3, 2.0


@dataclass(frozen=True)
class Target:
    """What is wanted and what was measured, both in words."""

    name: str
    wanted: str
    measured: str
    is_met: bool


def median(figures: dict[str, Any], key: str, name: str) -> float:
    """Return the median of a list of single figures."""
    return float(statistics.median(figures[key][name]))


def below(name: str, ours: float, theirs: float, most: float) -> Target:
    """Return a target that is met where ours is less than ``most`` times theirs."""
    return Target(name, f"under {most:g} times the starter's", f"{ours / theirs:.2f} times", ours / theirs < most)


def above(name: str, ours: float, theirs: float, least: float) -> Target:
    """Return a target that is met where ours is more than ``least`` times theirs."""
    return Target(name, f"over {least:g} times the starter's", f"{ours / theirs:.1f} times", ours / theirs > least)


def faster(name: str, ours: float, theirs: float) -> Target:
    """Return the target of messages sent at once."""
    return Target(name, f"over {TOGETHER:g} times faster", f"{theirs / ours:.1f} times", theirs / ours > TOGETHER)


def targets(figures: dict[str, Any]) -> list[Target]:
    """Return the targets whose figures are there."""
    found = []
    if "memory_mb" in figures:
        memory = figures["memory_mb"]
        found.append(below("resident memory", memory[OURS]["pss"], memory[THEIRS]["pss"], MEMORY))
    if "cold_start_s" in figures:
        starts = [median(figures, "cold_start_s", name) for name in (OURS, THEIRS)]
        found.append(below("cold start to first reply, p50", starts[0], starts[1], COLD_START))
    if "one_user_ms" in figures:
        replies = [median(figures, "one_user_ms", name) for name in (OURS, THEIRS)]
        found.append(below("one user, p50", replies[0], replies[1], ONE_USER))
    for key, processes in (("throughput", "one process"), ("throughput_two", "two processes")):
        for users in figures.get(key, {}).get(OURS, {}):
            rates = [figures[key][name][users]["a_second"] for name in (OURS, THEIRS)]
            found.append(above(f"throughput, {processes}, {users} users", rates[0], rates[1], THROUGHPUT))
    if "together_s" in figures:
        wait, name = median(figures, "together_s", OURS), "five at once from one user"
        found.append(faster(name, wait, median(figures, "together_s", THEIRS)))
        if "together_with_actions_s" in figures:
            theirs = float(statistics.median(figures["together_with_actions_s"]))
            found.append(faster(f"{name}, the starter with an action server", wait, theirs))
    if "turn_ms" in figures:
        ratio = figures["turn_ms"][OURS]["200"] / figures["turn_ms"][OURS]["5"]
        wanted = f"at most {LATE_TURN:g} times turn 5"
        found.append(Target("turn 200 of a conversation", wanted, f"{ratio:.2f} times", ratio <= LATE_TURN))
    if "profile" in figures:
        took = figures["profile"]["embedding"]["p50_ms"]
        wanted = f"under {EMBEDDING_MS:g} ms"
        found.append(Target("embedding 10 tokens, one thread", wanted, f"{took:.2f} ms", took < EMBEDDING_MS))
    return found
