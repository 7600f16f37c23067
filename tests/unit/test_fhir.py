"""Results from a portal: what is read, what is left out and why, and that nothing hostile gets through."""

import contextlib
import copy
import json
import re
import string
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import paths
from bot.kb.reading import SHORT_LIMIT, reading_grade, term_pattern
from bot.labs import fhir, fhir_codes
from bot.labs.data import read as read_data
from bot.labs.fhir import Note, NotFhir, Received
from bot.labs.model import Measurement, Range
from bot.labs.units import analytes

EXAMPLES = Path(__file__).parent / "fhir"
TODAY = date(2026, 6, 1)
UCUM = "http://unitsofmeasure.org"


def example(name: str) -> dict[str, Any]:
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def read(content: Any) -> Received:
    return fhir.read(content, today=TODAY)


def changed(**fields: Any) -> dict[str, Any]:
    """The example Observation (IgM 32 mg/dL, range 40 to 230) with other fields; None takes a field out."""
    whole = {**example("observation"), **fields}
    return {name: value for name, value in whole.items() if value is not None}


def quantity(value: Any = 32, unit: str | None = "mg/dL", **more: Any) -> dict[str, Any]:
    return {"value": value, **({"unit": unit, "system": UCUM, "code": unit} if unit else {}), **more}


def coded(code: str, display: str | None = None, text: str | None = None) -> dict[str, Any]:
    coding = {"system": "http://loinc.org", "code": code, **({"display": display} if display else {})}
    return {"coding": [coding], **({"text": text} if text else {})}


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]}


