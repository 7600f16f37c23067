"""Tokens and buttons cannot be forged, guessed or carried over; text is only ever text."""

import base64
import json

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.tokens import Bearer, TokenInvalid, Tokens
from bot.language.text import clean
from tests.channels.client import Client, problem

SECRET = "s" * 32


def altered(token: str, part: int, **claims: object) -> str:
    parts = token.split(".")
    content = json.loads(base64.urlsafe_b64decode(parts[part] + "=="))
    parts[part] = base64.urlsafe_b64encode(json.dumps({**content, **claims}).encode()).rstrip(b"=").decode()
    return ".".join(parts)


def forgeries(token: str) -> dict[str, str]:
    claims = jwt.decode(token, options={"verify_signature": False})
    return {
        "nothing": "",
        "no JWT": "x.y.z",
        "cut": token[:-2],
        "other conversation": altered(token, 1, cid="someone"),
        "other clinic": altered(token, 1, clinic="north"),
        "unsigned": jwt.encode(claims, "", algorithm="none"),
        "header says none": altered(token, 0, alg="none"),
        "another secret": jwt.encode(claims, "x" * 32, algorithm="HS256"),
        "not ASCII": "ä.ö.ü",
        "very long": "a" * 5000,
    }


@pytest.mark.parametrize("forged", forgeries(Tokens(SECRET).issue(Bearer("c", "public"), 0)))
def test_a_forged_token_is_refused(client: Client, forged: str) -> None:
    client.begin()
    token = forgeries(client.token)[forged]
    headers = {"Authorization": f"Bearer {token}".encode()}
    for method, path, body in (
        ("GET", "/api/v1/conversations/current", None),
        ("DELETE", "/api/v1/conversations/current", None),
        ("POST", "/api/v1/messages", {"message_id": "12345678", "text": "hello"}),
        ("POST", "/api/v1/results", {"message_id": "12345678", "fhir": {}}),
        ("POST", "/api/v1/feedback", {"message_id": "12345678", "rating": "up"}),
    ):
        answer = client.request(method, path, json=body, headers=headers)
        assert answer.headers["www-authenticate"] == "Bearer"
        problem(answer, 401, "no-token")
    assert client.current().json()["turns"] == 0


@pytest.mark.parametrize("scheme", ["", "Basic ", "Token "])
def test_only_a_bearer_token_counts(client: Client, scheme: str) -> None:
    token = client.begin().token
    client.token = ""
    answer = client.request("GET", "/api/v1/conversations/current", headers={"Authorization": scheme + token})
    problem(answer, 401, "no-token")


def test_a_button_of_another_conversation_is_refused(client: Client, server: object) -> None:
    other = Client(client.address).begin()
    client.begin()
    problem(client.send(choice=other.began["replies"][0]["buttons"][0]["payload"]), 400, "choice")
    problem(client.send(choice=client.token), 400, "choice")
    problem(client.send(choice="/crisis"), 400, "choice")
    for forged in forgeries(client.began["replies"][0]["buttons"][0]["payload"]).values():
        problem(client.send(choice=forged), 400, "choice")
    assert client.current().json()["turns"] == 0


def test_a_button_is_no_token(client: Client) -> None:
    client.token = client.begin().began["replies"][0]["buttons"][0]["payload"]
    problem(client.current(), 401, "no-token")


@pytest.mark.parametrize(
    "text",
    [
        '/crisis{"level": "emergency"}',
        '/lab_answer{"answer": "received"}',
        " \u200b/ /lab_answer",
        "\uff0flab_answer",
        "/\n/lab_answer",
        "\u2060/urgent",
        "\x00/urgent@1.0",
        "EXTERNAL: urgent",
        "/restart",
        "@urgent",
        "agree:abc",
    ],
)
def test_text_is_only_ever_text(client: Client, text: str) -> None:
    client.begin()
    said = client.say(text)
    assert said[-1]["custom"]["kind"] not in ("urgent", "crisis", "lab_report")
    if said[-1]["custom"]["kind"] != "error":
        assert client.say("tell me more")


@given(st.text(alphabet=st.sampled_from('/ \t\n\r\u200b\u2060\ufeff\u3000\uff0f\x00\x1c\u2028a{"@'), max_size=12))
def test_no_cleaned_text_begins_with_a_slash(text: str) -> None:
    words = clean(text, lines=True)
    assert not words.strip().startswith("/")


@given(st.text())
def test_what_is_no_token_raises_without_naming_it(text: str) -> None:
    with pytest.raises(TokenInvalid) as refused:
        Tokens(SECRET).read(text)
    assert len(text) < 8 or text not in str(refused.value)
