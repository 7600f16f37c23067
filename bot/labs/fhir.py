"""Reads laboratory results that a portal sends as FHIR R4: Observation, DiagnosticReport, or a Bundle of them.

What is in doubt is left out with a note: code and name that differ, units that do not fit, results that are not
final, results of more than one person. Nothing of the content gets into an exception or a log.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bot.labs.fhir_bundle import Entry, Index, gather, newest_versions, parents_of
from bot.labs.fhir_check import is_valid
from bot.labs.fhir_codes import Kind, identify
from bot.labs.fhir_json import parse, records, text
from bot.labs.fhir_model import Note, NotFhir, Received, Unread
from bot.labs.fhir_people import Patient, is_own, patient_of, person_of, several
from bot.labs.fhir_ranges import own_range
from bot.labs.fhir_values import day_of, not_yet, printed, value_of
from bot.labs.model import Measurement, Person

__all__ = ["NotFhir", "Note", "Received", "read"]

ACCEPTED = ("Observation", "DiagnosticReport", "Bundle")
FINAL = ("final", "amended", "corrected")
WITHDRAWN = ("entered-in-error", "cancelled")
MOST_NOTES = 5
"""Of one kind; the rest are counted in one note, so that no sender can fill a page."""

INHERITED = ("status", "effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued")


@dataclass(frozen=True)
class Test:
    """A result to be read: the Observation (or a component with what it inherits), where it stands, what it is."""

    observation: dict[str, Any]
    entry: Entry
    kind: Kind


@dataclass(frozen=True)
class Context:
    """What a result is read with: its parents by ``Entry.key``, the patient, the day, which resources are valid."""

    index: Index
    parents: dict[object, list[Entry]]
    patient: Patient
    today: date
    checked: dict[int, bool] = field(default_factory=dict)

    def is_valid(self, entry: Entry) -> bool:
        """Tell whether a resource is valid; each is checked once."""
        if id(entry) not in self.checked:
            self.checked[id(entry)] = is_valid(entry.resource)
        return self.checked[id(entry)]


def read(content: str | bytes | dict[str, Any], today: date | None = None) -> Received:
    """Return the results of IgM, IgG, IgA, IgE, IgD and subclasses, the person, and notes on what was left out.

    ``today`` is the day after which dates are wrong (by default, this day).

    Raises:
        NotFhir: not JSON, too large, or not a FHIR resource of an accepted kind.
    """
    root = parse(content)
    if root.get("resourceType") not in ACCEPTED:
        raise NotFhir("not an Observation, a DiagnosticReport or a Bundle")
    entries = list(gather(root))
    index = Index(entries)
    if several(entries, index):
        return Received((), Person(), (Note("several_people"),))
    patient, notes = patient_of(entries)
    context = Context(index, parents_of(entries, index), patient, today or date.today())
    measurements, left_out = _read_all([e for e in entries if e.kind == "Observation"], context)
    person, about_age = person_of(patient, [measured.on for measured in measurements if measured.on])
    all_notes = _few([*notes, *left_out, *about_age])
    if not measurements and not all_notes:
        all_notes = [Note("nothing_found")]
    return Received(tuple(measurements), person, tuple(all_notes))


def _read_all(entries: list[Entry], context: Context) -> tuple[list[Measurement], list[Note]]:
    measurements: list[Measurement] = []
    notes: list[Note] = []
    others = 0
    for entry, in_doubt in newest_versions(entries):
        for test in _tests(entry):
            try:
                measurement, about_it = _read_one(test, in_doubt, context)
                measurements += [measurement] if measurement else []
                others += measurement is None
                notes += about_it
            except Unread as reason:
                notes.append(reason.note)
    if others:
        notes.append(Note("others_skipped", {"count": str(others)}))
    return _once(measurements), notes


def _tests(entry: Entry) -> Iterator[Test]:
    """Yield the Observation itself, unless it only holds others together, and its components."""
    observation = entry.resource
    components = records(observation.get("component"))
    kind = identify(observation.get("code"))
    has_value = any(name.startswith("value") for name in observation)
    if kind.analyte or has_value or not (components or observation.get("hasMember")):
        yield Test(observation, entry, kind)
    handed_down = {name: observation[name] for name in INHERITED if name in observation}
    for component in components:
        yield Test({**component, **handed_down}, entry, identify(component.get("code")))


def _read_one(test: Test, in_doubt: bool, context: Context) -> tuple[Measurement | None, list[Note]]:
    """Return one result with notes about its range or date; None for a test of something else.

    Raises:
        Unread: the result must not be read.
    """
    analyte, observation = test.kind.analyte, test.observation
    if test.kind.note:
        raise Unread(test.kind.note.id, **test.kind.note.values)
    if analyte is None:
        return None, []
    parents = context.parents.get(test.entry.key, [])
    _refuse_unfit(test, analyte, parents, context)
    if in_doubt:
        raise Unread("versions_differ", analyte=analyte)
    comparator, value, unit = value_of(observation, analyte)
    notes = []
    on = next(filter(None, map(day_of, (observation, *(parent.resource for parent in parents)))), None)
    if on is not None and not_yet(on, context.today):
        on, notes = None, [Note("date_in_future", {"analyte": analyte})]
    its_range, about_range = own_range(observation, analyte, unit, context.patient, on)
    measurement = Measurement(analyte, value, unit, comparator, its_range, on, printed(observation))
    return measurement, [*notes, *about_range]


def _refuse_unfit(test: Test, analyte: str, parents: list[Entry], context: Context) -> None:
    """Raise Unread for a result that is not final, not valid, not the patient's, or qualified in an unknown way."""
    reports = [parent for parent in parents if parent.kind == "DiagnosticReport"]
    states = [text(resource.get("status")) for resource in (test.observation, *(p.resource for p in parents))]
    if any(state in WITHDRAWN for state in states):
        raise Unread("withdrawn", analyte=analyte)
    if not context.is_valid(test.entry):
        raise Unread("not_valid", analyte=analyte)
    if not all(map(context.is_valid, reports)):
        raise Unread("report_unclear")
    if states[0] not in FINAL:
        raise Unread("not_final", analyte=analyte)
    if not all(is_own(entry.resource, entry, context.index) for entry in (test.entry, *reports)):
        raise Unread("not_about_patient", analyte=analyte)
    marked = (test.observation, test.entry.resource, *(p.resource for p in parents))
    if any("modifierExtension" in resource or "implicitRules" in resource for resource in marked):
        raise Unread("qualified", analyte=analyte)


def _once(measurements: list[Measurement]) -> list[Measurement]:
    """Return the results without repetitions; of two that differ in having a range or flag, the one that has it."""
    groups: dict[Measurement, list[Measurement]] = {}
    for measurement in measurements:
        bare = replace(measurement, own_range=None, printed=None)
        groups.setdefault(bare, []).append(measurement)
    found = []
    for group in groups.values():
        full = [m for m in group if m.own_range or m.printed] or group
        found += list(dict.fromkeys(full))
    return found


def _few(notes: list[Note]) -> list[Note]:
    """Return each note once, a few of each kind, and how many more there were."""
    seen: list[Note] = []
    kinds: dict[str, int] = {}
    dropped = set()
    for note in notes:
        key = (note.id, *note.values.items())
        if note in seen or key in dropped:
            continue
        kinds[note.id] = kinds.get(note.id, 0) + 1
        if kinds[note.id] > MOST_NOTES:
            dropped.add(key)
        else:
            seen.append(note)
    return [*seen, *([Note("and_more", {"count": str(len(dropped))})] if dropped else [])]
