"""Inputs for benchmarks/fuzz/readers.py: real ones with something broken in them, and some that are large."""

import json
import random
import string
import time
import uuid
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jwt
import yaml
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot import paths
from bot.channels.tokens import Bearer, Tokens
from bot.clinics.config import read_clinics
from bot.clinics.portal_token import PortalTokens
from bot.language.text import MAX_CHARACTERS

SIGNS = [
    *"0123456789.,;:-/()[]<>=%?!'\"\n\t {}|_~*@#",
    "µ",
    "\u00bd",
    "\u202e",
    "\u0000",
    "\ud83d\ude00",
    "\ufb01",
    "é",
]
WORDS = [
    "IgM",
    "IgG",
    "mg/dL",
    "g/L",
    "to",
    "and",
    "or",
    "is",
    "a",
    "normal",
    "low",
    "range",
    "years",
    "ref",
    "no",
    "'",
]
TEXTS = ("labs_*.jsonl", "topics_*.yml", "urgent_*.yml", "crisis_*.yml", "out_of_scope_*.yml")
AUDIENCE, ISSUER = "https://igm-guide.example.org", "https://portal.north.example"
TOKENS = Tokens("s" * 32)
LARGEST_FHIR = 1_000_000
MOST_RESULTS = 200


@cache
def texts() -> tuple[str, ...]:
    """Return the lines of the held-out sets: reports and messages that people write."""
    found: list[str] = []
    for pattern in TEXTS:
        for file in sorted((paths.ROOT / "tests/heldout").glob(pattern)):
            lines = file.read_text(encoding="utf-8").splitlines()
            found += [json.loads(line)["text"] for line in lines] if file.suffix == ".jsonl" else lines
    return tuple(text for text in found if text.strip())


@cache
def examples() -> tuple[dict[str, Any], ...]:
    """Return the FHIR examples."""
    files = sorted((paths.ROOT / "tests/unit/fhir").glob("*.json"))
    return tuple(json.loads(file.read_text(encoding="utf-8")) for file in files)


def broken(text: str, chance: random.Random, longest: int = MAX_CHARACTERS) -> str:
    """Return a text with one to four changes: cut, doubled, mixed with another, a sign or word in it over and over.

    Two in a hundred are made as long as they may be.
    """
    whole = longest if chance.random() < 0.02 else 3
    for _ in range(chance.randrange(1, 5)):
        place, end = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
        piece = chance.choice([*SIGNS, *WORDS, text[place:end][:40]])
        kind = chance.randrange(6)
        if kind == 0:
            text = text[:place] + text[end:]
        elif kind == 1:
            text = text[:place] + piece + text[place:]
        elif kind == 2:
            text = text[:place] + piece * chance.choice([2, 5, whole]) + text[place:]
        elif kind == 3:
            text = text[:place] + chance.choice(texts()) + text[place:]
        elif kind == 4:
            text = text.replace(chance.choice(SIGNS[:12]), piece)
        else:
            text = text * chance.choice([2, 3, whole])
        text = text[:longest]
    return text


def report(chance: random.Random) -> str:
    """Return a report of values or a message, broken."""
    return broken(chance.choice(texts()), chance)


def message(chance: random.Random) -> str:
    """Return a message, broken."""
    return broken(chance.choice(texts()), chance)


def rubbish(chance: random.Random, depth: int) -> Any:
    """Return any JSON."""
    large = 10 ** chance.choice([2, 4, 5])
    plain: list[Any] = [None, True, 0, -1, 1e308, 10**40, "", "m" * large, "\ud800", "1" * large, [], {}, "2024-02-30"]
    if depth == 0 or chance.random() < 0.6:
        return chance.choice(plain)
    names = chance.sample(["value", "unit", "code", "system", "low", "high", "text", "reference", "coding", ""], 3)
    return {name: rubbish(chance, depth - 1) for name in names}


def altered(content: Any, chance: random.Random) -> Any:
    """Return JSON with one place replaced, left out or doubled."""
    if isinstance(content, dict) and content and chance.random() < 0.85:
        name = chance.choice(sorted(content))
        changed = {**content, name: altered(content[name], chance)}
        if chance.random() < 0.1:
            del changed[name]
        return changed
    if isinstance(content, list) and content and chance.random() < 0.8:
        place = chance.randrange(len(content))
        return [*content[:place], altered(content[place], chance), *content[place : chance.choice([place, None])]]
    if isinstance(content, str) and chance.random() < 0.5:
        return broken(content, chance, 10_000)
    return rubbish(chance, 2)


