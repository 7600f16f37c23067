"""Refuses requests that do not say plainly how long their body is.

Sanic 21.12, which Rasa 3.6 needs, believes `Content-Length: -1` and then loops for ever: one such request stops the
server. Two lengths, or a length beside chunks, are read differently by a proxy and by Sanic (request smuggling).
"""

from typing import Any

from sanic.exceptions import InvalidUsage
from sanic.request import Request


class StrictRequest(Request):
    """A request with at most one Content-Length, of digits, or else Transfer-Encoding: chunked.

    Sanic makes the request before it reads the length, so that an error here is answered with 400.
    """

    def __init__(self, url_bytes: bytes, headers: Any, *rest: Any, **more: Any) -> None:
        lengths, codings = headers.getall("content-length", []), headers.getall("transfer-encoding", [])
        plain = all(length.isascii() and length.isdigit() for length in lengths) and set(codings) <= {"chunked"}
        if len(lengths) + len(codings) > 1 or not plain:
            raise InvalidUsage("Bad Request")
        super().__init__(url_bytes, headers, *rest, **more)
