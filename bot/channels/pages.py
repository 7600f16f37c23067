"""Pages and the widget's files, out of web/: read at each request, so that an edit shows at once."""

import hashlib
import re
from pathlib import Path

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot import paths
from bot.channels.compact import compact, compressed
from bot.channels.problems import Problem
from bot.channels.service import Service

KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".html": "text/html; charset=utf-8",
}
WIDGET_KINDS = frozenset(KINDS) - {".html"}
PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
"""One part of a path: never a hidden file, never the folder above."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors "
)


def page_routes(service: Service, web: Path = paths.WEB) -> Blueprint:
    """Return the routes of the pages and of the widget's files."""
    routes = Blueprint("igm_guide_pages")

    @routes.get("/")
    async def demo(request: Request) -> HTTPResponse:
        return page(web / "demo.html", "'none'")

    @routes.get("/portal-example")
    async def portal(request: Request) -> HTTPResponse:
        return page(web / "portal.html", "'none'")

    @routes.get("/embed")
    async def embed(request: Request) -> HTTPResponse:
        clinic = service.clinic(request.args.get("clinic"))
        return page(web / "embed.html", " ".join(["'self'", *sorted(clinic.allowed_origins)]))

    @routes.get("/widget/<path:path>")
    async def widget(request: Request, path: str) -> HTTPResponse:
        parts = path.split("/")
        file = web.joinpath(*parts)
        if not all(map(PART.fullmatch, parts)) or file.suffix not in WIDGET_KINDS:
            raise Problem("utter_problem_not_found")
        answer = sent(file)
        content = answer.body = compact(answer.body or b"", file.suffix)
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        if request.headers.get("if-none-match") == tag:
            answer = HTTPResponse(status=304)
        elif small := compressed(content, request.headers.get("accept-encoding", "")):
            answer.body = small
            answer.headers["Content-Encoding"] = "gzip"
        shared = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
        answer.headers.update({"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding", **shared})
        return answer

    return routes


def page(file: Path, framed_by: str) -> HTTPResponse:
    """Return a page that runs nothing but this server's scripts, and stands only in frames of ``framed_by``."""
    answer = sent(file)
    answer.headers.update({"Content-Security-Policy": POLICY + framed_by, "Cache-Control": "no-cache"})
    return answer


def sent(file: Path) -> HTTPResponse:
    """Return a file.

    Raises:
        Problem: there is none.
    """
    try:
        content = file.read_bytes()
    except OSError:
        raise Problem("utter_problem_not_found") from None
    return HTTPResponse(content, content_type=KINDS[file.suffix])
