"""Keys made for the run, and entries of clinics.yml made of them."""

from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

NORTH, SOUTH = "https://portal.north.example", "https://portal.south.example"
WHOLE = {"id": "north", "name": "North", "contact": "the clinic"}


@cache
def private_key(name: str) -> Any:
    """A private key made once a run, by name: rsa..., ec... or ed...; another name is another key."""
    if name.startswith("rsa"):
        return rsa.generate_private_key(65537, 2048)
    return ec.generate_private_key(ec.SECP256R1()) if name.startswith("ec") else ed25519.Ed25519PrivateKey.generate()


def pem(name: str) -> str:
    """The public half of a key as PEM."""
    return private_key(name).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def clinic(name: str, issuer: str, *keys: str, **more: Any) -> dict[str, Any]:
    """An entry of clinics.yml; each key is its own kid."""
    entries = [{"kid": key, "pem": pem(key)} for key in keys]
    return {"id": name, "name": name.title(), "contact": "x", "portal_issuer": issuer, "portal_keys": entries, **more}
