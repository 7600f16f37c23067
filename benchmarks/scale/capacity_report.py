"""Writes down what ``benchmarks.scale.capacity`` has measured, and what a clinic and a country would need."""

import os
import platform
from collections.abc import Iterator
from datetime import date
from typing import Any

from benchmarks.scale.queueing import percentile, response_times, servers_needed

CLINIC_A_DAY, HOURS, PEAK = 200, 10, 4.0
CLINICS_OF_A_COUNTRY = 2_000
QUESTIONS_A_CONVERSATION, MINUTES_KEPT = 5, 30
SLOWEST = 0.5
"""Assumptions; docs/scaling.md says why. ``SLOWEST``: seconds within which 95 of 100 messages are to be answered."""


def lines(found: dict[str, Any]) -> Iterator[str]:
    """Yield the document."""
    service, capacity, processor = found["service"], found["full"], found["processor_ms"] / 1000
    # Two servers, Redis, nginx and the client share the cores: a message takes longer than alone.
    stretch = 2 / capacity / (sum(service) / len(service))
    stretched = [one * stretch for one in service]
    yield "# Figures of the scaled-out setting"
    yield ""
    yield f"Written by `.venv/bin/python -m benchmarks.scale.capacity` on {date.today().isoformat()};"
    yield f"{platform.machine()}, {os.cpu_count()} cores, which two servers, Redis, nginx and the client share;"
    yield f"load when it ended: {os.getloadavg()[0]:.1f}. [scaling.md](scaling.md) says what they mean."
    yield ""
    yield "| a message | measured |"
    yield "|---|---|"
    yield f"| processor time of a server | {processor * 1000:.1f} ms |"
    yield f"| from request to answer alone, p50 and p95 | {ms(service, 50)}, {ms(service, 95)} |"
    yield f"| commands of Redis, with those in scripts and signs of life | {found['commands']:.1f} |"
    yield f"| processor time of Redis | {found['redis_ms']:.3f} ms |"
    yield f"| a conversation of {found['messages']} messages in Redis, p95 | {found['bytes'] / 1024:.1f} kB |"
    yield f"| memory of a server | {found['megabytes']:.0f} MB |"
    yield f"| two servers here, always busy | {capacity:.1f} messages a second |"
    yield ""
    yield "| messages come at random | measured p50, p95 | simulated p50, p95 |"
    yield "|---|---|---|"
    for part, waited in found["waited"].items():
        simulated = response_times(2, part * capacity, stretched)
        both = f"{ms(waited, 50)}, {ms(waited, 95)} | {ms(simulated, 50)}, {ms(simulated, 95)}"
        yield f"| {part:.0%} of that: {part * capacity:.1f} a second | {both} |"
    yield ""
    yield f"The simulation draws from the times alone, times {stretch:.2f}, so that two servers carry what was"
    yield "measured with both always busy."
    yield ""
    clinic = CLINIC_A_DAY / HOURS / 3600 * PEAK
    yield "| | questions a day | at peak | servers | conversations kept | memory of Redis | Redis busy |"
    yield "|---|---|---|---|---|---|---|"
    for who, clinics in (("one clinic", 1), (f"a country: {CLINICS_OF_A_COUNTRY:,} clinics", CLINICS_OF_A_COUNTRY)):
        rate = clinic * clinics
        kept = rate / QUESTIONS_A_CONVERSATION * MINUTES_KEPT * 60
        memory, busy = kept * found["bytes"] / 1024**2, rate * found["redis_ms"] / 1000
        servers = max(2, servers_needed(rate, [processor] * 10, SLOWEST))
        needed = f"{servers} | {kept:,.0f} | {memory:,.1f} MB | {busy:.2%}"
        yield f"| {who} | {CLINIC_A_DAY * clinics:,} | {rate:.2f} a second | {needed} |"
    yield ""
    limit = 1 / (found["redis_ms"] / 1000)
    yield f"One Redis, which has one thread, is full at about {limit:,.0f} messages a second. Servers need about"
    yield f"{limit * processor:,.0f} cores for that."
    yield ""


def ms(found: list[float], part: float) -> str:
    """Return a percentile in milliseconds."""
    return f"{percentile(found, part) * 1000:.0f} ms"
