"""Two servers and Redis are killed in turn under load: nothing is lost, doubled, out of order or of somebody else.

The small form of `python -m benchmarks.scale.kill_test`.
"""

import asyncio
import time

from benchmarks.scale.kill_test import lines, under_fire
from benchmarks.scale.topology import Topology


def test_killed_in_turn_under_load(topology: Topology) -> None:
    began = time.monotonic()
    counts, killed = asyncio.run(under_fire(topology, messages=150, seconds=1.0, most=3, at_once=12))
    print("\n".join(lines(counts, killed, time.monotonic() - began)))
    assert killed == {"Guide": 2, "RedisServer": 1}
    assert counts.answered >= 150
    assert counts.ended > 0
    assert counts.checked > 0
    assert counts.broken() == 0