def patient(**fields: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", "id": "pat-1", "gender": "female", "birthDate": "1986-03-10", **fields}


def ids(received: Received) -> list[str]:
    return [note.id for note in received.notes]


def only(received: Received) -> Measurement:
    assert len(received.measurements) == 1, received
    return received.measurements[0]


def left_out(received: Received) -> str:
    """The one reason why nothing was read."""
    assert received.measurements == ()
    assert len(received.notes) == 1, received.notes
    return received.notes[0].id


# What is read


def test_a_single_result() -> None:
    received = read(example("observation"))
    assert received.notes == ()
    assert received.measurements == (
        Measurement("IgM", Decimal(32), "mg/dL", "=", Range(Decimal(40), Decimal(230)), date(2026, 3, 4), "low"),
    )
    assert received.person.age_months is None


def test_a_bundle() -> None:
    received = read(json.dumps(example("bundle")).encode())
    found = {(m.analyte, m.on): m for m in received.measurements}
    assert len(received.measurements) == 5
    assert found["IgG", date(2026, 3, 4)].own_range == Range(Decimal(700), Decimal(1600), "mg/dL")
    assert found["IgG", date(2026, 3, 4)].value == Decimal("9.1")
    assert found["IgA", date(2026, 3, 4)].comparator == "<"
    assert found["IgA", date(2026, 3, 4)].own_range == Range(Decimal(70), Decimal(400))
    assert found["IgE", date(2026, 3, 4)].own_range == Range(None, Decimal(100))
    assert found["IgM", date(2025, 9, 1)].value == 35
    assert (received.person.age_months, received.person.sex) == (39 * 12 + 11, "female")
    assert ids(received) == ["specific_or_other", "others_skipped"]
    assert "Epstein Barr virus" in received.notes[0].values["name"]
    assert received.notes[1].values == {"count": "1"}


def test_contained_results_take_the_date_of_their_report() -> None:
    received = read(example("report"))
    assert [(m.analyte, str(m.value), m.unit) for m in received.measurements] == [
        ("IgM", "0.29", "g/L"),
        ("IgG", "8.8", "g/L"),
        ("IgG1", "5.2", "g/L"),
    ]
    assert {m.on for m in received.measurements} == {date(2026, 1, 15)}
    assert received.person.age_months == 39 * 12 + 10
    assert received.notes == ()


def test_components() -> None:
    received = read(example("panel"))
    assert [(m.analyte, m.comparator, m.value, m.printed) for m in received.measurements] == [
        ("IgM", "=", 120, "normal"),
        ("IgG", "<", 200, None),
    ]
    assert {m.on for m in received.measurements} == {date(2026, 2, 2)}
    assert received.notes == (Note("no_value", {"analyte": "IgA"}),)


@pytest.mark.parametrize("status", ["final", "amended", "corrected"])
def test_final_results_are_read(status: str) -> None:
    assert only(read(changed(status=status))).value == 32


@pytest.mark.parametrize("comparator", ["<", "<=", ">", ">="])
def test_comparators_are_kept(comparator: str) -> None:
    assert only(read(changed(valueQuantity=quantity(comparator=comparator)))).comparator == comparator


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (quantity(unit=None), None),
        ({"value": 32, "unit": "MG/DL"}, "mg/dL"),
        ({"value": 32, "code": "mg/dL"}, "mg/dL"),
        ({"value": 32, "unit": "milligrams per deciliter", "system": UCUM, "code": "mg/dL"}, "mg/dL"),
        ({"value": 0.32, "unit": "mg/mL", "system": UCUM, "code": "g/L"}, "g/L"),
        ({"value": 32, "unit": "mg/dL", "system": "urn:example:units", "code": "u17"}, "mg/dL"),
    ],
)
def test_units(value: dict[str, Any], unit: str | None) -> None:
    assert only(read(changed(valueQuantity=value))).unit == unit


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("<7 mg/dL", ("<", Decimal(7), "mg/dL")),
        ("≤ 7.5", ("<=", Decimal("7.5"), None)),
        ("32 mg/dL", ("=", Decimal(32), "mg/dL")),
    ],
)
def test_values_as_text(stated: str, expected: tuple[str, Decimal, str | None]) -> None:
    found = only(read(changed(valueQuantity=None, valueString=stated)))
    assert (found.comparator, found.value, found.unit) == expected


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ({"effectiveDateTime": "2026-03"}, None),
        ({"effectiveDateTime": "2026-03", "issued": "2026-03-09T00:00:00Z"}, date(2026, 3, 9)),
        ({"effectiveDateTime": "2019", "issued": "2026-03-09T00:00:00Z"}, None),
        ({"effectiveDateTime": None, "issued": "2026-03-09T00:00:00Z"}, date(2026, 3, 9)),
        ({"effectiveDateTime": None, "effectiveInstant": "2026-03-08T00:00:00Z"}, date(2026, 3, 8)),
        ({"effectiveDateTime": None}, None),
    ],
)
def test_dates(fields: dict[str, Any], day: date | None) -> None:
    assert only(read(changed(**fields))).on == day


def test_a_date_in_the_future_is_left_out() -> None:
    received = read(changed(effectiveDateTime="2026-07-01"))
    assert only(received).on is None
    assert ids(received) == ["date_in_future"]


@pytest.mark.parametrize(
    ("codes", "printed"),
    [(["LL"], "low"), (["HH"], "high"), (["N"], "normal"), (["L", "H"], None), (["POS"], None), (["L", "LL"], "low")],
)
def test_the_laboratorys_own_flag(codes: list[str], printed: str | None) -> None:
    assert only(read(changed(interpretation=[{"coding": [{"code": c} for c in codes]}]))).printed == printed


# Codes and names


@pytest.mark.parametrize(
    "name",
    ["IgM", "IGM, SERUM", "Immunoglobulin M (IgM)", "IgM SerPl-mCnc", "Ig-M total", "Quantitative Immunoglobulin M",
     "Immunoglobulin, IgM (mg/dL)", "Immunglobulin M im Serum", "免疫球蛋白M"],
)  # fmt: skip
def test_names_that_agree(name: str) -> None:
    assert only(read(changed(code=coded("2472-9", name)))).analyte == "IgM"
    assert only(read(changed(code=coded("2472-9", None, name)))).analyte == "IgM"


