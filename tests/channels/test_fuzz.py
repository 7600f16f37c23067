"""Broken and hostile requests; `python -m benchmarks.fuzz.channel` sends 10,000 of them."""

from benchmarks.fuzz.channel import Fuzzer, wrong
from tests.channels.client import Client


def test_no_fuzzed_request_breaks_the_server(client: Client) -> None:
    counts = Fuzzer(client.address, seed=1).run(500)
    assert wrong(counts) == {}
    assert counts["200"] > 50
    assert sum(number for status, number in counts.items() if status[0] == "4") > 100
    client.begin().say("What is IgM deficiency?")
