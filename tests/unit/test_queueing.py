"""The simulation of many servers, against what queueing theory says."""

import pytest

from benchmarks.scale.queueing import percentile, response_times, servers_needed


@pytest.mark.parametrize("load", [0.3, 0.5, 0.8])
def test_one_server_waits_as_the_formula_of_pollaczek_and_khinchine_says(load: float) -> None:
    for service in ([1.0], [0.5, 1.5]):
        mean = sum(service) / len(service)
        square = sum(one * one for one in service) / len(service)
        expected = mean + load / mean * square / (2 * (1 - load))
        found = response_times(1, load / mean, service, messages=200_000)
        assert sum(found) / len(found) == pytest.approx(expected, rel=0.05)


def test_more_servers_wait_less_and_enough_are_found() -> None:
    waits = [percentile(response_times(servers, 1.8, [1.0], 20_000), 95) for servers in (2, 3, 4)]
    assert waits == sorted(waits, reverse=True)
    assert servers_needed(1.8, [1.0], waits[1]) == 3
    assert servers_needed(0.01, [1.0], 2.0) == 1
