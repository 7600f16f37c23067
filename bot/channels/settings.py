"""The server's settings: environment variables, because they are the same for every way to start it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bot.runtime.readings import MOST as MOST_READINGS
from bot.runtime.records import MOST

VARIABLES = {
    "IGM_GUIDE_SECRET": "signs tokens and buttons (32 characters or more); without it a random one, so that a restart "
    "ends all conversations",
    "IGM_GUIDE_CLINICS": "the file of the clinics, as --clinics",
    "IGM_GUIDE_AUDIENCE": "the server's public address, which a portal's token must name as its audience and with "
    "which links of the Infobutton responder begin; by default http://localhost:5005",
    "IGM_GUIDE_COUNTRY": "country of the emergency numbers where a clinic names none (two letters)",
    "IGM_GUIDE_PROXIES": "how many trusted proxies stand in front (X-Forwarded-For is believed so far); 0",
    "IGM_GUIDE_RATE_CONVERSATION": "messages a minute in one conversation; 30",
    "IGM_GUIDE_RATE_ADDRESS": "requests a minute from one address; 600",
    "IGM_GUIDE_MOST_CONVERSATIONS": f"conversations that are kept at once; {MOST}",
    "IGM_GUIDE_ANSWER_CACHE": f"plain questions of which it is kept how they are read; {MOST_READINGS}, 0 for none",
    "IGM_GUIDE_REDIS": "the Redis in which several processes share conversations (redis://, rediss:// or unix://, with "
    "its password); needs IGM_GUIDE_SECRET. Without it each process keeps its own in memory",
    "IGM_GUIDE_MODEL_SHA256": "the only SHA-256 that the model may have; without it, the one beside the model",
    "IGM_GUIDE_ACTIONS": "the address of Rasa's action server, such as http://localhost:5055/webhook; without it the "
    "actions run in the same process",
}
"""Environment variable -> what it is for, as `python -m bot serve --help` and docs/server.md say."""


FEWEST_CHARACTERS = 32
"""A shorter secret could be guessed."""


SCHEMES = {"IGM_GUIDE_REDIS": ("redis", "rediss", "unix"), "IGM_GUIDE_ACTIONS": ("http", "https")}


class SettingInvalid(ValueError):
    """A setting cannot be used; the message names it and says what fits, never its value."""


@dataclass(frozen=True)
class Settings:
    """What an operator can set. ``address`` is the audience where it was set, else unknown."""

    secret: str | None = field(default=None, repr=False)
    audience: str = "http://localhost:5005"
    address: str | None = None
    proxies: int = 0
    rate_conversation: int = 30
    rate_address: int = 600
    most_conversations: int = MOST
    answer_cache: int = MOST_READINGS
    redis: str | None = field(default=None, repr=False)
    actions: str | None = field(default=None, repr=False)

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        """Return the settings of an environment.

        Raises:
            SettingInvalid: one of them cannot be used.
        """
        given: dict[str, Any] = {
            "secret": secret(environment),
            "audience": environment.get("IGM_GUIDE_AUDIENCE") or cls.audience,
            "address": environment.get("IGM_GUIDE_AUDIENCE") or None,
            "proxies": number(environment, "IGM_GUIDE_PROXIES", cls.proxies, 0),
            "rate_conversation": number(environment, "IGM_GUIDE_RATE_CONVERSATION", cls.rate_conversation, 1),
            "rate_address": number(environment, "IGM_GUIDE_RATE_ADDRESS", cls.rate_address, 1),
            "most_conversations": number(environment, "IGM_GUIDE_MOST_CONVERSATIONS", cls.most_conversations, 1),
            "answer_cache": number(environment, "IGM_GUIDE_ANSWER_CACHE", cls.answer_cache, 0),
            "redis": address(environment, "IGM_GUIDE_REDIS"),
            "actions": address(environment, "IGM_GUIDE_ACTIONS"),
        }
        if given["redis"] and not given["secret"]:
            raise SettingInvalid("IGM_GUIDE_REDIS needs IGM_GUIDE_SECRET: all processes must sign alike")
        return cls(**given)


def secret(environment: Mapping[str, str]) -> str | None:
    """Return the secret, None where none is set.

    Raises:
        SettingInvalid: it is so short that it could be guessed.
    """
    given = environment.get("IGM_GUIDE_SECRET") or None
    if given is not None and len(given) < FEWEST_CHARACTERS:
        raise SettingInvalid(f"IGM_GUIDE_SECRET must have {FEWEST_CHARACTERS} characters or more")
    return given


def number(environment: Mapping[str, str], name: str, usual: int, least: int) -> int:
    """Return the whole number that a variable holds, ``usual`` where it is not set.

    Raises:
        SettingInvalid: it is none, or below ``least``.
    """
    written = environment.get(name, "").strip()
    if not written:
        return usual
    if not written.isascii() or not written.isdigit() or int(written) < least:
        raise SettingInvalid(f"{name} must be a whole number of {least} or more")
    return int(written)


def address(environment: Mapping[str, str], name: str) -> str | None:
    """Return the address that a variable holds, None where it is not set.

    Raises:
        SettingInvalid: it is no address of a kind that fits.
    """
    written = environment.get(name, "").strip()
    if not written:
        return None
    try:
        parts = urlsplit(written)
        place = parts.path if parts.scheme == "unix" else parts.hostname
        usable = bool(place) and parts.port != 0
    except ValueError:  # the port is no number
        usable = False
    if not usable or parts.scheme not in SCHEMES[name]:
        raise SettingInvalid(f"{name} must be an address that begins with {' or '.join(SCHEMES[name])}://")
    return written
