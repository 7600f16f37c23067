"""A minute of `make soak`: load, flood and recovery on a real server."""

import os

from benchmarks.speed.soak import checks

SECONDS = float(os.environ.get("SOAK_SECONDS", "40"))
"""At 80 % of what the server can do; with start, measuring and flood it takes about 25 s more."""


def test_a_server_under_load_keeps_its_promises() -> None:
    found = checks(SECONDS, flood_seconds=8)
    assert all(found.values()), [what for what, holds in found.items() if not holds]
