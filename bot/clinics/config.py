"""Reads and checks clinics.yml (field guide: clinics.example.yml). All mistakes are told at once."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot import paths
from bot.clinics.addresses import issuer, origin, web_address
from bot.clinics.colours import read_theme
from bot.clinics.keys import read_key
from bot.clinics.model import PUBLIC, RETENTION_MINUTES, Clinic, Clinics, ClinicsInvalid, PortalKey, UnknownClinic
from bot.clinics.own_intervals import read_intervals
from bot.clinics.table import Table, Unfit, one_of, text, whole_number, yes_or_no
from bot.clinics.tree import Mistake, Node, Tree
from bot.language.danger.help import UnknownCountry, numbers_of

__all__ = ["Clinic", "Clinics", "ClinicsInvalid", "PortalKey", "UnknownClinic", "public_only", "read_clinics"]

FIELDS = (
    "id", "name", "contact", "country", "emergency_number", "allowed_origins", "theme", "intervals", "portal_issuer",
    "portal_keys", "portal_only", "privacy", "retention_minutes", "languages",
)  # fmt: skip
LONGEST_RETENTION = 60
LANGUAGES = ("en",)
PUBLIC_FILE = paths.DATA / "clinics" / "public.yml"


def read_clinics(path: Path) -> Clinics:
    """Return the clinics of a file; the public one is added where the file has none.

    Raises:
        ClinicsInvalid: something is wrong; the text names every mistake with its line and what to do.
    """
    tree = Tree(path)
    mistakes = tree.mistakes
    if tree.root is None:
        raise ClinicsInvalid(path, mistakes)
    table = Table(tree.root, ("default", "clinics"), ("clinics",), mistakes)
    read = [(node, _clinic(node, mistakes)) for node in table.entries("clinics")]
    if table.has("clinics") and not read:
        table.note(table.fields["clinics"], "no clinic is listed; add one, or start the server without this file")
    _check_together(read, mistakes)
    ids = [clinic.id for _, clinic in read]
    default = table.read("default", one_of(*dict.fromkeys(filter(None, [*ids, PUBLIC]))), PUBLIC)
    if mistakes:
        raise ClinicsInvalid(path, mistakes)
    clinics = {clinic.id: clinic for _, clinic in read}
    return Clinics({PUBLIC: public_clinic(), **clinics} if PUBLIC not in clinics else clinics, default)


@lru_cache(maxsize=1)
def public_clinic() -> Clinic:
    """Return the clinic of the server's own pages: no other origin, no portal. Its words: data/clinics/public.yml."""
    tree = Tree(PUBLIC_FILE)
    clinic = None if tree.root is None else _clinic(tree.root, tree.mistakes)
    if clinic is None or tree.mistakes:
        raise ClinicsInvalid(PUBLIC_FILE, tree.mistakes)
    return clinic


def public_only() -> Clinics:
    """Return the clinics of a server that is started without a file."""
    return Clinics({PUBLIC: public_clinic()})


def clinic_id(value: str) -> str:
    """Return an id: it stands in addresses and tokens, so it is short and plain."""
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?", value):
        raise Unfit(f"{value[:40]!r} is no id; use up to 40 small letters, digits and hyphens, such as north-clinic")
    return value


def _clinic(node: Node, mistakes: list[Mistake]) -> Clinic:
    table = Table(node, FIELDS, ("id", "name", "contact"), mistakes)
    name = table.read("name", text(80), "")
    country = table.read("country", _country, "") if table.has("country") else "ANY"
    return Clinic(
        id=table.read("id", clinic_id, ""),
        name=name,
        contact=table.read("contact", text(200), ""),
        country=country,
        emergency_number=table.read("emergency_number", lambda value: _emergency(value, country), _usual(country)),
        allowed_origins=_origins(table),
        theme=read_theme(table),
        intervals=read_intervals(table, name),
        privacy=table.read("privacy", web_address, "") or None,
        retention_minutes=table.read("retention_minutes", whole_number(1, LONGEST_RETENTION, "it"), RETENTION_MINUTES),
        languages=_languages(table),
        **_portal(table),
    )


def _country(value: str) -> str:
    try:
        numbers_of(value)
    except UnknownCountry:
        what = f"no numbers are known for {value[:20]!r}"
        raise Unfit(f"{what}; add them with their source to knowledge/danger/numbers.yml, or write ANY") from None
    return value.upper() or "ANY"


def _usual(country: str) -> str:
    return numbers_of(country)["emergency"]


def _emergency(value: str, country: str) -> str:
    """Return the emergency number as it is said; it must be one that is known for the country."""
    if country == "ANY":
        raise Unfit("set country too, so that the number can be checked; without one all common numbers are named")
    known = set(re.findall(r"\d+", _usual(country)))
    if not re.fullmatch(r"\d{2,6}(?: or \d{2,6})*", value):
        raise Unfit(f"{value[:40]!r} is no emergency number; write only the number, or leave the field out")
    if country and not set(re.findall(r"\d+", value)) <= known:
        number = " or ".join(sorted(known))
        raise Unfit(f"{value} is not what knowledge/danger/numbers.yml has for {country} ({number})")
    return value


def _origins(table: Table) -> frozenset[str]:
    read: set[str] = set()
    for node in table.entries("allowed_origins"):
        one = table.read_node(node, origin, "")
        if one in read:
            table.note(node, f"{one} stands here twice; keep one")
        read |= {one} if one else set()
    return frozenset(read)


def _languages(table: Table) -> tuple[str, ...]:
    read = [table.read_node(node, one_of(*LANGUAGES), "") for node in table.entries("languages")]
    return tuple(dict.fromkeys(read)) or LANGUAGES


def _portal(table: Table) -> dict[str, Any]:
    """Return the fields of a clinic that its portal needs, by name."""
    named = table.read("portal_issuer", issuer, "")
    keys = [key for entry in table.entries("portal_keys") if (key := read_key(entry, table.mistakes)) is not None]
    only = table.read("portal_only", yes_or_no, False)
    if table.has("portal_issuer") != table.has("portal_keys"):
        table.note(table.node, "portal_issuer and portal_keys belong together; give both or neither")
    if only and not table.has("portal_keys"):
        table.note(table.fields["portal_only"], "without portal_keys nobody could come in; add keys or take this away")
    kids = [key.kid for key in keys]
    for double in sorted({one for one in kids if kids.count(one) > 1}):
        table.note(table.fields["portal_keys"], f"two keys are called {double}; give each its own kid")
    return {"portal_issuer": named or None, "portal_keys": tuple(keys), "portal_only": only}


def _check_together(read: list[tuple[Node, Clinic]], mistakes: list[Mistake]) -> None:
    """Note what two clinics may not have in common: id, issuer and keys."""
    seen: dict[tuple[str, Any], int] = {}
    for node, clinic in read:
        own = [("id", clinic.id), ("portal_issuer", clinic.portal_issuer)]
        own += [("key", key.fingerprint) for key in clinic.portal_keys]
        for what, value in dict.fromkeys(own):
            if value and (what, value) in seen:
                first = seen[what, value]
                mistakes.append(node.mistake(f"the {what} is that of the clinic in line {first}; each needs its own"))
            elif value:
                seen[what, value] = node.line
