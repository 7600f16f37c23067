"""Pages of a clinic on an origin of its own, as tests need them."""

from http.server import BaseHTTPRequestHandler
from typing import Any


class HostPages(BaseHTTPRequestHandler):
    """Serves the pages of a dictionary: path -> (content security policy, HTML)."""

    pages: dict[str, tuple[str, str]]

    @classmethod
    def of(cls, pages: dict[str, tuple[str, str]]) -> type["HostPages"]:
        """Return a handler for these pages."""
        return type("Pages", (cls,), {"pages": pages})

    def do_GET(self) -> None:
        policy, content = self.pages.get(self.path, ("", ""))
        self.send_response(200 if content else 204 if self.path == "/favicon.ico" else 404)
        kind = "text/javascript" if self.path.endswith(".js") else "text/html"
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(content.encode("utf-8"))

    def log_message(self, format: str, *args: Any) -> None:
        """Write nothing."""
