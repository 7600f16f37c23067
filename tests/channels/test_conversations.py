"""Conversations do not see each other, and the messages of one are answered in order."""

import asyncio
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.channels.limits import InFlight, Rate, client_address
from bot.channels.problems import Problem
from tests.channels.client import Client, problem, replies


def test_two_conversations_never_see_each_other(client: Client) -> None:
    other = Client(client.address).begin()
    client.begin().say("my IgM is 32 mg/dL")
    assert other.say("tell me more")[-1]["custom"]["kind"] == "meta"
    name = client.token
    for attempt in (
        {"sender": name},
        {"sender_id": name},
        {"conversation": name},
        {"message_id": "12345678", "text": "hello", "session_id": name},
    ):
        answer = other.post("/api/v1/messages", attempt)
        assert answer.status_code == 400
    headers = {
        "Cookie": f"token={name}",
        "X-Conversation": name,
        "Authorization": f"Bearer {other.token}, Bearer {name}",
    }
    assert other.request("GET", "/api/v1/conversations/current", headers=headers).status_code == 401
    told = other.request("GET", "/api/v1/conversations/current", headers={"Cookie": f"token={name}"}).json()
    assert told["turns"] == 1
    assert "32" not in other.say("what are my results?")[-1]["text"]


def test_the_same_message_id_in_two_conversations_is_two_messages(client: Client) -> None:
    other = Client(client.address).begin()
    client.begin()
    message = str(uuid.uuid4())
    mine = client.post("/api/v1/messages", {"message_id": message, "text": "How is IgM deficiency treated?"})
    theirs = other.post("/api/v1/messages", {"message_id": message, "text": "How should we wash our hands?"})
    assert replies(mine)[0]["custom"]["topic"] == "treatment.overview"
    assert replies(theirs)[0]["custom"]["topic"] == "prevention.hand_washing"


def test_twenty_conversations_at_once_each_get_their_own_answers(client: Client) -> None:
    topics = ["How is IgM deficiency treated?", "How should we wash our hands?"]

    def hold(number: int) -> tuple[int, list[str]]:
        own = Client(client.address).begin()
        said = [own.say(topics[number % 2])[-1], own.say("tell me more")[-1], own.say("say it simpler")[-1]]
        return number, [reply["custom"]["topic"] for reply in said]

    with ThreadPoolExecutor(10) as pool:
        for number, found in pool.map(hold, range(20)):
            assert found == [["treatment.overview", "prevention.hand_washing"][number % 2]] * 3


def test_five_messages_at_once_are_answered_in_order_without_waiting(client: Client, server: Any) -> None:
    client.begin().say("How is IgM deficiency treated?")
    texts = ["How should we wash our hands?", "tell me more", "What is IgM deficiency?", "say it simpler", "sources?"]
    locks, name = server.service.assistant.store.records.locks, server.service.tokens.read(client.token).conversation
    release = asyncio.Event()

    async def hold() -> None:
        async with locks.lock(name):
            await release.wait()

    held = asyncio.run_coroutine_threadsafe(hold(), server.loop)
    until(lambda: locks.in_line(name) == 1)
    with ThreadPoolExecutor(5) as pool:
        sent = []
        for place, text in enumerate(texts):
            sent.append(pool.submit(with_token(client).send, text=text))
            until(lambda waiting=place + 2: locks.in_line(name) == waiting)
        started = time.monotonic()
        server.loop.call_soon_threadsafe(release.set)
        topics = [replies(one.result())[-1]["custom"]["topic"] for one in sent]
    took = time.monotonic() - started
    held.result()
    assert topics == ["prevention.hand_washing"] * 2 + ["overview.definition"] * 3
    assert client.current().json()["turns"] == 6
    print(f"five at once: {took * 1000:.0f} ms")
    assert took < 2.5


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.002)


def with_token(client: Client) -> Client:
    other = Client(client.address)
    other.token = client.token
    return other


def test_the_same_message_at_once_is_one_turn(client: Client) -> None:
    client.begin()
    body = {"message_id": str(uuid.uuid4()), "text": "What is IgM deficiency?"}
    with ThreadPoolExecutor(5) as pool:
        found = list(pool.map(lambda _: with_token(client).post("/api/v1/messages", body).json(), range(5)))
    assert all(one == found[0] for one in found)
    assert client.current().json()["turns"] == 1


