"""Times the web channel over HTTP: ``python -m benchmarks.speed.time_channel``."""

import statistics
import time
import uuid

import requests

from benchmarks.served import served

TURNS = 200
TEXTS = (
    "How is IgM deficiency treated?",
    "tell me more",
    "my IgM is 32 mg/dL",
    "stop",
    "How should we wash our hands?",
)


def main() -> None:
    """Print the time from the start of the process to the first reply, and that of turns early and late."""
    began = time.monotonic()
    with served() as server, requests.Session() as http:
        token = http.post(f"{server.address}/api/v1/conversations", json={}, timeout=30).json()["token"]
        took = []
        for turn in range(TURNS):
            body = {"message_id": str(uuid.uuid4()), "text": TEXTS[turn % len(TEXTS)]}
            started = time.monotonic()
            answer = http.post(
                f"{server.address}/api/v1/messages", json=body, headers={"Authorization": f"Bearer {token}"}, timeout=30
            )
            answer.raise_for_status()
            took.append((time.monotonic() - started) * 1000)
            if turn == 0:
                print(f"from the start of the process to the first reply: {time.monotonic() - began:.1f} s")
    p50, p95 = statistics.median(took), statistics.quantiles(took, n=20)[-1]
    print(f"a turn over HTTP: p50 {p50:.0f} ms, p95 {p95:.0f} ms (n = {TURNS})")
    early, late = statistics.median(took[:20]), statistics.median(took[-20:])
    print(f"median of turns 1 to 20: {early:.0f} ms; of turns {TURNS - 19} to {TURNS}: {late:.0f} ms")


if __name__ == "__main__":
    main()
