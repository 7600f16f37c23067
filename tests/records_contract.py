"""What every place that keeps conversations must do. Run on memory in tests/channels, on a real Redis in tests/faults.

A test class inherits it and has a fixture ``records``; all of it runs in one event loop.
"""

import asyncio
import time
from typing import Any

import pytest

from bot.runtime.records import HoldLost, RecordsFull


async def put_until_full(records: Any, content: bytes) -> int:
    for number in range(1000):
        try:
            await records.put(f"a{number}", content, 10)
        except RecordsFull:
            return number
    raise AssertionError("it never gets full")


class RecordsContract:
    """Tests of the interface ``Records``."""

    def run(self, coroutine: Any) -> Any:
        return self.loop.run_until_complete(coroutine)

    @pytest.fixture(autouse=True)
    def use_loop(self) -> Any:
        self.loop = asyncio.new_event_loop()
        yield
        self.loop.close()

    def test_what_was_put_is_there_until_it_is_deleted(self, records: Any) -> None:
        async def steps() -> None:
            assert await records.get("a") is None
            await records.put("a", b"\x00\xff", 10)
            await records.put("b", b"other", 10)
            assert await records.get("a") == b"\x00\xff"
            assert 9 < await records.seconds_left("a") <= 10
            await records.delete("a")
            await records.delete("a")
            assert await records.get("a") is None
            assert await records.seconds_left("a") is None
            assert await records.get("b") == b"other"
            assert await records.reachable()

        self.run(steps())

    def test_a_record_expires(self, records: Any) -> None:
        async def steps() -> None:
            await records.put("a", b"1", 0.15)
            assert await records.get("a") == b"1"
            await asyncio.sleep(0.2)
            assert await records.get("a") is None
            assert await records.seconds_left("a") is None

        self.run(steps())

    def test_a_hold_prolongs_and_replaces(self, records: Any) -> None:
        async def steps() -> None:
            await records.put("a", b"1", 5)
            async with records.hold("a") as hold:
                assert hold.content == b"1"
                await hold.put(b"2", 10)
            assert await records.get("a") == b"2"
            assert await records.seconds_left("a") > 9
            async with records.hold("nothing") as hold:
                assert hold.content is None
            assert await records.get("nothing") is None

        self.run(steps())

    def test_a_hold_that_ends_with_an_error_changes_nothing_and_is_passed_on(self, records: Any) -> None:
        async def steps() -> None:
            await records.put("a", b"1", 10)
            with pytest.raises(ZeroDivisionError):
                async with records.hold("a"):
                    raise ZeroDivisionError
            async with records.hold("a") as hold:
                assert hold.content == b"1"

        self.run(steps())

    def test_first_come_first_served_and_none_sees_what_another_overwrites(self, records: Any) -> None:
        async def steps() -> list[int]:
            order: list[int] = []

            async def turn(number: int) -> None:
                async with records.hold("a") as hold:
                    order.append(number)
                    await asyncio.sleep(0.002)
                    await hold.put(str(int(hold.content or b"0") + 1).encode(), 10)

            waiting = []
            for number in range(10):
                waiting.append(asyncio.ensure_future(turn(number)))
                await asyncio.sleep(0.001)
            await asyncio.gather(*waiting)
            assert await records.get("a") == b"10"
            return order

        started = time.monotonic()
        assert self.run(steps()) == list(range(10))
        assert time.monotonic() - started < 1

    def test_holds_of_different_records_do_not_wait_for_each_other(self, records: Any) -> None:
        async def steps() -> None:
            async with records.hold("a"), records.hold("b"):
                pass

        self.run(asyncio.wait_for(steps(), 2))

    def test_who_gives_up_waiting_leaves_the_line(self, records: Any) -> None:
        async def wait() -> None:
            async with records.hold("a"):
                raise AssertionError

        async def steps() -> None:
            async with records.hold("a"):
                with pytest.raises(asyncio.TimeoutError):
                    await asyncio.wait_for(wait(), 0.05)
            async with records.hold("a"):
                pass

        self.run(asyncio.wait_for(steps(), 2))

    def test_deleting_does_not_wait_and_what_is_under_way_writes_nothing(self, records: Any) -> None:
        async def steps() -> None:
            await records.put("a", b"1", 10)
            async with records.hold("a") as hold:
                await asyncio.wait_for(records.delete("a"), 1)
                with pytest.raises(HoldLost):
                    await hold.put(b"2", 10)
            assert await records.get("a") is None

        self.run(steps())

    def test_deleting_sends_those_away_who_wait(self, records: Any) -> None:
        async def wait() -> bytes | None:
            try:
                async with records.hold("a") as hold:
                    return hold.content
            except HoldLost:
                return None

        async def steps() -> None:
            await records.put("a", b"1", 10)
            async with records.hold("a"):
                waiting = [asyncio.ensure_future(wait()) for _ in range(3)]
                await asyncio.sleep(0.05)
                await records.delete("a")
            assert await asyncio.gather(*waiting) == [None] * 3

        self.run(asyncio.wait_for(steps(), 2))

    def test_where_it_is_full_nothing_is_written_and_room_can_be_made(self, full_records: Any) -> None:
        records, large = full_records

        async def steps() -> None:
            kept = await put_until_full(records, large)
            assert kept > 0
            assert await records.get("a0") == large
            for number in range(kept):
                await records.delete(f"a{number}")
            await records.put("b", large, 10)
            async with records.hold("b") as hold:
                await hold.put(b"2", 10)
            assert await records.get("b") == b"2"

        self.run(steps())