@pytest.mark.parametrize("name", ["IgG1", "IgG 1", "IgG Subclass 1", "Immunoglobulin G, subclass 1", "IgG subclass-1"])
def test_names_of_subclasses(name: str) -> None:
    assert only(read(changed(code=coded("2466-1", name), referenceRange=None))).analyte == "IgG1"


def test_every_analyte_has_its_code() -> None:
    for analyte in analytes().values():
        assert fhir_codes.identify(coded(analyte.loinc, analyte.id)).analyte == analyte.id


@pytest.mark.parametrize(
    ("code", "name", "reason"),
    [
        ("2472-9", "IgA [Mass/volume] in Serum or Plasma", "code_and_name_differ"),
        ("2458-8", "Immunoglobulin M", "code_and_name_differ"),
        ("2472-9", "Ferritin", "code_and_name_differ"),
        ("2472-9", "IgM, IgA", "code_and_name_differ"),
        ("2466-1", "IgG", "code_and_name_differ"),
        ("2458-8", "IgA1", "code_and_name_differ"),
        ("2472-9", "EBV VCA IgM", "specific_or_other"),
        ("2472-9", "anti-IgM", "specific_or_other"),
        ("2472-9", "IgM CSF", "specific_or_other"),
        ("19113-0", "Peanut IgE", "specific_or_other"),
        ("2472-9", "IgM " + "serum " * 100 + "rubella", "specific_or_other"),
        ("5334-7", "Rubella virus IgM Ab", "specific_or_other"),
        ("99999-9", "Immunoglobulin M", "code_unknown"),
        ("6690-2", "Leukocytes", "others_skipped"),
        ("6690-2", "immunoglobulin assay", "others_skipped"),
    ],
)
def test_names_that_do_not(code: str, name: str, reason: str) -> None:
    assert left_out(read(changed(code=coded(code, name)))) == reason


def test_two_codes() -> None:
    both = {"coding": [{"system": "http://loinc.org", "code": c} for c in ("2472-9", "2458-8")]}
    assert left_out(read(changed(code=both))) == "codes_differ"
    local = {"coding": [{"system": "urn:lab", "code": "X1", "display": "IgA"}, coded("2472-9")["coding"][0]]}
    assert left_out(read(changed(code=local))) == "code_and_name_differ"


def test_a_code_of_another_system_decides_nothing() -> None:
    other = {"coding": [{"system": "http://snomed.info/sct", "code": "2472-9", "display": "IgM"}]}
    assert left_out(read(changed(code=other))) == "code_unknown"
    assert only(read(changed(code={"coding": [{"code": "2472-9", "display": "IgM"}]}))).analyte == "IgM"


def test_names_are_shown_cut_and_without_signs() -> None:
    name = "EBV <script>alert(1)</script> IgM\n{x} " + "a" * 500
    values = read(changed(code=coded("7886-5", name))).notes[0].values
    assert len(values["name"]) <= 60
    assert not set("<>{}\n") & set(values["name"])


# What is left out

ABSENT = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "error"}]}

