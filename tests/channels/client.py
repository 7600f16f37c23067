"""A client of the web API, for tests and for the fuzzer."""

import uuid
from typing import Any

import requests


class Client:
    """One conversation over HTTP."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.http = requests.Session()
        self.token = ""
        self.began: dict[str, Any] = {}

    def begin(self, **body: Any) -> "Client":
        answer = self.post("/api/v1/conversations", body)
        assert answer.status_code == 201, answer.text
        self.began = answer.json()
        self.token = self.began["token"]
        return self

    def request(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers.update(more.pop("headers", {}))
        return self.http.request(method, self.address + path, headers=headers, timeout=30, **more)

    def post(self, path: str, body: Any, **more: Any) -> requests.Response:
        return self.request("POST", path, json=body, **more)

    def send(self, **body: Any) -> requests.Response:
        return self.post("/api/v1/messages", {"message_id": str(uuid.uuid4()), **body})

    def say(self, text: str) -> list[dict[str, Any]]:
        return replies(self.send(text=text))

    def choose(self, button: dict[str, str]) -> list[dict[str, Any]]:
        return replies(self.send(choice=button["payload"]))

    def hand_over(self, fhir: Any) -> list[dict[str, Any]]:
        return replies(self.post("/api/v1/results", {"message_id": str(uuid.uuid4()), "fhir": fhir}))

    def current(self) -> requests.Response:
        return self.request("GET", "/api/v1/conversations/current")

    def erase(self) -> requests.Response:
        return self.request("DELETE", "/api/v1/conversations/current")


def replies(answer: requests.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["replies"]
    return found


def problem(answer: requests.Response, status: int, name: str) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    assert (answer.status_code, found["type"]) == (status, f"urn:igm-guide:problem:{name}")
    assert found["status"] == status
    return found
