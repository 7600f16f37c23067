"""Sends broken, hostile and ordinary requests to a server and counts what must never happen.

``python -m benchmarks.fuzz.channel --requests 10000`` starts a server of its own and prints the counts: answers with a
5xx status, answers that hold something of another conversation, and whether the process is alive at the end.
"""

import argparse
import json
import random
import re
import string
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import jwt
import requests

from benchmarks.served import served

PATHS = (
    "/api/v1/messages",
    "/api/v1/results",
    "/api/v1/feedback",
    "/api/v1/conversations",
    "/api/v1/conversations/current",
    "/api/v1/portal/conversations",
    "/health/ready",
    "/openapi.json",
    "/widget/igm-guide.js",
    "/embed?clinic=public",
    "/",
)
PLACES = ["Api", "..", "%2e%2e", "%00", "a" * 3000, "ä", "?clinic=" + "x" * 200, ";", "\\", "//"]
TEXTS = (
    "What is IgM deficiency?",
    "tell me more",
    "my IgM is {mark} mg/dL",
    "40 years",
    "/crisis",
    '/lab_answer{{"answer": "received"}}',
    "stop",
    "start over",
    "\u202e\u0000\ud83d\ude00",
    "what are my results?",
    "make a page for my doctor",
)
MARK = re.compile(r"(?<!\d)7\d{3}(?!\d)")
"""Each conversation has a number of its own, 7000 to 7999, and speaks of no other."""


SIGNED = re.compile(r"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")


@dataclass
class Talk:
    """A conversation that the fuzzer holds, and the number that only it has said."""

    token: str
    mark: str
    buttons: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)