def test_erasing_while_messages_wait_leaves_nothing(client: Client, server: Any) -> None:
    client.begin()
    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(with_token(client).send, text="my IgM is 32 mg/dL") for _ in range(3)]
        erased = pool.submit(with_token(client).erase)
        later = [pool.submit(with_token(client).send, text="my IgG is 900 mg/dL") for _ in range(3)]
        assert erased.result().status_code == 204
        assert {one.result().status_code for one in [*sent, *later]} <= {200, 401}
    assert client.current().status_code == 401
    assert server.service.tokens.read(client.token).conversation not in server.service.assistant.store.records._kept


def test_a_client_that_hangs_up_blocks_nobody(client: Client, server: Any) -> None:
    import socket

    client.begin()
    host, port = client.address.removeprefix("http://").split(":")
    for number in range(30):
        body = f'{{"message_id": "hang-up-{number}", "text": "What is IgM deficiency?"}}'
        head = f"POST /api/v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {client.token}\r\n"
        with socket.create_connection((host, int(port))) as line:
            line.sendall(f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
    assert client.say("How should we wash our hands?")[-1]["custom"]["topic"] == "prevention.hand_washing"
    until = time.monotonic() + 2
    while server.app.ctx.gate.in_flight() > 0 and time.monotonic() < until:
        time.sleep(0.01)
    assert server.app.ctx.gate.in_flight() == 0


def test_limits_tell_when_to_try_again(client: Client, server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server.service, "rate", Rate(per_minute=1))
    client.begin()
    answers = [client.send(text="hello") for _ in range(8)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 3
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert Client(client.address).begin().send(text="hello").status_code == 200


def test_a_limit_ends_with_time() -> None:
    now = [0.0]
    rate = Rate(per_minute=60, clock=lambda: now[0])
    for _ in range(20):
        rate.take("a")
    with pytest.raises(Problem):
        rate.take("a")
    rate.take("b")
    now[0] += 1
    rate.take("a")
    with pytest.raises(Problem) as refused:
        rate.take("a")
    assert refused.value.headers() == {"Retry-After": "1"}


def test_forwarded_addresses_are_believed_only_behind_a_proxy(
    client: Client, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begin(address: str) -> int:
        return client.post("/api/v1/conversations", {}, headers={"X-Forwarded-For": address}).status_code

    for proxies, expected in ((0, [201] * 5 + [429]), (1, [201] * 6)):
        monkeypatch.setattr(server.app.ctx.gate, "rate", Rate(per_minute=1))
        monkeypatch.setattr(server.app.ctx.channel, "proxies", proxies)
        assert [begin(f"192.0.2.{number}") for number in range(6)] == expected
    assert [begin(f"10.0.0.{number}, 192.0.2.9") for number in range(6)] == [201] * 5 + [429]


def test_pages_that_are_made_for_each_request_are_counted_too(
    client: Client, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server.app.ctx.gate, "rate", Rate(per_minute=1))
    answers = [client.request("GET", "/topics/overview.definition") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[-1].headers["Content-Type"] == "application/problem+json"
    assert client.request("GET", "/health/live").status_code == 200


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "address"),
    [
        ("192.0.2.1", ["198.51.100.7"], 0, "192.0.2.1"),
        ("192.0.2.1", ["1.1.1.1, 198.51.100.7"], 1, "198.51.100.7"),
        ("192.0.2.1", ["1.1.1.1", "198.51.100.7"], 2, "1.1.1.1"),
        ("192.0.2.1", [], 1, "192.0.2.1"),
        ("192.0.2.1", ["not an address"], 1, "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", [], 0, "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", [], 0, "192.0.2.1"),
    ],
)
def test_who_asks(peer: str, forwarded: list[str], proxies: int, address: str) -> None:
    assert client_address(peer, forwarded, proxies) == address


def test_too_many_at_once_are_refused_and_counted_out() -> None:
    counted = InFlight(1, "utter_problem_too_many")
    with counted.counted("a"):
        with pytest.raises(Problem), counted.counted("a"):
            pass
        with counted.counted("b"):
            assert counted.count("b") == 1
    assert counted.count("a") == 0


def test_there_is_no_room_without_end(client: Client, own_assistant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    records = own_assistant.store.records
    records.sweep()
    monkeypatch.setattr(records, "most", len(records))
    answer = client.post("/api/v1/conversations", {})
    problem(answer, 503, "full")
    assert answer.headers["retry-after"]


def test_a_flood_of_values_is_refused_kindly_and_quickly(client: Client) -> None:
    client.begin()
    began = time.monotonic()
    (reply,) = client.say("IgM 32 mg/dL, " * 300)
    assert reply["custom"]["kind"] == "error"
    assert "one report" in reply["text"]
    client.say("what is igm? " * 350)
    assert time.monotonic() - began < 5
