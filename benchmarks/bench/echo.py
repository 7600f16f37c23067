"""The floor: a bare Sanic app that answers Rasa's REST channel with what was said.

Same Sanic, settings, headers and process model as ``python -m bot serve``, and nothing behind it. Start it with
``python -m benchmarks.bench.echo PORT``.
"""

import asyncio
import sys
from types import SimpleNamespace

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.channels.headers import HEADERS
from bot.channels.listen import listening
from bot.channels.strict import StrictRequest


def echo_app() -> Sanic:
    """Return the app."""
    app = Sanic("igm_guide_echo", request_class=StrictRequest, configure_logging=False)
    app.config.REQUEST_MAX_SIZE = 1_048_576
    app.config.REQUEST_TIMEOUT = 15
    app.config.RESPONSE_TIMEOUT = 30
    app.config.KEEP_ALIVE_TIMEOUT = 75
    app.config.ACCESS_LOG = False
    app.config.MOTD = False
    app.ctx.gate = SimpleNamespace(in_flight=lambda: 0)

    @app.post("/webhooks/rest/webhook")
    async def echo(request: Request) -> HTTPResponse:
        return json([{"recipient_id": request.json["sender"], "text": request.json["message"]}])

    @app.on_response
    async def add_headers(request: Request, response: HTTPResponse) -> None:
        for header, value in HEADERS.items():
            response.headers.setdefault(header, value)

    return app


async def serve(port: int) -> None:
    """Serve until the process is ended."""
    async with listening(echo_app(), "127.0.0.1", port):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
