"""Security headers stand on every answer of every route, errors too."""

from typing import Any

import pytest

from tests.channels.client import Client

ALWAYS = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
METHODS = ("GET", "POST", "DELETE", "OPTIONS", "PUT", "HEAD")


def routes(server: Any) -> list[str]:
    paths = sorted({f"/{route.path}" for route in server.app.router.routes})
    return [path.replace("<name:str>", "overview.definition").replace("<path:path>", "igm-guide.js") for path in paths]


def test_every_answer_of_every_route_has_them(server: Any, client: Client) -> None:
    known = routes(server)
    assert len(known) > 12
    statuses = set()
    for path in [*known, "/nowhere", "/widget/none.js", "/topics/none", "/embed?clinic=none"]:
        for method in METHODS:
            answer = client.request(method, path)
            statuses.add(answer.status_code)
            where = (method, path, answer.status_code)
            for header, value in ALWAYS.items():
                assert answer.headers.get(header) == value, where
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy, where
            assert "frame-ancestors" in policy, where
            assert "unsafe" not in policy, where
            assert answer.headers["cache-control"] in ("no-store", "no-cache"), where
            assert "permissions-policy" in answer.headers, where
            assert "set-cookie" not in answer.headers, where
            assert "server" not in answer.headers, where
    assert {200, 204, 400, 401, 404, 405} <= statuses | {204}


@pytest.mark.parametrize("sent", [b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", b"rubbish\r\n\r\n"])
def test_what_is_no_request_gets_no_stack_trace(client: Client, sent: bytes) -> None:
    import socket

    host, port = client.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 10) as line:
        line.sendall(sent)
        answer = line.recv(4096)
    assert b"400" in answer.split(b"\r\n")[0]
    assert b"Traceback" not in answer
    assert b"site-packages" not in answer


def test_the_server_is_not_in_debug_mode(server: Any) -> None:
    assert not server.app.debug
    assert not server.app.config.ACCESS_LOG
