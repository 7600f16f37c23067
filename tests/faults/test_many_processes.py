"""The whole setting for real: nginx, two servers, Redis. A conversation goes on anywhere, in order, exactly once."""

import asyncio
import json
import signal
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from benchmarks.scale.topology import SECRET, Nginx, Topology, until
from bot.channels.tokens import Tokens
from bot.runtime.records_in_redis import RecordsInRedis
from tests.channels.client import Client, problem, replies
from tests.channels.test_origins import portal_token

SAID = ["How is IgM deficiency treated?", "tell me more", "my IgM is 32 mg/dL", "40 years", "tell me more"]


def at(topology: Topology, number: int, begun: Client) -> Client:
    """Return the same conversation, asked of one of the two servers."""
    client = Client(topology.guides[number].address)
    client.token = begun.token
    return client


def name_of(client: Client) -> str:
    return Tokens(SECRET).read(client.token).conversation


def kept(topology: Topology, client: Client) -> dict[str, Any]:
    return json.loads(topology.redis.client.get(f"igm-guide:record:{name_of(client)}"))


def test_a_conversation_goes_on_on_any_of_them(topology: Topology) -> None:
    one = Client(topology.guides[0].address).begin()
    expected = [[reply["text"] for reply in one.say(text)] for text in SAID]
    begun = Client(topology.address).begin()
    for turn, text in enumerate(SAID):
        found = [reply["text"] for reply in at(topology, turn % 2, begun).say(text)]
        assert found == expected[turn]
    assert begun.current().json()["turns"] == len(SAID)


def test_a_button_of_one_works_on_the_other(topology: Topology) -> None:
    begun = Client(topology.guides[0].address).begin()
    (reply,) = at(topology, 1, begun).choose(begun.began["replies"][0]["buttons"][0])
    assert reply["custom"]["topic"] == "overview.definition"


def test_the_same_message_sent_to_both_at_once_is_answered_once(topology: Topology) -> None:
    begun = Client(topology.address).begin()
    with ThreadPoolExecutor(4) as pool:
        for turn in range(5):
            body = {"message_id": str(uuid.uuid4()), "text": SAID[turn]}
            sent = [pool.submit(at(topology, place % 2, begun).post, "/api/v1/messages", body) for place in range(4)]
            answers = [one.result().json() for one in sent]
            assert all(answer == answers[0] for answer in answers)
            assert begun.current().json()["turns"] == turn + 1


def test_five_at_once_over_both_are_answered_in_the_order_of_arrival(topology: Topology) -> None:
    begun = Client(topology.address).begin()
    line = f"igm-guide:line:{name_of(begun)}"
    ids = [f"message-{number}" for number in range(5)]
    records = RecordsInRedis(topology.redis.url)
    done: list[str] = []

    def send(place: int, server: int) -> None:
        sent = {"message_id": ids[place], "text": SAID[place]}
        replies(at(topology, server, begun).post("/api/v1/messages", sent))
        done.append(ids[place])

    async def in_line() -> float:
        alive = asyncio.ensure_future(records.upkeep())
        async with records.hold(name_of(begun)):
            for place, server in enumerate((0, 0, 1, 0, 1)):
                pool.submit(send, place, server)
                await asyncio.to_thread(until, lambda length=place + 2: topology.redis.client.llen(line) == length, 10)
            released = time.monotonic()
        alive.cancel()
        return released

    with ThreadPoolExecutor(5) as pool:
        released = asyncio.run(in_line())
    took = time.monotonic() - released
    print(f"five at once over two processes: {took * 1000:.0f} ms")
    assert list(kept(topology, begun)["answered"]) == ids
    assert done == ids
    assert begun.current().json()["turns"] == 5
    assert took < 2.5


def test_erased_on_one_is_gone_on_the_other_at_once(topology: Topology) -> None:
    begun = Client(topology.guides[0].address).begin()
    begun.say("my IgM is 32 mg/dL")
    with ThreadPoolExecutor(8) as pool:
        sent = [pool.submit(at(topology, place % 2, begun).send, text=SAID[0]) for place in range(6)]
        assert at(topology, 1, begun).erase().status_code == 204
        problem(begun.current(), 401, "no-token")
        assert {one.result().status_code for one in sent} <= {200, 401}
    for server in (0, 1):
        problem(at(topology, server, begun).send(text="hello"), 401, "no-token")
    assert not topology.redis.client.keys(f"*{name_of(begun)}*")


def test_a_conversation_expires_in_redis_by_itself(topology: Topology) -> None:
    begun = Client(topology.address).begin()
    key = f"igm-guide:record:{name_of(begun)}"
    assert begun.began["expires_in"] == 30 * 60
    topology.redis.client.pexpire(key, 60_000)
    begun.say("hello")
    assert topology.redis.client.pttl(key) > 29 * 60_000
    topology.redis.client.pexpire(key, 1)
    time.sleep(0.01)
    problem(begun.send(text="hello"), 401, "no-token")


def test_a_portals_token_works_once_over_both(topology: Topology) -> None:
    given = [portal_token("north") for _ in range(3)]
    with ThreadPoolExecutor(6) as pool:

        def begin(one: str, server: int) -> requests.Response:
            return Client(topology.guides[server].address).post("/api/v1/conversations", {"portal_token": one})

        for one in given:
            sent = [pool.submit(begin, one, place % 2) for place in range(6)]
            statuses = sorted(answer.result().status_code for answer in sent)
            assert statuses == [201] + [409] * 5


