"""Checks origins and web addresses as browsers write them."""

import ipaddress
import re
from urllib.parse import urlsplit

from bot.clinics.table import Unfit

LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
HOST = re.compile(rf"{LABEL}(?:\.{LABEL})*")
ORIGIN = re.compile(r"(?P<scheme>https?)://(?P<host>\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::(?P<port>[1-9][0-9]{0,4}))?")
LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})
USUAL_PORTS = {"https": "443", "http": "80"}
LONGEST_ADDRESS = 300
EXAMPLE = "https://portal.example.org"


def origin(value: str) -> str:
    """Return an exact origin (scheme, host and, where it is not the usual one, port), as a browser sends it.

    Raises:
        Unfit: it is no such origin; the text says why.
    """
    if "*" in value or value == "null":
        raise Unfit(f"{value[:80]!r} would let others in; name each origin in full, such as {EXAMPLE}")
    match = ORIGIN.fullmatch(value)
    if match is None:
        raise Unfit(_why_no_origin(value))
    if not _is_host(match["host"]):
        raise Unfit(f"{match['host'][:80]!r} is no host name")
    if match["scheme"] == "http" and match["host"] not in LOCAL:
        raise Unfit(f"{value[:80]} is not encrypted; use https (http is for localhost only)")
    if match["port"] == USUAL_PORTS[match["scheme"]]:
        raise Unfit(f"browsers leave out the usual port; write {value.rpartition(':')[0]}")
    if match["port"] and int(match["port"]) > 65535:
        raise Unfit(f"{match['port']} is no port")
    return value


def _why_no_origin(value: str) -> str:
    shown = repr(value[:80])
    if not value.isascii():
        return f"{shown} has letters beyond a to z; browsers send such names in their xn-- form, write that"
    if value != value.lower():
        return f"{shown} has capital letters; browsers send origins in small ones"
    if value.count("/") > 2:
        return f"{shown} is an address of a page; an origin ends after the host, such as {EXAMPLE}, without a slash"
    return f"{shown} is no origin; write scheme and host, such as {EXAMPLE}"


def _is_host(host: str) -> bool:
    """Tell whether this is a host name or an IP address in the form in which browsers send it."""
    if host.startswith("["):
        try:
            return f"[{ipaddress.IPv6Address(host[1:-1]).compressed}]" == host
        except ValueError:
            return False
    if host.rpartition(".")[2].isdigit():
        try:
            return str(ipaddress.IPv4Address(host)) == host
        except ValueError:
            return False
    return len(host) <= 253 and HOST.fullmatch(host) is not None


def web_address(value: str) -> str:
    """Return the https address of a page.

    Raises:
        Unfit: it is no such address.
    """
    wrong = Unfit(f"{value[:80]!r} is no web address; write it in full, such as {EXAMPLE}/privacy")
    if len(value) > LONGEST_ADDRESS or not re.fullmatch(r"[!#-;=?-~]+", value):
        raise wrong
    try:
        parts = urlsplit(value)
        host, named = parts.hostname or "", parts.username is not None
        parts.port  # noqa: B018 - raises where the port is no number
    except ValueError:
        raise wrong from None
    if parts.scheme != "https" or named or not _is_host(host):
        raise wrong
    return value


def issuer(value: str) -> str:
    """Return a name for a portal as it stands in the claim ``iss``: an address or a plain name, without spaces."""
    if not re.fullmatch(r"[!-~]{1,200}", value):
        raise Unfit("an issuer is up to 200 plain characters without spaces, such as https://portal.example.org")
    return value
