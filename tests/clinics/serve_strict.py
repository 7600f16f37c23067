"""Serves one route for the tests of StrictRequest."""

import asyncio

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, text
from serving import serve

from bot.channels.strict import StrictRequest

if __name__ == "__main__":
    app = Sanic("strict_test", configure_logging=False, request_class=StrictRequest)

    @app.route("/", methods=["GET"])
    async def length(request: Request) -> HTTPResponse:
        return text(str(len(request.body)))

    asyncio.run(serve(app))