REFUSED = {
    "preliminary": ({"status": "preliminary"}, "not_final"),
    "registered": ({"status": "registered"}, "not_final"),
    "unknown status": ({"status": "unknown"}, "not_final"),
    "unheard-of status": ({"status": "done"}, "not_final"),
    "entered in error": ({"status": "entered-in-error"}, "withdrawn"),
    "cancelled": ({"status": "cancelled"}, "withdrawn"),
    "no status": ({"status": None}, "not_valid"),
    "unknown field": ({"colour": "red"}, "not_valid"),
    "broken date": ({"effectiveDateTime": "2026-13-45"}, "not_valid"),
    "no value": ({"valueQuantity": None}, "no_value"),
    "empty quantity": ({"valueQuantity": {"unit": "mg/dL"}}, "no_value"),
    "reason without value": ({"valueQuantity": None, "dataAbsentReason": ABSENT}, "no_value"),
    "reason beside value": ({"dataAbsentReason": ABSENT}, "no_value"),
    "text in place of number": ({"valueQuantity": quantity("32")}, "value_unclear"),
    "comparator of R5": ({"valueQuantity": quantity(comparator="ad")}, "value_unclear"),
    "positive": ({"valueQuantity": None, "valueCodeableConcept": {"text": "positive"}}, "value_unclear"),
    "range": ({"valueQuantity": None, "valueString": "30-40 mg/dL"}, "value_unclear"),
    "comma": ({"valueQuantity": None, "valueString": "1,234 mg/dL"}, "value_unclear"),
    "titre": ({"valueQuantity": None, "valueString": "1:80"}, "value_unclear"),
    "long text": ({"valueQuantity": None, "valueString": "1" + " " * 99_999 + "\nx"}, "value_unclear"),
    "negative": ({"valueQuantity": quantity(-1)}, "value_implausible"),
    "negative without unit": ({"valueQuantity": quantity(-1, None)}, "value_implausible"),
    "too much": ({"valueQuantity": quantity(32, "g/dL")}, "value_implausible"),
    "huge": ({"valueQuantity": quantity(10**25)}, "value_implausible"),
    "beyond all": ({"valueQuantity": quantity(float("1e300"))}, "not_valid"),
    "case of the code": ({"valueQuantity": quantity(32, "Mg/dl")}, "unit_unclear"),
    "unknown text": ({"valueQuantity": {"value": 32, "unit": "index"}}, "unit_unclear"),
    "foreign code": ({"valueQuantity": {"value": 32, "system": "urn:x", "code": "mg/dL"}}, "unit_unclear"),
    "two units": ({"valueQuantity": {**quantity(32), "unit": "g/L"}}, "unit_differs"),
    "activity": ({"valueQuantity": quantity(32, "[IU]/mL")}, "unit_wrong_kind"),
    "IgE as mass": (
        {"code": coded("19113-0", "IgE"), "valueQuantity": quantity(32), "referenceRange": None},
        "unit_wrong_kind",
    ),
    "focus": ({"focus": [{"reference": "Patient/donor"}]}, "not_about_patient"),
    "device": ({"subject": {"reference": "Device/analyser"}}, "not_about_patient"),
    "group": ({"subject": {"reference": "urn:uuid:1", "type": "Group"}}, "not_about_patient"),
    "modifier": ({"modifierExtension": [{"url": "urn:x", "valueBoolean": True}]}, "qualified"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_results_that_are_left_out(case: str) -> None:
    fields, reason = REFUSED[case]
    assert left_out(read(changed(**fields))) == reason


def test_a_withdrawn_report_takes_its_results_with_it() -> None:
    withdrawn = example("report") | {"status": "entered-in-error"}
    assert ids(read(withdrawn)) == ["withdrawn"] * 3
    whole = example("bundle")
    whole["entry"][-1]["resource"]["status"] = "cancelled"
    received = read(whole)
    assert {(m.analyte, m.value) for m in received.measurements if m.analyte in ("IgM", "IgG")} == {("IgM", 35)}
    assert ids(received).count("withdrawn") == 2


def test_a_broken_report_is_not_read() -> None:
    broken = example("report")
    del broken["status"]
    assert ids(read(broken)) == ["report_unclear"]


def test_repetitions_are_read_once() -> None:
    one = changed()
    again = changed(id="other", referenceRange=None, interpretation=None)
    assert only(read(bundle(one, one, again))).own_range == Range(Decimal(40), Decimal(230))
    report = example("report")
    report["contained"].append(dict(report["contained"][1], id="m2"))
    assert len(read(report).measurements) == 3


def test_versions() -> None:
    def version(value: int, updated: str | None) -> dict[str, Any]:
        return changed(valueQuantity=quantity(value), meta=updated and {"lastUpdated": updated})

    old, new = version(32, "2026-03-04T08:00:00Z"), version(132, "2026-03-05T08:00:00+02:00")
    assert only(read(bundle(old, new))).value == 132
    assert only(read(bundle(new, old))).value == 132
    assert left_out(read(bundle(old, version(132, None)))) == "versions_differ"


def test_many_notes_are_cut() -> None:
    many = [changed(id=f"x{i}", code=coded("7886-5", f"Virus {i} IgM")) for i in range(30)]
    received = read(bundle(*many))
    assert ids(received) == ["specific_or_other"] * 5 + ["and_more"]
    assert received.notes[-1].values == {"count": "25"}


# Ranges


def ranged(*ranges: dict[str, Any], birth: str = "1986-03-10", value: dict[str, Any] | None = None) -> Received:
    return read(bundle(patient(birthDate=birth), changed(referenceRange=list(ranges), **({"valueQuantity": value} if value else {}))))  # noqa: E501  # fmt: skip


def ends(low: Any, high: Any, unit: str | None = "mg/dL", **more: Any) -> dict[str, Any]:
    return {"low": quantity(low, unit), "high": quantity(high, unit), **more}


def ages(low: int | None, high: int | None, unit: str = "a") -> dict[str, Any]:
    return {end: quantity(age, unit) for end, age in (("low", low), ("high", high)) if age is not None}


NORMAL = {"coding": [{"code": "normal"}]}
TREATMENT = {"coding": [{"code": "treatment"}]}
FULL = Range(Decimal(40), Decimal(230))


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ([ends(40, 230)], FULL),
        ([ends(40, 230, None)], FULL),
        ([ends(40, 230, type=NORMAL), ends(1, 2, type=TREATMENT)], FULL),
        ([ends(1, 2, type=TREATMENT)], None),
        ([ends(0.4, 2.3, "g/L")], Range(Decimal("0.4"), Decimal("2.3"), "g/L")),
        ([{"low": quantity(40)}], Range(Decimal(40), None)),
        ([ends(40, 230), ends(40, 230)], FULL),
        ([ends(20, 90, age=ages(0, 1)), ends(40, 230, age=ages(18, None)), ends(30, 180, age=ages(2, 17))], FULL),
        ([ends(20, 90), ends(40, 230, age=ages(18, 120))], FULL),
        ([ends(40, 230, appliesTo=[{"text": "Female"}]), ends(30, 200, appliesTo=[{"text": "Male"}])], FULL),
        ([ends(40, 230, appliesTo=[{"coding": [{"code": "248152002"}]}])], FULL),
        ([{"text": "40-230"}], FULL),
        ([{"text": "0.4 – 2.3 g/L"}], Range(Decimal("0.4"), Decimal("2.3"), "g/L")),
        ([{"text": "<= 230 mg/dL"}], Range(None, Decimal(230))),
        ([{"text": ">40"}], Range(Decimal(40), None)),
        ([{"text": "see comment"}], None),
        ([{"text": "40"}], None),
        ([], None),
    ],
)
def test_ranges(ranges: list[dict[str, Any]], expected: Range | None) -> None:
    received = ranged(*ranges) if ranges else read(bundle(patient(), changed(referenceRange=None)))
    assert only(received).own_range == expected
    assert received.notes == ()


