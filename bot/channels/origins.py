"""Which web pages may use the API: the server's own, and those of the clinic (CORS, and a check of Origin)."""

from urllib.parse import urlsplit

from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.problems import Problem
from bot.clinics.model import Clinic, Clinics

ALLOWED = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "600",
}
READABLE = "Retry-After, WWW-Authenticate"
"""Headers of an answer that a page on another origin may read."""


def is_own(request: Request, origin: str) -> bool:
    """Tell whether a page of this server asks."""
    try:
        return urlsplit(origin).netloc.lower() == request.host.lower()
    except ValueError:
        return False


def check_origin(request: Request, clinic: Clinic) -> None:
    """Refuse a page that is neither the server's own nor the clinic's. Servers and programs send no Origin.

    Raises:
        Problem: it is refused.
    """
    origin = request.headers.get("origin")
    if origin is None or is_own(request, origin) or origin in clinic.allowed_origins:
        return
    raise Problem("utter_problem_origin")


def allow_reading(request: Request, response: HTTPResponse, clinics: Clinics) -> None:
    """Let the page read the answer where some clinic has it on its list; what it asks is checked for its own clinic."""
    response.headers["Vary"] = "Origin"
    origin = request.headers.get("origin")
    if origin is not None and any(origin in clinic.allowed_origins for clinic in clinics):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Expose-Headers"] = READABLE


def preflight(request: Request, clinics: Clinics) -> HTTPResponse:
    """Answer a browser that asks whether it may.

    Raises:
        Problem: no clinic has that page on its list.
    """
    origin = request.headers.get("origin", "")
    if is_own(request, origin) or any(origin in clinic.allowed_origins for clinic in clinics):
        return HTTPResponse(status=204, headers=ALLOWED)
    raise Problem("utter_problem_origin")
