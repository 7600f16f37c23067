"""The places that keep conversations: a real Redis, which several processes share, and which may fail."""

import asyncio
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from benchmarks.scale.topology import PASSWORD, RedisServer
from bot.clinics.seen_in_redis import SeenInRedis, connected
from bot.runtime.records import HoldLost, LineFull, RecordsUnavailable
from bot.runtime.records_in_redis import MOST_IN_LINE, RecordsInRedis
from tests.records_contract import RecordsContract


class TestRecordsInRedis(RecordsContract):
    @pytest.fixture
    def records(self, redis_server: RedisServer) -> RecordsInRedis:
        redis_server.client.flushall()
        return RecordsInRedis(redis_server.url)

    @pytest.fixture
    def full_records(self, redis_server: RedisServer) -> Iterator[tuple[RecordsInRedis, bytes]]:
        redis_server.client.flushall()
        redis_server.client.config_set("maxmemory", redis_server.client.info("memory")["used_memory"] + 4_000_000)
        yield RecordsInRedis(redis_server.url), bytes(300_000)
        redis_server.client.config_set("maxmemory", "256mb")


@pytest.fixture
def records(redis_server: RedisServer) -> list[RecordsInRedis]:
    """Two processes' records, on one Redis."""
    redis_server.client.flushall()
    return [RecordsInRedis(redis_server.url, lease=0.3, seconds=0.4) for _ in range(2)]


def run(coroutine: Any) -> Any:
    return asyncio.run(asyncio.wait_for(coroutine, 20))


async def add_one(records: RecordsInRedis, order: list[int], number: int) -> None:
    async with records.hold("a") as hold:
        order.append(number)
        await hold.put(str(int(hold.content or b"0") + 1).encode(), 10)


def test_over_two_processes_first_come_first_served(records: list[RecordsInRedis]) -> None:
    async def steps() -> list[int]:
        order: list[int] = []
        async with records[0].hold("a"):
            waiting = []
            for number, process in enumerate((0, 0, 1, 0, 1, 1, 0, 1)):
                waiting.append(asyncio.ensure_future(add_one(records[process], order, number)))
                await asyncio.sleep(0.01)
        await asyncio.gather(*waiting)
        assert await records[1].get("a") == b"8"
        return order

    assert run(steps()) == list(range(8))


def test_the_line_is_bounded(records: list[RecordsInRedis]) -> None:
    async def steps() -> None:
        async with records[0].hold("a"):
            waiting = [asyncio.ensure_future(add_one(records[1], [], 0)) for _ in range(MOST_IN_LINE - 1)]
            await asyncio.sleep(0.1)
            with pytest.raises(LineFull):
                await add_one(records[0], [], 0)
        await asyncio.gather(*waiting)

    run(steps())


def test_a_holder_that_lives_keeps_its_hold_however_long(records: list[RecordsInRedis]) -> None:
    async def steps() -> list[int]:
        order: list[int] = []
        alive = asyncio.ensure_future(records[0].upkeep())
        async with records[0].hold("a") as hold:
            waiting = asyncio.ensure_future(add_one(records[1], order, 1))
            await asyncio.sleep(1)
            assert order == []
            await hold.put(b"1", 10)
        await waiting
        alive.cancel()
        assert await records[0].get("a") == b"2"
        return order

    assert run(steps()) == [1]


def test_a_dead_holder_is_skipped_and_cannot_write_when_it_wakes(records: list[RecordsInRedis]) -> None:
    async def steps() -> float:
        await records[0].put("a", b"0", 10)
        async with records[0].hold("a") as stopped:  # gives no more signs of life
            began = time.monotonic()
            await add_one(records[1], [], 1)
            took = time.monotonic() - began
            with pytest.raises(HoldLost):
                await stopped.put(b"over a later turn", 10)
        assert await records[0].get("a") == b"1"
        return took

    took = run(steps())
    print(f"a dead holder is skipped after {took:.2f} s with a lease of 0.3 s")
    assert 0.2 < took < 0.6


def test_the_dead_in_line_are_skipped_too(records: list[RecordsInRedis], redis_server: RedisServer) -> None:
    redis_server.client.rpush("igm-guide:line:a", *(f"dead{number}:1" for number in range(MOST_IN_LINE)))
    run(add_one(records[1], [], 1))
    assert redis_server.client.keys("igm-guide:line:*") == []


def test_what_is_kept_expires_by_itself(records: list[RecordsInRedis], redis_server: RedisServer) -> None:
    async def steps() -> None:
        await records[0].put("a", b"0", 10)
        async with records[0].hold("a"):
            for key in redis_server.client.keys("*"):
                assert 0 < redis_server.client.pttl(key) <= 60_000, key

    run(steps())