@pytest.mark.parametrize(
    ("ranges", "reason"),
    [
        ([ends(230, 40)], "range_reversed"),
        ([{"text": "230-40"}], "range_reversed"),
        ([ends(40, 230), ends(30, 200)], "range_unclear"),
        ([ends(40, 230, age=ages(0, 17))], "range_unclear"),
        ([ends(40, 230, age=ages(18, 99)), ends(30, 200, age=ages(20, 60))], "range_unclear"),
        ([ends(40, 230, age={})], "range_unclear"),
        ([ends(40, 230, appliesTo=[{"text": "pregnant"}])], "range_unclear"),
        ([{"low": quantity(0.4, "g/L"), "high": quantity(230)}], "range_unclear"),
        ([ends(40, 230, "[IU]/mL")], "range_unclear"),
        ([ends(40, 230, "Mg/dl")], "range_unclear"),
        ([ends(-40, 230)], "range_unclear"),
        ([{"low": quantity(comparator="<")}], "range_unclear"),
        ([{"low": {"unit": "mg/dL"}}], "range_unclear"),
    ],
)
def test_ranges_that_are_not_used(ranges: list[dict[str, Any]], reason: str) -> None:
    received = ranged(*ranges)
    assert ids(received) == [reason]
    assert all(m.own_range is None for m in received.measurements)


