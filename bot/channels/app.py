"""Puts the web server together: routes, limits, headers, errors."""

import logging
from http import HTTPStatus
from pathlib import Path

from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.handlers import ErrorHandler
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot import paths
from bot.channels import infobutton
from bot.channels.bodies import LARGEST_WITH_RESULTS
from bot.channels.headers import HEADERS
from bot.channels.limits import Gate, client_address
from bot.channels.origins import allow_reading
from bot.channels.pages import page_routes
from bot.channels.problems import Problem, of_status
from bot.channels.service import Service
from bot.channels.settings import Settings
from bot.channels.strict import StrictRequest
from bot.channels.web import PREFIX, WebChannel, server_routes
from bot.kb.shared import knowledge_base

logger = logging.getLogger(__name__)

SECONDS_TO_SEND = 15
"""A request that takes longer to arrive is given up."""

SECONDS_TO_ANSWER = 30

COSTLY = ("/infobutton", "/topics")
"""Pages that are made for each request; they count like requests of the API."""


class Problems(ErrorHandler):
    """Answers every error as a problem in JSON; logs faults without their text, which may hold a person's words."""

    def response(self, request: Request, exception: Exception) -> HTTPResponse:
        """Return the problem of an error."""
        if isinstance(exception, Problem):
            problem = exception
        elif isinstance(exception, SanicException):
            problem = of_status(exception.status_code or 500)
        else:
            logger.error("a request failed: %s", type(exception).__name__)
            problem = of_status(500)
        allowed = getattr(exception, "headers", {}) if problem.status == HTTPStatus.METHOD_NOT_ALLOWED else {}
        headers = {**allowed, **problem.headers()}
        return json(problem.body(), status=problem.status, headers=headers, content_type="application/problem+json")

    @staticmethod
    def log(request: Request, exception: Exception) -> None:
        """Log nothing: Sanic would log the address and the error's text."""


def create_app(service: Service, settings: Settings, web: Path = paths.WEB) -> Sanic:
    """Return the server."""
    app = Sanic("igm_guide", request_class=StrictRequest, configure_logging=False, error_handler=Problems())
    app.config.REQUEST_MAX_SIZE = LARGEST_WITH_RESULTS
    app.config.REQUEST_TIMEOUT = SECONDS_TO_SEND
    app.config.RESPONSE_TIMEOUT = SECONDS_TO_ANSWER
    app.config.KEEP_ALIVE_TIMEOUT = 75
    app.config.ACCESS_LOG = False
    app.config.MOTD = False
    app.ctx.service = service
    app.ctx.gate = Gate(settings.rate_address)
    app.ctx.channel = WebChannel(service, app.ctx.gate, settings.proxies)
    for blueprint in (
        app.ctx.channel.blueprint(),
        server_routes(service),
        page_routes(service, web),
        infobutton.blueprint(knowledge_base(), settings.address),
    ):
        app.blueprint(blueprint)

    @app.on_request
    async def count(request: Request) -> None:
        """Count what costs time and is not counted by the API itself."""
        if request.path.startswith(COSTLY):
            forwarded = request.headers.getall("x-forwarded-for", [])
            app.ctx.gate.rate.take(client_address(request.ip, forwarded, settings.proxies))

    @app.on_response
    async def add_headers(request: Request, response: HTTPResponse) -> None:
        if service.stopping and request.stream:
            request.stream.keep_alive = False
        for header, value in HEADERS.items():
            response.headers.setdefault(header, value)
        if request.path.startswith(PREFIX):
            allow_reading(request, response, service.clinics)

    return app
