"""Routes of the Infobutton responder and of the topics' pages: a thin layer over bot/infobutton."""

import json
import re
from datetime import datetime, timezone
from urllib.parse import parse_qsl

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.infobutton.atom import as_atom
from bot.infobutton.feed import answers, as_json, feed_of, subtitle_of
from bot.infobutton.pages import answer, list_page, not_found_page, policy, topic_page
from bot.infobutton.request import JSON, MOST_PARAMETERS, PAGE, BadRequest, read_request
from bot.infobutton.request import Request as Asked
from bot.kb.query import KnowledgeBase, KnowledgeUnavailable
from bot.language.danger.help import help_in

OPEN = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""Anybody may read the answers: they are public, and no cookie or token plays a part."""

TITLES = {400: "Bad Request", 503: "Service Unavailable"}
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::[0-9]{1,5})?")


def blueprint(knowledge: KnowledgeBase, address: str | None = None) -> Blueprint:
    """Return the routes. ``address`` is the server's public one (https://igm-guide.example.org); links begin with it.

    Without it they begin with the host that a request names, which is right where no proxy stands in front.
    """
    routes = Blueprint("infobutton")

    async def service(request: Request) -> HTTPResponse:
        """Answer a request by code as a feed."""
        return requested(request, knowledge, address, as_page=False)

    async def application(request: Request) -> HTTPResponse:
        """Answer the same request as a page for people."""
        return requested(request, knowledge, address, as_page=True)

    async def topic(request: Request, name: str) -> HTTPResponse:
        """Show what is said on a topic, for a child with ?audience=child."""
        try:
            said = answer(knowledge, name, ("audience", "child") in parameters(request))
            emergency = help_in()["emergency"]
            return page(topic_page(said, knowledge, emergency)) if said else page(not_found_page(emergency), 404)
        except BadRequest as error:
            return problem(400, str(error))
        except KnowledgeUnavailable:
            return unavailable()

    routes.add_route(service, "/infobutton", methods=["GET"], name="infobutton")
    routes.add_route(service, "/infobutton/service", methods=["GET"], name="service")
    routes.add_route(application, "/infobutton/application", methods=["GET"], name="application")
    routes.add_route(topic, "/topics/<name:str>", methods=["GET"], name="topic")
    return routes


def requested(request: Request, knowledge: KnowledgeBase, address: str | None, as_page: bool) -> HTTPResponse:
    """Return the answer to a request by code, in the form that it asks for."""
    try:
        asked = read_request(parameters(request))
        if as_page or asked.form == PAGE:
            return page(list_page(answers(asked, knowledge), subtitle_of(asked), help_in()["emergency"]))
        return feed(asked, knowledge, (address or own_address(request)).rstrip("/"))
    except BadRequest as error:
        return problem(400, str(error))
    except KnowledgeUnavailable:
        return unavailable()


def feed(asked: Asked, knowledge: KnowledgeBase, base: str) -> HTTPResponse:
    """Return the feed that answers a request, as Atom or JSON."""
    made = feed_of(asked, knowledge, base, datetime.now(timezone.utc))
    content = json.dumps(as_json(made), ensure_ascii=False).encode() if asked.form == JSON else as_atom(made)
    return HTTPResponse(content, content_type=f"{asked.content_type}; charset=utf-8", headers=OPEN)


def parameters(request: Request) -> list[tuple[str, str]]:
    """Return the parameters of the query in order, empty ones too.

    Raises:
        BadRequest: the query cannot be read, or there are too many.
    """
    try:
        return parse_qsl(request.query_string, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise BadRequest("The query cannot be read, or has too many parameters.") from None


def own_address(request: Request) -> str:
    """Return the address under which a request came; without a usable host, links begin at the server's root."""
    host = (request.headers.get("host") or "").lower()
    return f"{request.scheme}://{host}" if HOST.fullmatch(host) else ""


def page(content: str, status: int = 200) -> HTTPResponse:
    """Return a page that runs no script and loads nothing."""
    headers = {
        "Content-Security-Policy": policy(),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return HTTPResponse(content, status, headers, "text/html; charset=utf-8")


def unavailable() -> HTTPResponse:
    """Return the answer of a server that has no knowledge base."""
    return problem(503, "The knowledge base is not there. Please try again later.", {"Retry-After": "30"})


def problem(status: int, detail: str, more: dict[str, str] | None = None) -> HTTPResponse:
    """Return an error as RFC 9457 has it; nothing of the request stands in it."""
    body = {"type": "about:blank", "title": TITLES[status], "status": status, "detail": detail}
    return HTTPResponse(json.dumps(body), status, {**OPEN, **(more or {})}, "application/problem+json")
