"""One server through everything that can happen to it, in the order of this file; the last test ends it."""

import asyncio
import resource
import signal
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.channels.line import MOST
from tests.channels.client import Client, problem
from tests.channels.test_results import WHOLE
from tests.faults.crowd import LOST, Crowd, Person
from tests.faults.project import Served, bot, fake_clock

CROWD = MOST + 36
"""People at once: more than may ever wait."""

YEAR = 365 * 24 * 3600
SAID = (
    ("What is IgM deficiency?", "answer"),
    ("I have chest pain and cannot breathe", "urgent"),
    ("what is the capital of France", "out_of_scope"),
    ("my IgM is 32 mg/dL, IgG 900 mg/dL, IgA 150 mg/dL, I am 40", "lab_question"),
    ("no range is printed", "lab_report"),
    ("make a page for my doctor", "meta"),
)
LOST_FOLDERS = ("knowledge", "data", "build", "models")


def everything_is_answered(address: str) -> None:
    client = Client(address).begin()
    for text, kind in SAID:
        assert client.say(text)[-1]["custom"]["kind"] == kind
    (asked,) = client.hand_over(WHOLE)
    assert client.choose(asked["buttons"][0])[-1]["custom"]["kind"] == "lab_report"
    coded = {"mainSearchCriteria.v.c": "D80.4", "mainSearchCriteria.v.cs": "2.16.840.1.113883.6.90"}
    for path, parameters in (("/topics/overview.definition", {}), ("/infobutton", coded)):
        assert requests.get(address + path, params=parameters, timeout=10).status_code == 200
    assert requests.get(f"{address}/health/ready", timeout=10).json() == {"status": "ready"}
    assert client.erase().status_code == 204


def test_too_many_at_once_are_refused_for_a_while_and_in_the_end_each_is_answered_once(faulty: Served) -> None:
    async def flood() -> None:
        async with Crowd(faulty.address) as crowd:
            await crowd.gather(CROWD)
            first = crowd.people[0]
            await crowd.ask(first)
            health: list[Any] = []

            async def look() -> None:
                for _ in range(5):
                    await asyncio.sleep(0.05)
                    health.append(await crowd.request("GET", "/health/live", {}))
                    await crowd.ask(first)  # a repeat, in the middle of the flood

            leaving = crowd.people.pop()

            async def leave() -> None:
                await asyncio.sleep(0.1)
                health.append(await crowd.request("DELETE", "/api/v1/conversations/current", leaving.headers))

            await asyncio.gather(crowd.all_ask(), look(), leave())
            statuses = [person.status for person in crowd.people]
            assert set(statuses) == {200, 429}
            assert {answer[0] for answer in first.answers} == {200}
            assert sorted(found[0] for found in health) == [200] * 5 + [204]
            assert max(found[1] for found in health) < 2
            for person in crowd.people:
                status, _, headers, said = person.answers[0]
                if status == 429:
                    assert 1 <= int(headers["Retry-After"]) <= 5
                    assert said["type"] == "urn:igm-guide:problem:busy"
                    assert "Too many people" in said["detail"]
                    assert "emergency" in said["detail"]
            while again := [person for person in crowd.people if person.status == 429]:
                await asyncio.sleep(0.2)
                await asyncio.gather(*map(crowd.ask, again))
            assert {person.status for person in crowd.people} == {200}
            turns = await asyncio.gather(*map(crowd.turns, crowd.people))
            assert set(turns) == {1}  # none lost, none doubled, however often it was asked

    asyncio.run(flood())


@pytest.mark.skipif(fake_clock() is None, reason="libfaketime is not installed")
def test_a_wall_clock_that_jumps_ends_no_conversation_and_locks_nobody_out(faulty: Served, clock_file: Path) -> None:
    client = Client(faulty.address).begin()
    client.say("What is IgM deficiency?")
    date = requests.get(f"{faulty.address}/infobutton", timeout=10)
    for ahead in (f"+{YEAR}", f"-{YEAR}", "+0"):
        clock_file.write_text(f"{ahead}\n")
        assert client.say("tell me more")
        left = client.current().json()["expires_in"]
        assert 1700 < left <= 1800
        begun = Client(faulty.address).begin()
        assert begun.say("hello")
        year = claims(begun.token)["iat"] - claims(client.token)["iat"]
        assert abs(year - int(ahead)) < 600  # the server's clock did jump
    asked = [client.send(text="hello") for _ in range(12)]
    problem(asked[-1], 429, "too-many")
    clock_file.write_text(f"-{YEAR}\n")
    asyncio.run(asyncio.sleep(int(asked[-1].headers["Retry-After"])))
    assert client.send(text="hello").status_code == 200
    clock_file.write_text("+0\n")
    assert date.status_code in (200, 400)


def claims(token: str) -> dict[str, Any]:
    import jwt

    found: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return found


def test_a_disk_that_takes_nothing_stops_no_answer(faulty: Served) -> None:
    """From here on the process cannot make any file longer; unknown questions go to a full disk all the time."""
    resource.prlimit(faulty.process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    everything_is_answered(faulty.address)
    assert any("unknown question could not be kept" in line for line in faulty.lines)


def test_files_that_are_lost_or_damaged_later_stop_no_answer(faulty: Served, broken: Path) -> None:
    for folder in LOST_FOLDERS:
        for file in (broken / folder).rglob("*"):
            if file.is_file():
                file.write_bytes(b"damaged" * 100)
    everything_is_answered(faulty.address)


def test_a_server_with_damaged_files_does_not_start_and_says_what_to_do(faulty: Served, broken: Path) -> None:
    done = bot(broken, "serve", "--port", "0")
    assert done.returncode == 1
    assert "make setup" in done.stderr
    assert "Traceback" not in done.stderr


def test_stopping_answers_what_has_begun_and_tells_the_others(faulty: Served) -> None:
    late: list[Person] = []
    readiness: list[tuple[int, Any]] = []

    async def stop(crowd: Crowd) -> None:
        for person in crowd.people:  # connections that are kept open
            await crowd.turns(person)
        begun = [asyncio.ensure_future(crowd.ask(person)) for person in crowd.people[:60]]
        await asyncio.sleep(0.15)
        faulty.process.send_signal(signal.SIGTERM)
        for person in crowd.people[60:]:
            status, _, _, found = await crowd.request("GET", "/health/ready", {})
            readiness.append((status, found))
            await crowd.ask(person)
            late.append(person)
        await asyncio.gather(*begun)
        statuses = [person.status for person in crowd.people[:60]]
        assert set(statuses) <= {200, 429, 503, LOST}
        assert statuses.count(200) >= 8
        assert LOST not in statuses

    async def run() -> None:
        async with Crowd(faulty.address) as crowd:
            await crowd.gather(90)
            await stop(crowd)

    asyncio.run(run())
    assert faulty.process.wait(20) == 0
    assert any(status == 503 and found["reason"] == "stopping" for status, found in readiness)
    refused = [person.answers[0] for person in late if person.status == 503]
    assert refused
    for _, _, headers, said in refused:
        assert int(headers["Retry-After"]) >= 1
        assert said["reason"] == "stopping"
    assert {person.status for person in late} <= {200, 429, 503, LOST}
    assert not any("Traceback" in line for line in faulty.lines)