@pytest.mark.parametrize("slow", ["paused", "stopped"])
def test_a_slow_redis_is_told_of_in_time_and_then_works_again(
    records: list[RecordsInRedis], redis_server: RedisServer, slow: str
) -> None:
    async def steps() -> float:
        await records[0].put("a", b"0", 10)
        upkeep = asyncio.ensure_future(records[0].upkeep())
        if slow == "paused":
            redis_server.client.client_pause(1_500)
        else:
            redis_server.send(signal.SIGSTOP)
            asyncio.get_running_loop().call_later(1.5, redis_server.send, signal.SIGCONT)
        began = time.monotonic()
        for ask in (records[0].get("a"), records[0].put("b", b"", 10), add_one(records[0], [], 1)):
            with pytest.raises(RecordsUnavailable):
                await ask
            if time.monotonic() - began > 0.5:
                break
        took = time.monotonic() - began
        assert not await records[0].reachable()
        await asyncio.sleep(1.6)
        assert await records[0].reachable()
        await asyncio.sleep(0.5)
        await add_one(records[0], [], 1)  # nothing was left in line
        assert await records[0].get("a") == b"1"
        upkeep.cancel()
        return took

    took = run(steps())
    assert took < 1.2


def test_a_redis_that_is_gone_is_told_of_and_a_new_one_is_used(
    records: list[RecordsInRedis], redis_server: RedisServer
) -> None:
    async def steps() -> None:
        await records[0].put("a", b"0", 10)
        async with records[0].hold("a") as hold:
            redis_server.kill()
            assert not await records[0].reachable()
            with pytest.raises(RecordsUnavailable):
                await records[0].get("a")
            redis_server.start()
            with pytest.raises(HoldLost):  # the new one knows nothing of the hold
                await hold.put(b"1", 10)
        assert await records[0].get("a") is None
        await add_one(records[0], [], 1)

    run(steps())


def test_a_redis_that_is_back_within_a_moment_is_not_noticed(
    records: list[RecordsInRedis], redis_server: RedisServer
) -> None:
    async def steps() -> None:
        await records[0].put("a", b"0", 10)
        redis_server.kill()
        threading.Timer(0.05, redis_server.start).start()
        await records[0].put("a", b"1", 10)
        assert await records[0].get("a") == b"1"

    run(steps())


def test_a_wrong_password_is_told_of_without_the_password(redis_server: RedisServer) -> None:
    async def ask(url: str) -> str:
        with pytest.raises(RecordsUnavailable) as found:
            await RecordsInRedis(url).get("a")
        return f"{found.value!r} {found.value.__cause__!r}"

    assert "7351" in redis_server.url
    assert "7351" not in run(ask(redis_server.url.replace("password", "wrong")))
    assert run(RecordsInRedis(redis_server.url).reachable())


def test_a_unix_socket_will_do(tmp_path: Path) -> None:
    place = tmp_path / "redis.sock"

    class OnSocket(RedisServer):
        def command(self) -> list[str]:
            return [*super().command(), "--unixsocket", str(place)]

    server = OnSocket(tmp_path)
    server.start()
    try:
        address = f"unix://:{PASSWORD}@{place}"
        records = RecordsInRedis(address)
        run(records.put("a", b"1", 10))
        assert server.client.get("igm-guide:record:a") == b"1"
        assert SeenInRedis(connected(address), "north").first_time("j" * 16, time.time() + 10)
    finally:
        server.kill()


def test_a_token_is_seen_once_over_all_processes_and_forgotten_after_it_expired(redis_server: RedisServer) -> None:
    redis_server.client.flushall()
    first, second = (SeenInRedis(connected(redis_server.url), "north") for _ in range(2))
    other = SeenInRedis(connected(redis_server.url), "south")
    until = time.time() + 0.2
    assert [seen.first_time("jti-7351", until) for seen in (first, second, first, other)] == [True, False, False, True]
    assert not any(b"7351" in key for key in redis_server.client.keys("*"))
    time.sleep(0.25)
    assert redis_server.client.keys("*") == []


@contextmanager
def gone(server: RedisServer) -> Iterator[None]:
    server.kill()
    yield
    server.start()


def test_without_redis_no_token_is_taken(redis_server: RedisServer) -> None:
    seen = SeenInRedis(connected(redis_server.url), "north")
    with gone(redis_server), pytest.raises(RecordsUnavailable):
        seen.first_time("jti", time.time() + 10)
