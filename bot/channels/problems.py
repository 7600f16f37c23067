"""What can be wrong with a request, as RFC 9457 problems. Nothing of the request ever stands in one."""

import math
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from bot.words import words

STATUS = {
    "utter_problem_bad_request": 400,
    "utter_problem_bad_json": 400,
    "utter_problem_bad_fields": 400,
    "utter_problem_choice": 400,
    "utter_problem_no_token": 401,
    "utter_problem_portal_token": 401,
    "utter_problem_origin": 403,
    "utter_problem_portal_only": 403,
    "utter_problem_clinic": 404,
    "utter_problem_not_found": 404,
    "utter_problem_no_such_message": 404,
    "utter_problem_method": 405,
    "utter_problem_too_slow": 408,
    "utter_problem_portal_token_used": 409,
    "utter_problem_choice_over": 410,
    "utter_problem_too_long": 413,
    "utter_problem_too_large": 413,
    "utter_problem_not_json": 415,
    "utter_problem_not_fhir": 422,
    "utter_problem_too_many": 429,
    "utter_problem_busy": 429,
    "utter_problem_fault": 500,
    "utter_problem_not_ready": 503,
    "utter_problem_full": 503,
    "utter_problem_unavailable": 503,
}
"""Response of data/responses/channel.yml -> HTTP status."""

BY_STATUS = {
    404: "utter_problem_not_found",
    405: "utter_problem_method",
    408: "utter_problem_too_slow",
    413: "utter_problem_too_large",
    503: "utter_problem_too_slow",
}
"""What an error of the web server itself is called."""

SAID_AS = {"utter_problem_busy": "utter_problem_full"}
"""A problem that is another one to programs, and the same to people."""

TYPE = "urn:igm-guide:problem:"


@dataclass(eq=False)
class Problem(Exception):
    """Ends a request with a problem.

    ``fields`` are the names of fields that do not fit, ``wait`` seconds, ``reason`` why a portal's token was refused
    or why the server is not ready.
    """

    name: str
    values: dict[str, str] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)
    wait: float | None = None
    reason: str | None = None
    status: int = 0

    def __post_init__(self) -> None:
        self.status = self.status or STATUS[self.name]

    def body(self) -> dict[str, Any]:
        """Return the problem as RFC 9457 wants it; ``detail`` is for people."""
        about = {
            "type": TYPE + self.name.removeprefix("utter_problem_").replace("_", "-"),
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": words("channel", SAID_AS.get(self.name, self.name), **self.values),
        }
        more = {"fields": self.fields or None, "reason": self.reason}
        return {**about, **{name: value for name, value in more.items() if value is not None}}

    def headers(self) -> dict[str, str]:
        """Return the headers that go with it."""
        if self.status == HTTPStatus.UNAUTHORIZED:
            return {"WWW-Authenticate": "Bearer"}
        later = self.wait is not None and self.status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
        return {"Retry-After": str(max(1, math.ceil(self.wait or 0)))} if later else {}


def of_status(status: int) -> Problem:
    """Return the problem for an error of the web server itself."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.SERVICE_UNAVAILABLE:
        return Problem("utter_problem_fault")
    return Problem(BY_STATUS.get(status, "utter_problem_bad_request"), status=status)
