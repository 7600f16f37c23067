"""Reads the public keys with which a clinic's portal signs: PEM or JWK. A private key never belongs in clinics.yml."""

import hashlib
import re
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK
from jwt.exceptions import PyJWTError

from bot.clinics.model import PortalKey
from bot.clinics.table import Table, Unfit
from bot.clinics.tree import Mistake, Node

LEAST_RSA_BITS = 2048
LARGEST_RSA_BITS = 8192
LEAST_EXPONENT = 65537
FEWEST_BYTES = 8
"""A key with fewer different bytes than this is a placeholder; anybody could sign for some of those."""

PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
"""Members that only a private or a shared key has (RFC 7518, section 6)."""

JWK_FIELDS = ("kty", "crv", "x", "y", "n", "e", "kid", "alg", "use", "key_ops")
PRIVATE = "this is a private or shared key: whoever reads it could sign; make a new pair, give its public half"
KINDS = "an RSA key (2048 bits or more), an EC key on P-256 or an Ed25519 key"


def kid(value: str) -> str:
    """Return the name of a key, as it stands in a token's header."""
    if not re.fullmatch(r"[!-~]{1,100}", value):
        raise Unfit("a kid is up to 100 plain characters without spaces, such as north-2026-01")
    return value


def read_key(node: Node, mistakes: list[Mistake]) -> PortalKey | None:
    """Return the key of one entry of ``portal_keys``; None where it is not right (then noted)."""
    table = Table(node, ("kid", "pem", "jwk"), (), mistakes)
    if not isinstance(node.value, dict):
        return None
    if table.has("pem") == table.has("jwk"):
        table.note(node, "give the public key as either pem or jwk")
        return None
    found = table.read("pem", from_pem, None) if table.has("pem") else _from_jwk_field(table)
    named = table.read("kid", kid, "") or _kid_of_jwk(table)
    if not named:
        table.note(node, "kid is missing; name the key as the header of your tokens does")
    if found is None or not named:
        return None
    algorithm, key = found
    return PortalKey(named, algorithm, key, fingerprint(key))


def from_pem(value: str) -> tuple[str, Any]:
    """Return algorithm and key of a public key in PEM.

    Raises:
        Unfit: it is none that may be used.
    """
    if "PRIVATE" in value:
        raise Unfit(PRIVATE)
    if "CERTIFICATE" in value:
        raise Unfit("this is a certificate; give its public key (openssl x509 -pubkey -noout -in FILE)")
    try:
        key = serialization.load_pem_public_key(value.encode("ascii", "ignore"))
    except (ValueError, UnsupportedAlgorithm):
        raise Unfit("this is no public key in PEM; it begins with -----BEGIN PUBLIC KEY-----") from None
    return fitting(key)


def _from_jwk_field(table: Table) -> tuple[str, Any] | None:
    node = table.fields["jwk"]
    written = node.value if isinstance(node.value, dict) else {}
    if PRIVATE_MEMBERS & set(written):
        table.note(node, PRIVATE)
        return None
    jwk = Table(node, JWK_FIELDS, ("kty",), table.mistakes)
    members = {name: one.value for name, one in jwk.fields.items() if isinstance(one.value, str)}
    try:
        return from_jwk(members) if "kty" in members else None
    except Unfit as error:
        table.note(node, str(error))
        return None


def _kid_of_jwk(table: Table) -> str:
    node = table.fields.get("jwk")
    if node is None or not isinstance(node.value, dict) or "kid" not in node.value:
        return ""
    return table.read_node(node.value["kid"], kid, "")


def from_jwk(members: dict[str, Any]) -> tuple[str, Any]:
    """Return algorithm and key of a public key as JWK.

    Raises:
        Unfit: it is none that may be used.
    """
    if members.get("use", "sig") != "sig":
        raise Unfit("this key is not for signatures (use is not sig); give the signing key")
    try:
        key = PyJWK({name: members[name] for name in members if name in {"kty", "crv", "x", "y", "n", "e"}}).key
    except (PyJWTError, ValueError, KeyError, TypeError):
        raise Unfit(f"this is no public key that can be used; {KINDS} is needed") from None
    algorithm, key = fitting(key)
    if members.get("alg", algorithm) != algorithm:
        raise Unfit(f"alg does not fit the key; write {algorithm} or leave alg out")
    return algorithm, key


def fitting(key: Any) -> tuple[str, Any]:
    """Return algorithm and key, if the key is of a kind and size that may be used.

    Raises:
        Unfit: it is not.
    """
    if isinstance(key, RSAPublicKey):
        if not LEAST_RSA_BITS <= key.key_size <= LARGEST_RSA_BITS or key.public_numbers().e < LEAST_EXPONENT:
            raise Unfit(f"this RSA key is too short or unusual ({key.key_size} bits); make one of 2048 to 8192 bits")
        return "RS256", key
    if isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        return "ES256", key
    if isinstance(key, Ed25519PublicKey):
        if len(set(key.public_bytes_raw())) < FEWEST_BYTES:
            raise Unfit("this key is a placeholder; give the portal's own public key")
        return "EdDSA", key
    raise Unfit(f"this kind of key is not used; {KINDS} is needed")


def fingerprint(key: Any) -> str:
    """Return the SHA-256 of a public key, to tell whether two are the same."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return hashlib.sha256(key.public_bytes(serialization.Encoding.DER, form)).hexdigest()
