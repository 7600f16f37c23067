"""Requests whose length is not plain are refused, and the server goes on; some would stop plain Sanic 21.12."""

from collections.abc import Iterator
from inspect import getsource

import pytest
from serving import get_raw, serving

from bot.channels.app import create_app

NOT_PLAIN = [
    b"Content-Length: -1",
    b"Content-Length: +2",
    b"Content-Length: 2\r\nContent-Length: 5",
    b"Content-Length: 2\r\nTransfer-Encoding: chunked",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    b"Transfer-Encoding: xchunked",
    b"Content-Length: ",
    b"Content-Length: two",
    b"Content-Length: \xd9\xa2",
]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving("serve_strict.py") as port:
        yield port


@pytest.mark.parametrize("framing", NOT_PLAIN)
def test_what_is_not_plain_is_refused_and_the_server_goes_on(port: int, framing: bytes) -> None:
    assert get_raw(port, b"/", framing + b"\r\n", b"{}") == b"HTTP/1.1 400 Bad Request"
    assert get_raw(port, b"/") == b"HTTP/1.1 200 OK"


@pytest.mark.parametrize(
    ("framing", "body"),
    [(b"", b""), (b"Content-Length: 2\r\n", b"{}"), (b"Transfer-Encoding: chunked\r\n", b"2\r\n{}\r\n0\r\n\r\n")],
)
def test_what_is_plain_is_read(port: int, framing: bytes, body: bytes) -> None:
    assert get_raw(port, b"/", framing, body) == b"HTTP/1.1 200 OK"


def test_the_server_makes_such_requests() -> None:
    assert "request_class=StrictRequest" in getsource(create_app)
