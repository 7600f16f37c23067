"""The places that keep conversations: memory."""

import asyncio
from typing import Any

import pytest

from bot.runtime.records import RecordsFull, RecordsInMemory
from tests.records_contract import RecordsContract


def run(coroutine: Any) -> Any:
    return asyncio.run(coroutine)


class TestRecordsInMemory(RecordsContract):
    @pytest.fixture
    def records(self) -> RecordsInMemory:
        return RecordsInMemory()

    @pytest.fixture
    def full_records(self) -> tuple[RecordsInMemory, bytes]:
        return RecordsInMemory(most_bytes=1_000), bytes(300)


def test_a_record_expires_to_the_second() -> None:
    now = [0.0]
    records = RecordsInMemory(lambda: now[0])
    run(records.put("a", b"1", 10))
    now[0] = 9.9
    assert run(records.get("a")) == b"1"
    now[0] = 10
    assert run(records.get("a")) is None
    assert len(records) == 0


def test_room_is_made_by_forgetting_what_has_expired() -> None:
    now = [0.0]
    records = RecordsInMemory(lambda: now[0], most=2)
    run(records.put("a", b"1", 10))
    run(records.put("b", b"1", 20))
    with pytest.raises(RecordsFull):
        run(records.put("c", b"1", 10))
    run(records.put("b", b"2", 20))
    now[0] = 11
    run(records.put("c", b"1", 10))
    assert run(records.get("b")) == b"2"


def test_what_all_conversations_take_is_bounded() -> None:
    records = RecordsInMemory(most_bytes=10)
    run(records.put("a", b"12345", 10))
    run(records.put("a", b"123456", 10))
    with pytest.raises(RecordsFull):
        run(records.put("b", b"12345", 10))
    assert run(records.get("a")) == b"123456"
    run(records.delete("a"))
    run(records.put("b", b"1234567890", 10))


def test_the_lock_is_forgotten() -> None:
    async def hold() -> None:
        async with records.hold("a"):
            assert records.locks.in_line("a") == 1

    records = RecordsInMemory()
    run(hold())
    assert records.locks.in_line("a") == 0