def test_a_stopped_process_that_wakes_does_not_write_over_a_later_turn(topology: Topology) -> None:
    begun = Client(topology.address).begin()
    line = f"igm-guide:line:{name_of(begun)}"
    first = topology.guides[0]
    with ThreadPoolExecutor(2) as pool:
        # Many values take some 100 ms: time enough to stop the process in the middle of the turn.
        text = "my IgM is 32 mg/dL, " * 60
        stopped = pool.submit(at(topology, 0, begun).post, "/api/v1/messages", {"message_id": "m" * 8, "text": text})
        until(lambda: topology.redis.client.llen(line) == 1, 10, 0.001)
        first.send(signal.SIGSTOP)
        assert topology.redis.client.llen(line) == 1
        began = time.monotonic()
        replies(at(topology, 1, begun).send(text=SAID[0]))
        took = time.monotonic() - began
        first.send(signal.SIGCONT)
        late = stopped.result()
    print(f"a stopped process was passed by after {took:.1f} s")
    assert 1 < took < 6
    assert problem(late, 503, "unavailable")
    assert begun.current().json()["turns"] == 1
    again = at(topology, 0, begun).post("/api/v1/messages", {"message_id": "m" * 8, "text": text})
    assert replies(again)
    assert list(kept(topology, begun)["answered"])[-1] == "m" * 8


def test_while_redis_is_away_it_says_so_and_when_it_is_back_all_goes_on(topology: Topology) -> None:
    begun = Client(topology.address).begin()
    address = topology.guides[0].address
    assert requests.get(f"{address}/health/ready", timeout=5).status_code == 200
    topology.redis.kill()
    try:
        new, said = {"message_id": "away-away", "text": "hello"}, "/api/v1/messages"
        for method, path, body in (
            ("POST", said, new),
            ("GET", "/api/v1/conversations/current", None),
            ("DELETE", "/api/v1/conversations/current", None),
            ("POST", "/api/v1/conversations", {}),
        ):
            answer = begun.request(method, path, json=body)
            problem(answer, 503, "unavailable")
            assert int(answer.headers["retry-after"]) > 0
            assert answer.elapsed.total_seconds() < 3
        portal = {"portal_token": portal_token("north")}
        problem(begun.post("/api/v1/conversations", portal), 503, "unavailable")
        problem(requests.get(f"{address}/health/ready", timeout=5), 503, "unavailable")
        assert requests.get(f"{address}/health/live", timeout=5).json() == {"status": "live"}
    finally:
        topology.redis.start()
    problem(begun.send(text="hello"), 401, "no-token")
    begun = Client(topology.address).begin()
    assert begun.say("hello")
    assert requests.get(f"{address}/health/ready", timeout=5).status_code == 200


def test_a_slow_redis_gets_an_honest_answer_in_time(topology: Topology) -> None:
    begun = Client(topology.guides[0].address).begin()
    topology.redis.client.client_pause(3_000)
    began = time.monotonic()
    answer = begun.send(text="hello", message_id="slow-slow")
    problem(answer, 503, "unavailable")
    assert answer.elapsed.total_seconds() < 2.9
    time.sleep(max(0, began + 3 - time.monotonic()))
    replies(begun.send(text="hello", message_id="slow-slow"))
    assert begun.current().json()["turns"] == 1


@contextmanager
def listening(seen: list[str]) -> Iterator[str]:
    """A server that keeps who nginx says has asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.extend(self.headers.get_all("X-Forwarded-For", []) + self.headers.get_all("Forwarded", []))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.mark.parametrize("forged", ["203.0.113.7", "203.0.113.7, 198.51.100.1"])
def test_no_client_can_say_where_it_comes_from(topology: Topology, forged: str, tmp_path: Path) -> None:
    seen: list[str] = []
    with listening(seen) as server:
        nginx = Nginx(tmp_path, [server])
        nginx.start()
        try:
            headers = {"X-Forwarded-For": forged, "Forwarded": f"for={forged}"}
            requests.get(f"{nginx.address}/x?text=zebra-7351", headers=headers, timeout=5)
        finally:
            nginx.end()
    assert seen == ["127.0.0.1"]
    log = nginx.log.read_text()
    assert " GET 200 " in log
    assert "7351" not in log + "".join(nginx.written)
    assert "127.0.0.1" not in log


def test_what_is_too_much_is_told_by_nginx_as_the_servers_would(topology: Topology, tmp_path: Path) -> None:
    nginx = Nginx(tmp_path, [topology.nginx.address.removeprefix("http://")], rate="1r/m")
    nginx.start()
    try:
        with requests.Session() as http:
            answers = [http.get(f"{nginx.address}/health/live", timeout=5) for _ in range(202)]
        assert [answer.status_code for answer in answers] == [200] * 201 + [429]
        problem(answers[-1], 429, "too-many")
        assert int(answers[-1].headers["retry-after"]) > 0
        large = requests.post(f"{topology.address}/api/v1/results", data=b" " * 1_200_000, timeout=5)
        problem(large, 413, "too-large")
    finally:
        nginx.end()


def test_no_password_token_or_text_was_written_by_any_of_them(topology: Topology) -> None:
    begun = Client(topology.address).begin()
    topology.redis.kill()
    begun.send(text="zebra-7351")
    topology.redis.start()
    begun.send(text="zebra-7351")
    written = (
        "".join(line for program in topology.programs for line in program.written) + topology.nginx.log.read_text()
    )
    assert "RecordsUnavailable" in written or "ready" in written
    for private in ("7351", SECRET, "zebra", name_of(begun), begun.token, "redis://"):
        assert private not in written
