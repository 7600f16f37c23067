"""Whose results a FHIR Bundle holds. Results of two people are never mixed: in doubt it is more than one."""

import json
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.labs.fhir_bundle import Entry, Index, tail
from bot.labs.fhir_check import is_valid
from bot.labs.fhir_json import record, records, text
from bot.labs.fhir_model import Note
from bot.labs.model import MONTHS_OF_ADULT, Person

OLDEST_MONTHS = 12 * 125
MOST_NAMES = 50
"""No person goes by more references than this in one Bundle; more are several people."""

SEXES = {"male": "male", "female": "female"}


@dataclass(frozen=True)
class Patient:
    """Birth date and sex as far as they are clear; ``birth_date`` as it was sent (it may lack the day)."""

    birth_date: str = ""
    sex: str | None = None

    @property
    def born(self) -> date | None:
        """Return the full birth date, None where a part is missing."""
        try:
            return date.fromisoformat(self.birth_date)
        except ValueError:
            return None


def is_own(resource: dict[str, Any], entry: Entry, index: Index) -> bool:
    """Tell whether a result is about the patient: not about a device or a group, nor a donor or fetus (focus)."""
    if resource.get("focus"):
        return False
    subject = record(resource.get("subject"))
    meant = index.find(text(subject.get("reference")), entry)
    stated = meant.kind if meant else text(subject.get("type")) or _kind(text(subject.get("reference")))
    return stated in ("", "Patient")


def _kind(reference: str) -> str:
    found = re.match(r"([A-Z][A-Za-z]+)[/?]", tail(reference))
    return found[1] if found else ""


def several(entries: list[Entry], index: Index) -> bool:
    """Tell whether the Patients and the subjects of results may be more than one person."""
    patients = [entry for entry in entries if entry.kind == "Patient"]
    nameless = {_content(entry) for entry in patients if not _names(entry)}
    known = {frozenset(_names(entry) | {_own_name(entry)}) for entry in patients if _names(entry)}
    displays = set()
    servers = {_server(entry.url) for entry in patients}
    for entry in entries:
        if entry.kind in ("Observation", "DiagnosticReport") and is_own(entry.resource, entry, index):
            subject = record(entry.resource.get("subject"))
            servers.add(_server(text(subject.get("reference"))))
            called = _subject_names(subject, entry, index)
            if called:
                known.add(frozenset(called))
            else:
                displays.add(text(subject.get("display")))
        if len(known) > MOST_NAMES:
            return True
    in_doubt = len(nameless) > 1 or len(displays - {""}) > 1 or len(servers - {""}) > 1
    return in_doubt or bool(nameless and any(map(_names, patients))) or len(_merged(known)) > 1


def _content(entry: Entry) -> str:
    return json.dumps(entry.resource, sort_keys=True, default=str)


def _identifiers(holder: Any) -> set[str]:
    found = [holder] if isinstance(holder, dict) else records(holder)
    return {f"{text(i.get('system'))}|{text(i.get('value'))}" for i in found if text(i.get("value"))}


def _names(patient: Entry) -> set[str]:
    """Return everything that a Patient may be referred to by; for a contained one, also what it holds."""
    names = _identifiers(patient.resource.get("identifier"))
    if patient.url:
        names.add(patient.url)
    if patient.holder is None:
        return names | ({f"Patient/{patient.id}"} if patient.id else set())
    told = {name: patient.resource.get(name) for name in ("name", "birthDate", "gender")}
    if told["name"] and told["birthDate"]:
        names.add(json.dumps(told, sort_keys=True, default=str))
    return names | {_own_name(patient)}


def _own_name(patient: Entry) -> str:
    return f"#{id(patient)}"


def _subject_names(subject: dict[str, Any], entry: Entry, index: Index) -> set[str]:
    reference = text(subject.get("reference"))
    names = _identifiers(subject.get("identifier"))
    meant = index.find(reference, entry) if reference else None
    if meant is not None:
        return names | {_own_name(meant)}
    return names | ({tail(reference)} if reference else set())


def _server(address: str) -> str:
    found = re.match(r"(https?://.*)/Patient/", address)
    return found[1] if found else ""


def _merged(names: set[frozenset[str]]) -> list[set[str]]:
    """Return the people: names that share one are one person's."""
    people: list[set[str]] = []
    for some in names:
        same = [person for person in people if person & some]
        people = [person for person in people if not person & some] + [set(some).union(*same)]
    return people


def patient_of(entries: list[Entry]) -> tuple[Patient, list[Note]]:
    """Return what the one Patient says of birth date and sex; nothing where it is broken or contradicts itself."""
    patients = [entry.resource for entry in entries if entry.kind == "Patient"]
    if not all(map(is_valid, patients)):
        return Patient(), [Note("patient_unclear")]
    births = {text(patient.get("birthDate")) for patient in patients} - {""}
    sexes = {text(patient.get("gender")) for patient in patients} - {""}
    if len(births) > 1 or len(sexes) > 1:
        return Patient(), [Note("patient_unclear")]
    return Patient(next(iter(births), ""), SEXES.get(next(iter(sexes), ""))), []


def months_between(born: date, on: date) -> int:
    """Return the completed months from one day to another (negative when ``on`` is earlier)."""
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


def person_of(patient: Patient, days: list[date]) -> tuple[Person, list[Note]]:
    """Return the person at the newest of the days of the results.

    A birth date without its day or month is used only where the person is an adult either way.
    """
    if not days or not patient.birth_date:
        return Person(sex=patient.sex), []
    born, newest = patient.born, max(days)
    months = _youngest(patient.birth_date, newest) if born is None else months_between(born, newest)
    before_birth = born is not None and min(days) < born
    if months is None or months > OLDEST_MONTHS or before_birth:
        return Person(sex=patient.sex), [Note("age_unclear")]
    return Person(age_months=months, sex=patient.sex), []


def _youngest(birth_date: str, newest: date) -> int | None:
    """Return the lowest age in months that an incomplete birth date allows, if that is an adult's."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{2}))?", birth_date)
    if not found or int(found[1]) == 0 or int(found[2] or 12) not in range(1, 13):
        return None
    year, month = int(found[1]), int(found[2] or 12)
    months = months_between(date(year, month, monthrange(year, month)[1]), newest)
    return months if months >= MONTHS_OF_ADULT else None
