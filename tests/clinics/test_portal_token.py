"""Portal tokens: only what the clinic's own key signed, for this server, shortly before, and once."""

import base64
import json
import logging
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from portals import NORTH, SOUTH, pem, private_key

from bot.clinics.config import Clinics, public_only
from bot.clinics.portal_token import LEEWAY, REASONS, PortalTokenRefused, PortalTokens
from bot.clinics.seen import SeenFull, SeenInMemory

HERE = "https://igm-guide.example.org"
NOW = 1_800_000_000
ALGORITHMS = {"rsa": "RS256", "ec": "ES256", "ed": "EdDSA", "ed-south": "EdDSA"}
JTI = "0123456789abcdef"


def token(key: str = "ed", *, kid: str | None = None, headers: dict | None = None, **changes: Any) -> str:
    """A right token of the clinic north, with changes; a claim that is None is left out."""
    claims = {"iss": NORTH, "aud": HERE, "iat": NOW, "exp": NOW + 120, "jti": JTI, **changes}
    claims = {name: value for name, value in claims.items() if value is not None}
    return signed(claims, key, {"kid": kid or key, **(headers or {})})


def signed(claims: dict[str, Any], key: str, headers: dict[str, Any]) -> str:
    return jwt.api_jws.encode(
        json.dumps(claims).encode(), private_key(key), ALGORITHMS[key.removesuffix("-other")], headers
    )


@pytest.fixture
def tokens(two_clinics: Clinics) -> PortalTokens:
    return PortalTokens(two_clinics, HERE, lambda _clinic: SeenInMemory(clock=lambda: NOW))


def refused(tokens: PortalTokens, text: Any, now: float = NOW, clinic_id: str | None = None) -> str:
    with pytest.raises(PortalTokenRefused) as error:
        tokens.accept(text, now, clinic_id)
    assert str(error.value) == REASONS[error.value.reason]
    assert error.value.__cause__ is None
    return error.value.reason


@pytest.mark.parametrize("key", ["rsa", "ec", "ed"])
def test_a_right_token_opens_its_own_clinic_once(tokens: PortalTokens, key: str) -> None:
    assert tokens.accept(token(key), NOW, "north").id == "north"
    assert refused(tokens, token(key)) == "replayed"


def test_a_clinic_cannot_open_another_ones(tokens: PortalTokens) -> None:
    assert tokens.accept(token("ed-south", iss=SOUTH), NOW).id == "south"
    assert refused(tokens, token("ed-south")) == "unknown_issuer"
    assert refused(tokens, token("ed-south", kid="ed")) == "signature"
    assert refused(tokens, token("ed", iss=SOUTH)) == "unknown_issuer"
    assert refused(tokens, token("ed", iss=SOUTH, kid="ed-south")) == "signature"


def test_a_token_for_the_wrong_clinic_is_not_used_up(tokens: PortalTokens) -> None:
    text = token()
    assert refused(tokens, text, clinic_id="south") == "other_clinic"
    assert tokens.accept(text, NOW, "north").id == "north"


def test_the_same_jti_of_two_clinics_is_two(tokens: PortalTokens) -> None:
    assert tokens.accept(token(), NOW).id == "north"
    assert tokens.accept(token("ed-south", iss=SOUTH), NOW).id == "south"


def test_whom_a_token_is_about_is_not_read(tokens: PortalTokens) -> None:
    accepted = tokens.accept(token(sub={"patient": "Jane"}, name="Jane", email="j@x.example"), NOW)
    assert "Jane" not in repr(accepted)
    assert "Jane" not in repr(vars(tokens))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"aud": "https://other.example"}, "audience"),
        ({"aud": [HERE]}, "audience"),
        ({"aud": [HERE, "https://other.example"]}, "audience"),
        ({"aud": f"{HERE}/"}, "audience"),
        ({"aud": None}, "claims"),
        ({"iss": None}, "unknown_issuer"),
        ({"iss": [NORTH]}, "unknown_issuer"),
        ({"iss": f"{NORTH}/"}, "unknown_issuer"),
        ({"iat": None}, "claims"),
        ({"exp": None}, "claims"),
        ({"jti": None}, "claims"),
        ({"jti": "short"}, "claims"),
        ({"jti": "x" * 129}, "claims"),
        ({"jti": 12345678901234567890}, "claims"),
        ({"exp": NOW + 301}, "lifetime"),
        ({"exp": NOW}, "lifetime"),
        ({"exp": NOW - 1}, "lifetime"),
        ({"exp": f"{NOW + 60}"}, "claims"),
        ({"exp": True}, "claims"),
        ({"exp": float("nan")}, "claims"),
        ({"exp": float("inf")}, "claims"),
        ({"exp": 10**400}, "claims"),
        ({"iat": -(10**400)}, "claims"),
        ({"iat": NOW - 200, "exp": NOW - LEEWAY}, "expired"),
        ({"iat": NOW + LEEWAY + 1, "exp": NOW + 100}, "not_yet"),
        ({"nbf": NOW + LEEWAY + 1}, "not_yet"),
        ({"nbf": "now"}, "claims"),
    ],
)
def test_claims_that_are_wrong(tokens: PortalTokens, changes: dict[str, Any], reason: str) -> None:
    assert refused(tokens, token(**changes)) == reason


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": NOW + 300},
        {"iat": NOW - 200, "exp": NOW - LEEWAY + 1},
        {"iat": NOW + LEEWAY, "exp": NOW + 300},
        {"iat": NOW - 0.5},
    ],
)
def test_claims_at_the_limits(tokens: PortalTokens, changes: dict[str, Any]) -> None:
    assert tokens.accept(token(**changes), NOW).id == "north"


