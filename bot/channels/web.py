"""The web channel: the HTTP API of openapi.yml as a Rasa input channel."""

from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.channels.bodies import LARGEST_WITH_RESULTS, body, description
from bot.channels.limits import Gate, client_address
from bot.channels.origins import check_origin, preflight
from bot.channels.problems import Problem
from bot.channels.readiness import STORE
from bot.channels.service import Service
from bot.channels.store_problems import SECONDS_UNAVAILABLE
from bot.channels.tokens import Bearer
from bot.clinics.model import Clinic

PREFIX = "/api/v1"
BEARER = "bearer "
PATHS = (
    "/conversations",
    "/conversations/current",
    "/messages",
    "/results",
    "/feedback",
    "/portal/conversations",
)
Handler = Callable[[Request], Coroutine[Any, Any, HTTPResponse]]


class WebChannel(InputChannel):
    """Answers over plain HTTP; who asks is known by the token of each request alone."""

    def __init__(self, service: Service, gate: Gate, proxies: int = 0) -> None:
        self.service = service
        self.gate = gate
        self.proxies = proxies

    @classmethod
    def name(cls) -> str:
        """Return the channel's name."""
        return "igm_guide"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """Refuse to be started by `rasa run`, which would open Rasa's own channels beside it."""
        raise RasaException("start this channel with `python -m bot serve`")

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]] | None = None) -> Blueprint:
        """Return the routes. The service holds the turns and keeps their replies: ``on_new_message`` is not used."""
        api = Blueprint("igm_guide_api", url_prefix=PREFIX)
        service = self.service

        @api.post("/conversations")
        @self.counted
        async def begin(request: Request) -> HTTPResponse:
            service.takes_new()
            sent = body(request, "Begin")
            clinic = service.clinic(sent.get("clinic"))
            check_origin(request, clinic)
            if "portal_token" in sent:
                # A token that names another clinic than the page does must not be used up by that page.
                clinic = await service.clinic_of_portal(sent["portal_token"], sent.get("clinic"))
                check_origin(request, clinic)
            elif clinic.portal_only:
                raise Problem("utter_problem_portal_only")
            return json(await service.begin(clinic), status=201)

        @api.post("/portal/conversations")
        @self.counted
        async def begin_from_portal(request: Request) -> HTTPResponse:
            service.takes_new()
            token = token_of(request, "utter_problem_portal_token")
            sent = body(request, "PortalBegin", LARGEST_WITH_RESULTS)
            service.ready()
            clinic = await service.clinic_of_portal(token)
            check_origin(request, clinic)
            return json(await service.begin(clinic, sent.get("fhir")), status=201)

        @api.get("/conversations/current")
        @self.counted
        async def current(request: Request) -> HTTPResponse:
            bearer, clinic = whose(request, service)
            return json(await service.current(bearer, clinic))

        @api.delete("/conversations/current")
        @self.counted
        async def erase(request: Request) -> HTTPResponse:
            bearer, _ = whose(request, service)
            await service.erase(bearer)
            return HTTPResponse(status=204)

        @api.post("/messages")
        @self.counted
        async def message(request: Request) -> HTTPResponse:
            bearer, clinic = whose(request, service)
            async with service.admitted(bearer, request.body):
                return json(await service.message(bearer, clinic, body(request, "Message")))

        @api.post("/results")
        @self.counted
        async def results(request: Request) -> HTTPResponse:
            bearer, clinic = whose(request, service)
            async with service.admitted(bearer, request.body):
                return json(await service.results(bearer, clinic, body(request, "Results", LARGEST_WITH_RESULTS)))

        @api.post("/feedback")
        @self.counted
        async def feedback(request: Request) -> HTTPResponse:
            bearer, _ = whose(request, service)
            await service.rate_answer(bearer, body(request, "Feedback"))
            return HTTPResponse(status=204)

        async def allow(request: Request) -> HTTPResponse:
            return preflight(request, service.clinics)

        for path in PATHS:
            api.add_route(allow, path, methods=["OPTIONS"], name=f"allow{path.replace('/', '_')}")
        return api

    def counted(self, handler: Handler) -> Handler:
        """Return the handler, which then answers only so many requests of an address."""

        @wraps(handler)
        async def counting(request: Request) -> HTTPResponse:
            forwarded = request.headers.getall("x-forwarded-for", [])
            with self.gate.passing(client_address(request.ip, forwarded, self.proxies)):
                return await handler(request)

        return counting


def server_routes(service: Service) -> Blueprint:
    """Return the routes about the server itself: health and the description of the API."""
    routes = Blueprint("igm_guide_server")

    @routes.get("/health/live")
    async def live(request: Request) -> HTTPResponse:
        return json({"status": "live"})

    @routes.get("/health/ready")
    async def ready(request: Request) -> HTTPResponse:
        reasons = await service.reasons_not_ready()
        if reasons:
            name = "utter_problem_unavailable" if reasons == [STORE] else "utter_problem_not_ready"
            raise Problem(name, wait=SECONDS_UNAVAILABLE, reason=" ".join(reasons))
        return json({"status": "ready"})

    @routes.get("/openapi.json")
    async def describe(request: Request) -> HTTPResponse:
        return json(description())

    return routes


def token_of(request: Request, problem: str = "utter_problem_no_token") -> str:
    """Return the token that a request carries.

    Raises:
        Problem: it carries none.
    """
    header: str = request.headers.get("authorization", "")
    if header[: len(BEARER)].lower() != BEARER:
        raise Problem(problem)
    return header[len(BEARER) :].strip()


def whose(request: Request, service: Service) -> tuple[Bearer, Clinic]:
    """Return whose request it is.

    Raises:
        Problem: the token is not right, or the page is not one of its clinic.
    """
    service.ready()
    bearer, clinic = service.bearer(token_of(request))
    check_origin(request, clinic)
    return bearer, clinic