def test_the_range_of_the_age_at_the_test() -> None:
    young, older = ends(20, 90, age=ages(0, 5)), ends(40, 230, age=ages(6, 17))
    assert only(ranged(young, older, birth="2020-03-05")).own_range == Range(Decimal(20), Decimal(90))
    assert only(ranged(young, older, birth="2020-03-04")).own_range == FULL
    weeks = ends(10, 20, age=ages(0, 8, "wk"))
    assert only(ranged(weeks, older, birth="2026-02-01")).own_range == Range(Decimal(10), Decimal(20))
    assert ids(ranged(young, older, birth="2020")) == ["range_unclear", "age_unclear"]


# People


@pytest.mark.parametrize(
    ("birth", "age", "notes"),
    [
        ("2023-03-05", 35, []),
        ("2023-03-04", 36, []),
        ("2026-03-04", 0, []),
        ("1986", 38 * 12 + 14, []),
        ("2010-05", None, ["age_unclear"]),
        ("2008", None, ["age_unclear"]),
        ("2026-03-05", None, ["age_unclear"]),
        ("1880-01-01", None, ["age_unclear"]),
    ],
)
def test_age_at_the_newest_result(birth: str, age: int | None, notes: list[str]) -> None:
    received = read(bundle(patient(birthDate=birth), changed(referenceRange=None)))
    assert ids(received) == notes
    assert received.person.age_months == age
    assert received.person.sex == "female"


def test_without_a_date_there_is_no_age() -> None:
    assert read(bundle(patient(), changed(effectiveDateTime=None))).person.age_months is None


def test_a_broken_patient_is_not_used() -> None:
    received = read(bundle(patient(birthDate="10.3.1986"), changed()))
    assert ids(received) == ["patient_unclear"]
    assert received.person.sex is None


MINE, YOURS = changed(id="a"), changed(id="b", subject={"reference": "Patient/pat-2"})
SEVERAL = {
    "two subjects": bundle(MINE, YOURS),
    "two patients": bundle(patient(), patient(id="pat-2"), MINE),
    "another patient": bundle(patient(id="pat-2"), MINE),
    "another person's other test": bundle(MINE, {**YOURS, "code": coded("6690-2", "Leukocytes")}),
    "two patients without id": bundle(
        {"resourceType": "Patient", "gender": "male"}, {"resourceType": "Patient", "gender": "female"}
    ),
    "two identifiers": bundle(
        *(changed(id=v, subject={"identifier": {"system": "urn:mrn", "value": v}}) for v in ("1", "2"))
    ),
    "two names": bundle(*(changed(id=v, subject={"display": v}) for v in ("Ann", "Bob"))),
    "two servers": bundle(
        *(changed(id=v, subject={"reference": f"https://{v}.example.org/Patient/1"}) for v in ("a", "b"))
    ),
    "report of another": bundle(MINE, example("report")),
    "many": bundle(*(changed(id=f"x{i}", subject={"reference": f"Patient/{i}"}) for i in range(90))),
}


@pytest.mark.parametrize("case", SEVERAL)
def test_several_people_are_never_mixed(case: str) -> None:
    received = read(SEVERAL[case])
    assert left_out(received) == "several_people"
    assert (received.person.age_months, received.person.sex) == (None, None)


