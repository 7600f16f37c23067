"""An example of a clinic's portal, to try IgM Guide out: serves the pages beside it and opens conversations.

It has no log-in. A real portal opens a conversation only for a patient who is logged in, from its own session.
"""

import json
import secrets
import sys
import time
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import jwt

GUIDE = "http://localhost:5005"
PORTAL = "http://localhost:8000"
KID = "portal-1"
AUDIENCE = GUIDE
HERE = Path(__file__).resolve().parent


def signed_token(private_key: str) -> str:
    """Return a token for one conversation. It says which clinic asks, and nothing about the patient."""
    now = int(time.time())
    claims = {"iss": PORTAL, "aud": AUDIENCE, "iat": now, "exp": now + 120, "jti": secrets.token_urlsafe(16)}
    return jwt.encode(claims, private_key, algorithm="ES256", headers={"kid": KID})


def opened_conversation(private_key: str, results: dict[str, Any]) -> dict[str, Any]:
    """Open a conversation, hand the results over, and return the answer; the patient's page needs its ``token``."""
    headers = {"Authorization": f"Bearer {signed_token(private_key)}", "Content-Type": "application/json"}
    request = Request(f"{GUIDE}/api/v1/portal/conversations", json.dumps({"fhir": results}).encode(), headers)  # noqa: S310
    with urlopen(request, timeout=10) as answer:  # noqa: S310
        opened: dict[str, Any] = json.load(answer)
    return opened


class Portal(SimpleHTTPRequestHandler):
    """Serves the pages of this folder, and POST /conversation to them alone."""

    def __init__(self, private_key: str, *arguments: Any) -> None:
        self.private_key = private_key
        super().__init__(*arguments, directory=str(HERE))

    def do_POST(self) -> None:
        """Open a conversation for the patient at the page; the token is given to no other page."""
        if self.path != "/conversation" or self.headers.get("Origin") != PORTAL:
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        results = json.loads((HERE / "results.json").read_text(encoding="utf-8"))
        body = json.dumps({"token": opened_conversation(self.private_key, results)["token"]}).encode()
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "application/json")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    ThreadingHTTPServer(
        ("localhost", 8000), partial(Portal, Path(sys.argv[1]).read_text(encoding="ascii"))
    ).serve_forever()