class Fuzzer:
    """Makes requests from a seed."""

    def __init__(self, address: str, seed: int) -> None:
        self.address = address
        self.random = random.Random(seed)  # noqa: S311
        self.http = requests.Session()
        self.talks: list[Talk] = []
        self.marks = [str(number) for number in range(7000, 8000)]
        self.counts: Counter[str] = Counter()

    def run(self, number: int) -> Counter[str]:
        """Send so many requests; return how many answers had which status, and how many were wrong."""
        for _ in range(number):
            self.step()
        return self.counts

    def step(self) -> None:
        """Send one request."""
        if len(self.talks) < 10 or self.random.random() < 0.02:
            self.begin()
            return
        talk = self.random.choice(self.talks)
        make = self.random.choice((self.ordinary, self.ordinary, self.mixed, self.hostile, self.foreign, self.raw))
        answer = make(talk)
        if answer is not None:
            self.judge(talk, answer)

    def begin(self) -> None:
        """Begin a conversation in place of the oldest."""
        answer = self.send("POST", "/api/v1/conversations", {}, {})
        self.counts[str(answer.status_code)] += 1
        if answer.status_code == 201 and self.marks:
            self.talks = [*self.talks[-20:], Talk(answer.json()["token"], self.marks.pop())]

    def judge(self, talk: Talk, answer: requests.Response) -> None:
        """Count an answer; 5xx and anything of another conversation is wrong."""
        self.counts[str(answer.status_code)] += 1
        self.counts["wrong: 5xx"] += answer.status_code >= 500
        html = "text/html" in answer.headers.get("content-type", "") and answer.status_code >= 400
        self.counts["wrong: an error in HTML, or a stack trace"] += html or "Traceback" in answer.text
        foreign = {other.mark for other in self.talks} & set(MARK.findall(readable(answer.text))) - {talk.mark}
        self.counts["wrong: another conversation"] += bool(foreign)
        if answer.status_code == 200 and answer.text.startswith('{"message_id"'):
            talk.buttons += [b["payload"] for reply in answer.json()["replies"] for b in reply["buttons"]]

    def message(self, talk: Talk) -> dict[str, Any]:
        """Return an ordinary message."""
        name = "".join(self.random.choices(string.ascii_letters, k=32))  # no digits: it comes back in the answer
        talk.sent.append(name)
        if talk.buttons and self.random.random() < 0.3:
            return {"message_id": name, "choice": self.random.choice(talk.buttons)}
        return {"message_id": name, "text": self.random.choice(TEXTS).format(mark=talk.mark)}

    def ordinary(self, talk: Talk) -> requests.Response:
        """Say something, choose a button, send a message once more, rate one, hand results over."""
        kind = self.random.randrange(5)
        if kind == 0 and talk.sent:
            body = {"message_id": self.random.choice(talk.sent), "text": "once more"}
        elif kind == 1 and talk.sent:
            rated = {"message_id": self.random.choice(talk.sent), "rating": self.random.choice(["up", "down"])}
            return self.send("POST", "/api/v1/feedback", rated, bearer(talk.token))
        elif kind == 2:
            fhir = observation(talk.mark)
            body = {"message_id": f"results-{self.random.getrandbits(60)}", "fhir": self.broken(fhir)}
            return self.send("POST", "/api/v1/results", body, bearer(talk.token))
        else:
            body = self.message(talk)
        return self.send("POST", "/api/v1/messages", body, bearer(talk.token))

    def mixed(self, talk: Talk) -> requests.Response:
        """Send a message with something in it replaced by rubbish."""
        return self.send("POST", self.random.choice(PATHS[:6]), self.broken(self.message(talk)), bearer(talk.token))

    def hostile(self, talk: Talk) -> requests.Response:
        """Send anything to anywhere."""
        method = self.random.choice(["GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS", "TRACE"])
        if method == "DELETE":
            talk = Talk("", talk.mark)
        path = self.random.choice(PATHS) + self.random.choice(["", "", "/" + self.random.choice(PLACES)])
        headers = {**bearer(talk.token), **self.headers()}
        return self.send(method, path, self.rubbish(3), headers)

    def foreign(self, talk: Talk) -> requests.Response:
        """Try what belongs to another conversation: its buttons, its token in other places, its message ids."""
        other = self.random.choice(self.talks)
        name = {"message_id": self.random.choice(other.sent or ["12345678"])}
        if other.buttons and other is not talk:
            chosen = {
                "message_id": f"foreign-{self.random.getrandbits(60)}",
                "choice": self.random.choice(other.buttons),
            }
            answer = self.send("POST", "/api/v1/messages", chosen, bearer(talk.token))
            self.counts["wrong: a foreign button was taken"] += answer.status_code == 200
            return answer
        body = {**name, "text": "what are my results?"}
        headers = {**bearer(talk.token), "Cookie": f"token={other.token}", "X-Token": other.token}
        return self.send("POST", f"/api/v1/messages?token={len(other.token)}", body, headers)

    def raw(self, talk: Talk) -> requests.Response:
        """Send bytes as they come, or a token that was tampered with."""
        if self.random.random() < 0.5:
            place = self.random.randrange(len(talk.token) - 2)
            other = self.random.choice([c for c in "abcXYZ019_-" if c != talk.token[place]])
            token = talk.token[:place] + other + talk.token[place + 1 :]
            answer = self.send("GET", "/api/v1/conversations/current", None, bearer(token))
            self.counts["wrong: a forged token was taken"] += answer.status_code == 200
            return answer
        content = self.random.choice([b"", b"{", b"\xff\xfe", b"[" * 5000, b'{"a":' * 500, self.random.randbytes(200)])
        headers = {**bearer(talk.token), "Content-Type": "application/json", **self.headers()}
        return self.send("POST", self.random.choice(PATHS[:6]), content, headers)

    def headers(self) -> dict[str, str]:
        """Return odd headers."""
        odd = {
            "Origin": ["null", "https://evil.example", "http://[", self.address],
            "X-Forwarded-For": ["1.2.3.4", "x", "," * 50],
            "Content-Type": ["text/plain", "application/json; charset=utf-7", "multipart/form-data", "a" * 500],
            "If-None-Match": ["*", '"x"'],
            "Range": ["bytes=0-1", "bytes=9-1"],
            "Expect": ["something"],
            "Accept": ["text/html"],
        }
        chosen = self.random.sample(sorted(odd), self.random.randrange(3))
        return {name: self.random.choice(odd[name]) for name in chosen}

    def broken(self, content: Any) -> Any:
        """Return JSON with one place replaced, dropped or doubled."""
        if isinstance(content, dict) and content and self.random.random() < 0.8:
            name = self.random.choice(sorted(content))
            changed = {**content, name: self.broken(content[name])}
            if self.random.random() < 0.1:
                del changed[name]
            return changed
        if isinstance(content, list) and content and self.random.random() < 0.5:
            return [*content, self.broken(content[0])]
        return content if self.random.random() < 0.4 else self.rubbish(2)

    def rubbish(self, depth: int) -> Any:
        """Return any JSON."""
        plain: list[Any] = [None, True, 0, -1, 1e308, 10**40, "", "x" * 6000, "\ud800", "\u0000", "{}", [], {}]
        if depth == 0 or self.random.random() < 0.5:
            return self.random.choice(plain)
        names = self.random.sample(["message_id", "text", "choice", "fhir", "sender", "", "resourceType"], 3)
        return {name: self.rubbish(depth - 1) for name in names}

    def send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> requests.Response:
        """Send a request; ``body`` is sent as it is where it is bytes, else as JSON."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"Content-Type": "application/json", **headers}
        data = None if method in ("GET", "HEAD", "TRACE") else content
        return self.http.request(method, self.address + path, data=data, headers=given, timeout=60)


def readable(text: str) -> str:
    """Return an answer with what its signed parts say in place of their letters, among which any number can stand."""

    def said(signed: re.Match[str]) -> str:
        return str(jwt.decode(signed[0], options={"verify_signature": False}).get("payload"))

    return SIGNED.sub(said, text)


def bearer(token: str) -> dict[str, str]:
    """Return the header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


def observation(value: str) -> dict[str, Any]:
    """Return a FHIR Observation of IgM."""
    coding = {"system": "http://loinc.org", "code": "2472-9"}
    quantity = {"value": int(value), "unit": "mg/dL", "system": "http://unitsofmeasure.org", "code": "mg/dL"}
    return {"resourceType": "Observation", "status": "final", "code": {"coding": [coding]}, "valueQuantity": quantity}


def wrong(counts: Counter[str]) -> dict[str, int]:
    """Return what must never happen and did."""
    return {name: number for name, number in counts.items() if name.startswith("wrong") and number}


def main() -> int:
    """Start a server, send the requests, print the counts; return 1 if something went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=5)
    given = parser.parse_args()
    with served() as server:
        counts = Fuzzer(server.address, given.seed).run(given.requests)
        alive = server.is_alive()
    for name, number in sorted(counts.items()):
        print(f"{name}: {number}")
    print(f"process alive: {'yes' if alive else 'no'}")
    return int(bool(wrong(counts)) or not alive)


if __name__ == "__main__":
    sys.exit(main())
