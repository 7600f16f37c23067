"""Each line of the API, as a client sees it."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests.channels.client import Client, problem, replies
from tests.dialogue.contract import keeps_the_contract


def test_a_conversation_begins_with_a_welcome(client: Client) -> None:
    began = client.begin().began
    assert began["expires_in"] == 1800
    assert began["clinic"]["id"] == "public"
    (welcome,) = began["replies"]
    keeps_the_contract(welcome)
    assert "program" in welcome["text"]
    assert "not for emergencies" in welcome["text"]


def test_a_text_is_answered_as_in_the_terminal(client: Client, talk: Callable[[str], list[dict[str, Any]]]) -> None:
    client.begin()
    for text in ("What is IgM deficiency?", "tell me more", "my IgM is 32 mg/dL", "40 years"):
        here, there = client.say(text), talk(text)
        for reply in here:
            keeps_the_contract(reply)
        assert [(reply["text"], reply["custom"]) for reply in here] == [(r["text"], r["custom"]) for r in there]
        assert [[b["title"] for b in reply["buttons"]] for reply in here] == [
            [b["title"] for b in reply["buttons"]] for reply in there
        ]


def test_a_button_is_chosen_by_its_payload_and_stays_usable(client: Client) -> None:
    first = client.begin().began["replies"][0]["buttons"]
    (answer,) = client.choose(first[1])
    assert answer["custom"]["topic"] == "symptoms.common"
    for _ in range(5):
        client.say("How should we wash our hands?")
    (again,) = client.choose(first[2])
    assert again["custom"]["topic"] == "symptoms.when_to_seek_care"


def test_results_are_explained_by_form(client: Client) -> None:
    client.begin()
    (question,) = client.say("my IgM is 32 mg/dL")
    assert question["custom"]["kind"] == "lab_question"
    (question,) = client.choose(question["buttons"][0])
    (question,) = client.choose(question["buttons"][0])
    (report,) = client.say("IgG 900 mg/dL, IgA 150 mg/dL")
    assert report["custom"]["kind"] == "lab_report"
    assert report["custom"]["drawing"]["svg"]


def test_the_same_message_is_answered_once(client: Client) -> None:
    client.begin().say("How is IgM deficiency treated?")
    body = {"message_id": str(uuid.uuid4()), "text": "tell me more"}
    first, second = client.post("/api/v1/messages", body), client.post("/api/v1/messages", body)
    assert first.json() == second.json()
    assert client.current().json()["turns"] == 2


def test_the_current_conversation_is_described(client: Client) -> None:
    client.begin(clinic="north").say("hello")
    answer = client.current()
    assert answer.status_code == 200
    found = answer.json()
    assert 590 <= found["expires_in"] <= 600
    assert (found["clinic"]["id"], found["turns"]) == ("north", 1)
    assert "waiting" not in found


def test_erasing_leaves_nothing_and_ends_the_token(client: Client, server: Any) -> None:
    client.begin().say("my IgM is 32 mg/dL")
    name = server.service.tokens.read(client.token).conversation
    kept = server.service.assistant.store.records
    assert name in kept._kept
    assert client.erase().status_code == 204
    assert name not in kept._kept
    assert name not in repr(vars(server.service.rate)) + repr(vars(server.service.assistant.store.records.locks))
    for answer in (client.send(text="hello"), client.current()):
        problem(answer, 401, "no-token")
    assert client.erase().status_code == 204


def test_a_silent_conversation_expires(client: Client, clock: Any) -> None:
    client.begin(clinic="north").say("hello")
    clock.ahead += 599
    assert client.current().status_code == 200
    client.say("hello")
    clock.ahead += 599
    assert client.current().status_code == 200
    clock.ahead += 2
    problem(client.current(), 401, "no-token")


@pytest.mark.parametrize(("rating", "reason"), [("up", None), ("down", "unclear")])
def test_feedback_is_counted_by_topic(client: Client, server: Any, rating: str, reason: str | None) -> None:
    client.begin()
    message = str(uuid.uuid4())
    replies(client.post("/api/v1/messages", {"message_id": message, "text": "How should we wash our hands?"}))
    counts = server.service.feedback.counts
    rated = ("prevention.hand_washing", rating, reason or "")
    before = counts[rated]
    body = {"message_id": message, "rating": rating, "reason": reason}
    for _ in range(2):
        assert client.post("/api/v1/feedback", body).status_code == 204
    assert counts[rated] == before + 1
    problem(client.post("/api/v1/feedback", {**body, "message_id": "x" * 8}), 404, "no-such-message")


@pytest.mark.parametrize(
    ("body", "status", "name"),
    [
        (b"", 400, "bad-json"),
        (b"{", 400, "bad-json"),
        (b"\xff", 400, "bad-json"),
        (b'{"message_id": "12345678", "text": NaN}', 400, "bad-json"),
        (b"[" * 50_000, 400, "bad-json"),
        (b"[]", 400, "bad-fields"),
        (b'{"text": "hello"}', 400, "bad-fields"),
        (b'{"message_id": "short", "text": "hello"}', 400, "bad-fields"),
        (b'{"message_id": "12345678"}', 400, "bad-fields"),
        (b'{"message_id": "12345678", "text": 5}', 400, "bad-fields"),
        (b'{"message_id": "12345678", "text": "a", "choice": "b"}', 400, "bad-fields"),
        (b'{"message_id": "12345678", "text": "a", "sender": "b"}', 400, "bad-fields"),
        (b'{"message_id": "12345678", "text": "one", "text": "two"}', 400, "bad-json"),
        (b'{"message_id": "12345678", "text": "' + b"x" * 5001 + b'"}', 413, "too-long"),
        (b'{"message_id": "12345678", "text": "' + b"x" * 70_000 + b'"}', 413, "too-large"),
        (b'{"message_id": "12345678", "text": "' + b"x" * 2_000_000 + b'"}', 413, "too-large"),
    ],
)
def test_bad_bodies_are_problems(client: Client, body: bytes, status: int, name: str) -> None:
    client.begin()
    answer = client.request("POST", "/api/v1/messages", data=body, headers={"Content-Type": "application/json"})
    problem(answer, status, name)


def test_the_fields_that_do_not_fit_are_named_and_their_content_is_not(client: Client) -> None:
    client.begin()
    answer = client.post("/api/v1/messages", {"message_id": "secret words", "text": "secret words"})
    assert problem(answer, 400, "bad-fields")["fields"] == ["message_id"]
    assert "secret" not in answer.text


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_taken(client: Client, kind: str) -> None:
    client.begin()
    answer = client.request("POST", "/api/v1/messages", data=b"{}", headers={"Content-Type": kind})
    problem(answer, 415, "not-json")


def test_unknown_addresses_methods_and_clinics_are_problems(client: Client) -> None:
    problem(client.request("GET", "/nothing"), 404, "not-found")
    problem(client.request("GET", "/api/v1/nothing"), 404, "not-found")
    problem(client.post("/api/v1/conversations", {"clinic": "nowhere"}), 404, "clinic")
    answer = client.request("PUT", "/api/v1/messages", json={})
    problem(answer, 405, "method")
    assert answer.headers["allow"]


def test_until_the_model_is_loaded_it_says_so(client: Client, server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server.service, "assistant", None)
    assert client.request("GET", "/health/live").json() == {"status": "live"}
    for answer in (client.request("GET", "/health/ready"), client.post("/api/v1/conversations", {})):
        problem(answer, 503, "not-ready")
        assert int(answer.headers["retry-after"]) > 0


def test_a_fault_is_a_problem_without_its_text(client: Client, server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("with the words of a person in it")

    monkeypatch.setattr(server.service, "bearer", fail)
    answer = client.current()
    client.token = "x"
    answer = client.current()
    problem(answer, 500, "fault")
    assert "words of a person" not in answer.text


def test_a_turn_that_fails_can_be_tried_again(client: Client, server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client.begin()
    body = {"message_id": str(uuid.uuid4()), "text": "What is IgM deficiency?"}
    endpoint = server.service.assistant.agent.processor.action_endpoint

    async def fail(*_: Any, **__: Any) -> None:
        raise OSError("the database is gone")

    with monkeypatch.context() as broken:
        broken.setattr(endpoint, "request", fail)
        (apology,) = replies(client.post("/api/v1/messages", body))
    assert apology["custom"]["kind"] == "error"
    assert client.current().json()["turns"] == 0
    (answer,) = replies(client.post("/api/v1/messages", body))
    assert answer["custom"]["topic"] == "overview.definition"


def test_every_answer_has_the_security_headers(client: Client) -> None:
    for answer in (client.request("GET", "/health/live"), client.request("GET", "/nothing"), client.current()):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "no-store"
        assert "server" not in answer.headers