@pytest.mark.parametrize(
    "reference",
    [
        {"reference": "Patient/pat-1"},
        {"reference": "Patient/pat-1/_history/3"},
        {"reference": "https://fhir.example.org/r4/Patient/pat-1"},
        {"reference": "urn:uuid:7"},
        {"identifier": {"system": "urn:mrn", "value": "1"}},
        {"display": "Ann"},
    ],
)
def test_one_person_by_many_references(reference: dict[str, Any]) -> None:
    whole = bundle(patient(identifier=[{"system": "urn:mrn", "value": "1"}]), changed(id="a"))
    whole["entry"][0]["fullUrl"] = "urn:uuid:7"
    whole["entry"].append({"resource": changed(id="b", subject=reference, effectiveDateTime="2025-01-01")})
    received = read(whole)
    assert len(received.measurements) == 2
    assert received.person.age_months == 39 * 12 + 11


# What is no FHIR

TOO_DEEP = '{"resourceType":"Observation","x":' + "[" * 5000 + "]" * 5000 + "}"


@pytest.mark.parametrize(
    "content",
    ["", "null", "[]", "32 mg/dL", "{", '{"a":NaN}', '{"resourceType":"Patient"}', '{"resourceType":["Bundle"]}', "{}",
     '{"resourceType":"Observation","resourceType":"Bundle"}', TOO_DEEP, b"\xff\xfe", '"' + "a" * 1_000_001 + '"',
     b" " * 5_000_000, {"resourceType": "Observation", "x": {1: 2}}, {"resourceType": "Observation", "x": object()},
     {"resourceType": "Bundle", "x": ["a" * 600_000] * 2}, '{"x":' + "1" * 5000 + "}"],
)  # fmt: skip
def test_not_fhir(content: Any) -> None:
    with pytest.raises(NotFhir) as caught:
        fhir.read(content)
    assert len(str(caught.value)) < 60


def test_a_circle_is_no_fhir() -> None:
    circle: dict[str, Any] = {"resourceType": "Bundle"}
    circle["entry"] = [circle]
    with pytest.raises(NotFhir):
        fhir.read(circle)


def test_an_empty_bundle() -> None:
    assert ids(read(bundle())) == ["nothing_found"]


def test_numbers_stay_exact() -> None:
    content = json.dumps(changed()).replace('"value": 32,', '"value": 32.10,')
    assert str(only(read("\ufeff" + content)).value) == "32.10"
    assert left_out(read(content.replace("32.10", "1e999999999"))) == "not_valid"


# Time


def test_big_and_hostile_inputs_are_read_in_time() -> None:
    hostile = [
        bundle(*(changed(id=f"x{i}", category=None, referenceRange=None) for i in range(1500))),
        bundle(*(changed(id="x", status=f"s{i}", referenceRange=None, category=None) for i in range(1500))),
        changed(code=coded("2472-9", "IgG" + " " * 900_000)),
        changed(code=coded("2472-9", "Ig" * 400_000)),
        changed(subject={"reference": "A" * 900_000}),
        changed(subject={"reference": "A/" * 400_000}),
        changed(referenceRange=[{"text": "1" + " " * 900_000}]),
        bundle(patient(identifier=[{"value": str(i)} for i in range(20_000)]), *(
            changed(id=f"x{i}", category=None, referenceRange=None) for i in range(500)
        )),
        example("report") | {"result": [{"reference": "#m"}] * 20_000},
        '{"x":"' + '\\"' * 400_000,
    ]  # fmt: skip
    for case, content in enumerate(hostile):
        start = time.perf_counter()
        with contextlib.suppress(NotFhir):
            fhir.read(content, today=TODAY)
        assert time.perf_counter() - start < 5, case