def unsigned(header: dict[str, Any], claims: dict[str, Any], signature: bytes = b"") -> str:
    parts = (json.dumps(header).encode(), json.dumps(claims).encode(), signature)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def claims_of(text: str) -> dict[str, Any]:
    return jwt.decode(text, options={"verify_signature": False})


@pytest.mark.parametrize("alg", ["none", "None", "HS256", "HS512", "PS256", "ES384", "RS256", "", None, 7])
def test_another_algorithm_than_the_keys_own(tokens: PortalTokens, alg: Any) -> None:
    assert refused(tokens, unsigned({"alg": alg, "kid": "ed"}, claims_of(token()))) == "algorithm"


@pytest.mark.parametrize("key", ["rsa", "ec", "ed"])
def test_the_public_key_is_no_shared_secret(tokens: PortalTokens, key: str) -> None:
    """The attack on libraries that take the key for an HMAC secret where the header says HS256."""
    import hashlib
    import hmac

    text = unsigned({"alg": "HS256", "kid": key, "typ": "JWT"}, claims_of(token())).removesuffix(".")
    mac = hmac.new(pem(key).encode(), text.encode(), hashlib.sha256).digest()
    forged = f"{text}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    assert refused(tokens, forged) == "algorithm"


def test_keys_and_conditions_that_a_token_brings_along(tokens: PortalTokens) -> None:
    jwk = json.loads(jwt.algorithms.OKPAlgorithm.to_jwk(private_key("ed-other").public_key()))
    claims = claims_of(token())
    for extra in ({"jwk": jwk}, {"jku": "https://evil.example/keys"}, {"x5u": "https://evil.example"}):
        assert refused(tokens, signed(claims, "ed-other", {"kid": "ed", **extra})) == "signature"
    for extra in ({"crit": ["exp"]}, {"crit": []}, {"b64": True, "crit": ["b64"]}):
        assert refused(tokens, token(headers=extra)) == "malformed"
    assert (
        refused(tokens, unsigned({"alg": "EdDSA", "kid": "ed", "b64": False, "crit": ["b64"]}, claims)) == "malformed"
    )


def test_a_changed_token(tokens: PortalTokens) -> None:
    head, _, mac = token().split(".")
    body = base64.urlsafe_b64encode(json.dumps({**claims_of(token()), "exp": NOW + 299}).encode()).rstrip(b"=").decode()
    assert refused(tokens, f"{head}.{body}.{mac}") == "signature"
    assert refused(tokens, f"{head}.{body}.") == "signature"


@pytest.mark.parametrize("kid", ["nobody", "../../etc/passwd", "' or 1=1", ""])
def test_unknown_keys(tokens: PortalTokens, kid: str) -> None:
    assert refused(tokens, token(headers={"kid": kid})) == "unknown_issuer"


@pytest.mark.parametrize(
    "text",
    ["", ".", "..", "a.b.c", "{}", "é.é.é", "x" * 4097, None, 5, b"a.b.c", "[" * 4000, "eyJhbGciOiJub25lIn0.W10."],
)
def test_what_is_no_token(tokens: PortalTokens, text: Any) -> None:
    assert refused(tokens, text) == "malformed"


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode() + ".e30."))
def test_anything_is_refused_by_name(two_clinics: Clinics, text: str) -> None:
    assert refused(PortalTokens(two_clinics, HERE), text) in REASONS


ANY_CLAIM = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text(), max_size=2)
CLAIMS = st.dictionaries(st.sampled_from(["iss", "aud", "iat", "exp", "nbf", "jti"]), ANY_CLAIM)


@given(CLAIMS)
def test_signed_nonsense_is_refused_by_name(two_clinics: Clinics, changes: dict[str, Any]) -> None:
    tokens = PortalTokens(two_clinics, HERE)
    try:
        assert tokens.accept(token(**changes), NOW).id == "north"
    except PortalTokenRefused as error:
        reason = error.reason
        assert reason in REASONS


def test_nothing_of_a_token_is_logged(tokens: PortalTokens, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    tokens.accept(token(), NOW)
    refused(tokens, token(aud="https://secret.example"))
    assert caplog.text == ""


def test_the_memory_is_bounded_per_clinic_and_forgets_in_time(two_clinics: Clinics) -> None:
    clock = [float(NOW)]
    tokens = PortalTokens(two_clinics, HERE, lambda _clinic: SeenInMemory(2, lambda: clock[0]))
    for number in range(2):
        tokens.accept(token(jti=f"{JTI}{number}"), NOW)
    assert refused(tokens, token(jti=f"{JTI}2")) == "busy"
    assert refused(tokens, token(jti=f"{JTI}0")) == "replayed"
    assert tokens.accept(token("ed-south", iss=SOUTH), NOW).id == "south"
    clock[0] = NOW + 120 + LEEWAY
    assert refused(tokens, token(jti=f"{JTI}0"), NOW + 120 + LEEWAY - 1) == "replayed"
    clock[0] += 1
    assert tokens.accept(token(jti=f"{JTI}2", iat=NOW + 151, exp=NOW + 200), clock[0]).id == "north"


def test_memory_alone() -> None:
    seen = SeenInMemory(2, lambda: 10)
    assert [seen.first_time("a", 20), seen.first_time("a", 20), seen.first_time("b", 5)] == [True, False, True]
    assert seen.first_time("c", 20)
    assert len(seen) == 2
    with pytest.raises(SeenFull):
        seen.first_time("d", 20)


def test_without_portals_no_token_is_accepted() -> None:
    assert refused(PortalTokens(public_only(), HERE), token()) == "unknown_issuer"
