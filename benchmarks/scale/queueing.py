"""A simulation of N servers behind a proxy that picks the least busy one: how long messages wait."""

import random
from collections import deque
from collections.abc import Sequence

MESSAGES = 50_000


def response_times(
    servers: int, a_second: float, service: Sequence[float], messages: int = MESSAGES, seed: int = 6
) -> list[float]:
    """Return the seconds from arrival to answer of each message.

    Messages arrive at random (Poisson), ``a_second`` of them; each goes to the server with the fewest messages, which
    answers one after the other. ``service`` are the seconds that a message took a server, of which some are drawn.
    """
    chance = random.Random(seed)  # noqa: S311
    free_at = [0.0] * servers
    under_way: list[deque[float]] = [deque() for _ in range(servers)]
    now, found = 0.0, []
    for _ in range(messages):
        now += chance.expovariate(a_second)
        for ends in under_way:
            while ends and ends[0] <= now:
                ends.popleft()
        place = min(range(servers), key=lambda one: (len(under_way[one]), chance.random()))
        free_at[place] = max(now, free_at[place]) + chance.choice(service)
        under_way[place].append(free_at[place])
        found.append(free_at[place] - now)
    return found


def servers_needed(a_second: float, service: Sequence[float], slowest: float) -> int:
    """Return how many servers it takes so that 95 of 100 messages are answered within ``slowest`` seconds."""
    servers = int(a_second * sum(service) / len(service)) + 1
    while percentile(response_times(servers, a_second, service, 20_000), 95) > slowest:
        servers += 1
    return servers


def percentile(found: Sequence[float], part: float) -> float:
    """Return the value that ``part`` of 100 values do not exceed."""
    ordered = sorted(found)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part / 100))]
