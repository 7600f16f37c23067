"""Accepts the signed tokens with which a portal opens a conversation (JWT, RFC 7519, checked as RFC 8725 advises).

A token says which clinic, for which server, and until when; it says nothing about a patient. Whatever else it
holds (``sub`` too) is not read and not kept.
"""

import math
from collections.abc import Callable
from typing import Any, Final

import jwt
from jwt.exceptions import InvalidAudienceError, InvalidSignatureError, MissingRequiredClaimError, PyJWTError

from bot.clinics.model import Clinic, Clinics, PortalKey
from bot.clinics.seen import Seen, SeenFull, SeenInMemory

LONGEST_LIFE = 300
"""Seconds from ``iat`` to ``exp``."""

LEEWAY = 30
"""Seconds by which the clocks of portal and server may differ."""

LONGEST_TOKEN = 4096
LONGEST_JTI = 128
SHORTEST_JTI = 16
"""Characters; 16 is what 96 random bits take in base64."""

REQUIRED = ("iss", "aud", "iat", "exp", "jti")
REASONS: Final = {
    "malformed": "the token is not a signed JWT of at most 4096 characters without conditions (crit) in its header",
    "algorithm": "alg must be that of the key: RS256, ES256 or EdDSA",
    "unknown_issuer": "no clinic has the issuer (iss) and key (kid) that the token names",
    "signature": "the signature does not fit the key that kid names",
    "claims": "iss, aud, iat, exp and jti are needed: texts, and times as numbers; jti has 16 to 128 characters",
    "audience": "the token is for another server: aud must be this server's audience, and only that",
    "lifetime": "exp must be after iat, at most 300 seconds",
    "expired": "the token has expired; make a new one for each conversation",
    "not_yet": "the token is not valid yet; check the clocks of portal and server",
    "other_clinic": "the token is for another clinic than the one that is asked for",
    "replayed": "the token was used before; make a new one for each conversation",
    "busy": "too many tokens of this clinic within a short time; try again in some minutes",
}
"""Why a token is refused, for the portal's developers. Nothing of a token stands in these texts."""


class PortalTokenRefused(ValueError):
    """A token is refused; ``reason`` is a key of ``REASONS``, the text what that means."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(REASONS[reason])


class PortalTokens:
    """Accepts the tokens of all clinics' portals for one server.

    ``audience`` is the server's own name in ``aud``, such as https://igm-guide.example.org; ``remember`` makes the
    memory of used tokens for the clinic of an id.
    """

    def __init__(
        self, clinics: Clinics, audience: str, remember: Callable[[str], Seen] = lambda _clinic: SeenInMemory()
    ) -> None:
        self._audience = audience
        portals = [clinic for clinic in clinics if clinic.portal_issuer and clinic.portal_keys]
        self._seen = {clinic.id: remember(clinic.id) for clinic in portals}
        self._keys: dict[tuple[str, str], tuple[Clinic, PortalKey]] = {
            (str(clinic.portal_issuer), key.kid): (clinic, key) for clinic in portals for key in clinic.portal_keys
        }

    def accept(self, token: str, now: float, clinic_id: str | None = None) -> Clinic:
        """Return the clinic whose portal made ``token``; the token is used up then.

        ``now`` is the time in seconds since 1970. With ``clinic_id`` a token of any other clinic is refused.

        Raises:
            PortalTokenRefused: the token is not valid, too old, for another server or clinic, or was used before.
        """
        clinic, key = self._signer(token)
        claims = self._verified(token, key, str(clinic.portal_issuer))
        until = _valid_until(claims, now)
        jti = claims["jti"]
        if not SHORTEST_JTI <= len(jti) <= LONGEST_JTI:
            raise PortalTokenRefused("claims")
        if clinic_id is not None and clinic.id != clinic_id:
            raise PortalTokenRefused("other_clinic")
        try:
            first = self._seen[clinic.id].first_time(jti, until)
        except SeenFull:
            raise PortalTokenRefused("busy") from None
        if not first:
            raise PortalTokenRefused("replayed")
        return clinic

    def _signer(self, token: str) -> tuple[Clinic, PortalKey]:
        """Return whose token this says it is, and the key that must have signed it; nothing is believed yet."""
        if not isinstance(token, str) or not token.isascii() or len(token) > LONGEST_TOKEN:
            raise PortalTokenRefused("malformed")
        try:
            said = jwt.decode_complete(token, options={"verify_signature": False})
        except (PyJWTError, ValueError, TypeError, RecursionError):
            raise PortalTokenRefused("malformed") from None
        header, issuer = said["header"], said["payload"].get("iss")
        kid = header.get("kid")
        found = self._keys.get((issuer, kid)) if isinstance(issuer, str) and isinstance(kid, str) else None
        if found is None:
            raise PortalTokenRefused("unknown_issuer")
        if header.get("alg") != found[1].algorithm:
            raise PortalTokenRefused("algorithm")
        return found

    def _verified(self, token: str, key: PortalKey, issuer: str) -> dict[str, Any]:
        """Return the claims of a token whose signature, issuer and audience are right; times are checked elsewhere."""
        try:
            return jwt.decode(
                token,
                key=key.key,
                algorithms=[key.algorithm],
                audience=self._audience,
                issuer=issuer,
                options={
                    "require": list(REQUIRED),
                    "strict_aud": True,
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                    "verify_sub": False,
                    "enforce_minimum_key_length": True,
                },
            )
        except InvalidSignatureError:
            raise PortalTokenRefused("signature") from None
        except MissingRequiredClaimError:
            raise PortalTokenRefused("claims") from None
        except InvalidAudienceError:
            raise PortalTokenRefused("audience") from None
        except (PyJWTError, ValueError, TypeError, RecursionError):
            raise PortalTokenRefused("claims") from None


def _valid_until(claims: dict[str, Any], now: float) -> float:
    """Return until when a token could be used again (seconds since 1970), if it is valid at the time ``now``."""
    times = [claims["iat"], claims["exp"], claims.get("nbf", claims["iat"])]
    if not all(_is_time(value) for value in times):
        raise PortalTokenRefused("claims")
    issued, expires, begins = times
    if not 0 < expires - issued <= LONGEST_LIFE:
        raise PortalTokenRefused("lifetime")
    if now >= expires + LEEWAY:
        raise PortalTokenRefused("expired")
    if max(issued, begins) > now + LEEWAY:
        raise PortalTokenRefused("not_yet")
    return float(expires) + LEEWAY


def _is_time(value: Any) -> bool:
    """Tell whether this is a time as JWT has it: a number of seconds, not a text and not true or false."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) if isinstance(value, float) else abs(value) < 1 << 53