def test_the_library_is_loaded_on_first_use_and_fast() -> None:
    program = (
        "import sys, time; start = time.perf_counter()\n"
        "from bot.labs import fhir\n"
        "assert not [m for m in sys.modules if m.startswith(('fhir.', 'pydantic'))]\n"
        f"fhir.read(open({str(EXAMPLES / 'bundle.json')!r}).read())\n"
        "print(time.perf_counter() - start)"
    )
    seconds = [
        float(
            subprocess.run(
                [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=paths.ROOT
            ).stdout
        )
        for _ in range(2)
    ]
    assert min(seconds) < 1


# Sentences


@pytest.fixture(scope="module")
def sentences() -> dict[str, str]:
    return {note["id"]: note["text"] for note in read_data("received")["notes"]}


PLACES = {
    "unit_unclear": {"analyte", "unit"},
    "unit_wrong_kind": {"analyte", "unit"},
    "code_and_name_differ": {"analyte", "name"},
    "code_unknown": {"name"},
    "specific_or_other": {"name"},
    "others_skipped": {"count"},
    "and_more": {"count"},
    **{note: set() for note in ("several_people", "nothing_found", "report_unclear", "patient_unclear", "age_unclear")},
}


def test_every_sentence_has_the_places_that_its_note_fills(sentences: dict[str, str]) -> None:
    for note, text in sentences.items():
        places = {place for _, place, _, _ in string.Formatter().parse(text) if place}
        assert places == PLACES.get(note, {"analyte"}), note


def test_every_note_of_the_code_has_a_sentence(sentences: dict[str, str]) -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (paths.ROOT / "bot" / "labs").glob("fhir*.py"))
    used = set(re.findall(r'(?:Note|Unread)\(\s*"([a-z_]+)"', code))
    used |= {name for name in sentences if f'"{name}"' in code}
    assert used == set(sentences)


def test_sentences_are_easy_to_read(sentences: dict[str, str], knowledge: Any) -> None:
    terms = term_pattern(knowledge.glossary)
    for note, text in sentences.items():
        filled = text.format(analyte="IgM", name="IgM", unit="mg/dL", count="3")
        assert reading_grade(filled, terms) <= SHORT_LIMIT, note


# Mutated resources

JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**40), 10**40), st.floats(), st.text(max_size=20),
    st.just({}), st.just([]),
    st.sampled_from(["2472-9", "IgM", "mg/dL", "#m", "Patient/pat-1", "entered-in-error", "9" * 30, "\ud800"]),
    st.lists(st.integers(), max_size=3), st.dictionaries(st.text(max_size=8), st.integers(), max_size=3),
)  # fmt: skip


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(place for key, child in inner for place in places(child, (*path, key)))]


def at(node: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        node = node[key]
    return node


@st.composite
def mutated(draw: Callable[..., Any]) -> dict[str, Any]:
    whole = copy.deepcopy(draw(st.sampled_from([example(p.stem) for p in sorted(EXAMPLES.glob("*.json"))])))
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from(places(whole)[1:] or [()]))
        if not path:
            break
        holder, key = at(whole, path[:-1]), path[-1]
        how = draw(st.sampled_from(["junk", "remove", "copy", "other"]))
        if how == "remove":
            del holder[key]
        elif how == "copy" and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[key]))
        elif how == "other":
            holder[key] = copy.deepcopy(at(whole, draw(st.sampled_from(places(whole)[1:]))))
        else:
            holder[key] = draw(JUNK)
    return whole


def check(received: Received) -> None:
    texts = {note["id"]: note["text"] for note in read_data("received")["notes"]}
    for note in received.notes:
        assert texts[note.id].format(**note.values)
    for measured in received.measurements:
        assert measured.analyte in analytes()
        assert measured.value is not None
        assert measured.value >= 0
        assert measured.comparator in ("=", "<", ">", "<=", ">=")


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutated())
def test_mutated_resources_give_notes_or_not_fhir(content: dict[str, Any]) -> None:
    with contextlib.suppress(NotFhir):
        check(read(content))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_broken_text_gives_notes_or_not_fhir(data: Any) -> None:
    content = json.dumps(example("bundle"))
    start = data.draw(st.integers(0, len(content)))
    broken = content[:start] + data.draw(st.text(max_size=5)) + content[start + data.draw(st.integers(0, 9)) :]
    with contextlib.suppress(NotFhir):
        check(read(broken))