def fhir_object(chance: random.Random) -> Any:
    """Return a FHIR resource, altered; some hold as many results as are allowed."""
    content = altered(chance.choice(examples()), chance)
    if chance.random() < 0.01 and isinstance(content, dict):
        content = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": content}] * MOST_RESULTS}
    return content


def fhir_text(chance: random.Random) -> str | bytes:
    """Return a FHIR resource as it is sent, altered before or after it was written."""
    sent = json.dumps(fhir_object(chance))
    if chance.random() < 0.3:
        sent = broken(sent, chance, LARGEST_FHIR if chance.random() < 0.02 else 100_000)
    return sent.encode("utf-8", "surrogatepass") if chance.random() < 0.5 else sent


def query(chance: random.Random) -> list[tuple[str, str]]:
    """Return the parameters of an Infobutton request, some of them broken."""
    names = ["mainSearchCriteria.v.c", "mainSearchCriteria.v.cs", "mainSearchCriteria.v.dn", "age.v.v", "age.v.u"]
    names += ["knowledgeResponseType", "informationRecipient", "severityObservation.interpretationCode.c"]
    names += ["informationRecipient.languageCode.c", "mainSearchCriteria.v.c" + str(chance.randrange(120))]
    values = ["D80.4", "2472-9", "2.16.840.1.113883.6.1", "urn:oid:2.16.840.1.113883.6.90", "application/json", "en-US"]
    values += ["PAT", "40", "a", "H", "1" * 400, "\u0000", "\ud800", ""]
    pairs = []
    for _ in range(chance.randrange(1, 12)):
        name, value = chance.choice(names), chance.choice(values)
        pairs.append((broken(name, chance, 600) if chance.random() < 0.1 else name, value))
    if chance.random() < 0.3:
        name, value = chance.choice(pairs)
        pairs.append((name, broken(value, chance, 600)))
    return pairs * chance.choice([1, 1, 1, 30])


def signed_text(genuine: str, chance: random.Random) -> str:
    """Return a signed text, broken; three in a hundred are left as they are."""
    kind = chance.random()
    if kind < 0.03:
        return genuine
    if kind < 0.1:
        return "".join(chance.choices(string.printable, k=chance.choice([10, 100, 5_000])))
    if kind < 0.2:
        header, claims = ({"alg": "HS256", "x": rubbish(chance, 2)}, rubbish(chance, 3))
        parts = [jwt.utils.base64url_encode(json.dumps(part).encode()).decode() for part in (header, claims)]
        return ".".join([*parts, genuine.rpartition(".")[2]])
    return broken(genuine, chance, 5_000)


def token(chance: random.Random) -> str:
    """Return a conversation's token, broken."""
    return signed_text(TOKENS.issue(Bearer("c", "public"), 0), chance)


def button(chance: random.Random) -> str:
    """Return a button's payload, broken."""
    return signed_text(TOKENS.sign_choice("c", "/ask{}"), chance)


@cache
def portal() -> tuple[Any, PortalTokens]:
    """Return a portal's private key, made for the run, and what reads its tokens."""
    private = ed25519.Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    clinic = {"id": "north", "name": "North", "contact": "x", "portal_issuer": ISSUER}
    with TemporaryDirectory() as folder:
        file = Path(folder) / "clinics.yml"
        file.write_text(yaml.safe_dump({"clinics": [{**clinic, "portal_keys": [{"kid": "k", "pem": public}]}]}))
        return private, PortalTokens(read_clinics(file), AUDIENCE)


def portal_token(chance: random.Random) -> str:
    """Return a portal's token, broken before or after it was signed."""
    now = int(time.time())
    claims: Any = {"iss": ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + 60, "jti": uuid.uuid4().hex}
    if chance.random() < 0.5:
        claims = altered(claims, chance)
    try:
        genuine = jwt.encode(claims, portal()[0], algorithm="EdDSA", headers={"kid": "k"})
    except (TypeError, ValueError):  # what no portal can sign
        genuine = ""
    return genuine if chance.random() < 0.5 else signed_text(genuine, chance)


def accept_portal_token(given: str) -> None:
    """Read a portal's token as the server does."""
    portal()[1].accept(given, time.time())


def body(chance: random.Random) -> bytes:
    """Return the body of a request, broken."""
    content: Any = {"message_id": "12345678", "text": chance.choice(texts())}
    if chance.random() < 0.3:
        content = {"message_id": "12345678", "fhir": chance.choice(examples())}
    sent = json.dumps(altered(content, chance))
    if chance.random() < 0.3:
        sent = broken(sent, chance, 60_000)
    return sent.encode("utf-8", "surrogatepass")
