"""Signs what the server gives out: the token of a conversation, and the payload of a button.

Both are JSON Web Tokens with the server's own secret (HS256). The audience keeps one from being taken for the other.
"""

import secrets
from dataclasses import dataclass
from typing import Any

import jwt

ALGORITHM = "HS256"
CONVERSATION, CHOICE = "conversation", "choice"
RANDOM_BYTES = 16


class TokenInvalid(ValueError):
    """It was not signed here, or for something else; the text holds nothing of it."""


@dataclass(frozen=True)
class Bearer:
    """Whose request it is."""

    conversation: str
    clinic: str


class Tokens:
    """Issues and reads tokens and payloads."""

    def __init__(self, secret: str | None = None) -> None:
        """Use ``secret``; without one a random one, so that a restart ends all conversations."""
        self._secret = secret or secrets.token_urlsafe(32)

    def new_conversation(self) -> str:
        """Return a name that nobody can guess."""
        return secrets.token_urlsafe(RANDOM_BYTES)

    def issue(self, bearer: Bearer, now: float) -> str:
        """Return the token of a conversation that begins at ``now`` (seconds since 1970)."""
        return self._sign(CONVERSATION, cid=bearer.conversation, clinic=bearer.clinic, iat=int(now))

    def read(self, token: str) -> Bearer:
        """Return whose token it is.

        Raises:
            TokenInvalid: it was not issued here.
        """
        claims = self._verified(token, CONVERSATION)
        return Bearer(claims["cid"], claims["clinic"])

    def sign_choice(self, conversation: str, payload: str) -> str:
        """Return the payload of a button, signed for its conversation; the same each time."""
        return self._sign(CHOICE, cid=conversation, payload=payload)

    def read_choice(self, conversation: str, signed: str) -> str:
        """Return the payload that was signed.

        Raises:
            TokenInvalid: it was not signed here, or for another conversation.
        """
        claims = self._verified(signed, CHOICE)
        if claims["cid"] != conversation:
            raise TokenInvalid("signed for another conversation")
        payload: str = claims["payload"]
        return payload

    def _sign(self, audience: str, **claims: Any) -> str:
        return jwt.encode({"aud": audience, **claims}, self._secret, algorithm=ALGORITHM)

    def _verified(self, token: str, audience: str) -> dict[str, Any]:
        try:
            # The time of issue is for the record; what ends a conversation is the store.
            return jwt.decode(
                token,
                self._secret,
                algorithms=[ALGORITHM],
                audience=audience,
                options={"verify_iat": False, "require": ["aud"]},
            )
        except (jwt.PyJWTError, ValueError, RecursionError):
            raise TokenInvalid("not signed here") from None
