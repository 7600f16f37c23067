"""How laboratory texts are read: cases by hand, texts generated from values, and the sets of tests/heldout/."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.understanding.held_out_labs import EXACT, SILENT, outcomes, sets
from bot.labs.checks import questioned
from bot.labs.units import units
from bot.language.labs.ages import find_ages
from bot.language.labs.glance import may_hold_values
from bot.language.labs.number_words import read_words
from bot.language.labs.reader import read


def values(text: str) -> list[tuple[str, str, float | None, str | None]]:
    found = read(text).measurements
    return [(m.analyte, m.comparator, None if m.value is None else float(m.value), m.unit) for m in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my IgM is 32", [("IgM", "=", 32, None)]),
        ("immunoglobulin M, serum 0.32 g/L", [("IgM", "=", 0.32, "g/L")]),
        ("Ig M came back at 32mg/dl", [("IgM", "=", 32, "mg/dL")]),
        ("M antibodies 32 mg per deciliter", [("IgM", "=", 32, "mg/dL")]),
        ("IgM 25, IgG 360, all mg/dL", [("IgM", "=", 25, "mg/dL"), ("IgG", "=", 360, "mg/dL")]),
        ("IgM 25, IgG 360 mg/dL", [("IgM", "=", 25, None), ("IgG", "=", 360, "mg/dL")]),
        ("32 for IgM and 900 for IgG", [("IgM", "=", 32, None), ("IgG", "=", 900, None)]),
        ("IgM <0,25 g/L", [("IgM", "<", 0.25, "g/L")]),
        ("IgM less than 20 mg%", [("IgM", "<", 20, "mg/dL")]),
        ("IgG 1,020 mg/dL", [("IgG", "=", 1020, "mg/dL")]),
        ("IgM thirty two mg/dl", [("IgM", "=", 32, "mg/dL")]),
        ("total IgE 240 ng/mL", [("IgE", "=", 240, "ng/mL")]),
        ("IgE 100 kU/L", [("IgE", "=", 100, "kU/L")]),
        ("IgG1 350 mg/dL, IgG2: 120 mg/dL", [("IgG1", "=", 350, "mg/dL"), ("IgG2", "=", 120, "mg/dL")]),
        ("IgG 1 g/L", [("IgG", "=", 1, "g/L")]),
        ("IgM undetectable", [("IgM", "<", None, None)]),
        ("Immunoglobulin M\n32\nmg/dL\n40-230", [("IgM", "=", 32, "mg/dL")]),
        ("IgM 32, sorry, 52", [("IgM", "=", 52, None)]),
        ("my fever was 39.5 and my IgM is 32", [("IgM", "=", 32, None)]),
        ("I get 30 g IVIG every 4 weeks, IgG 900 mg/dL", [("IgG", "=", 900, "mg/dL")]),
        ("call 555-123-4567, IgM 32 mg/dL", [("IgM", "=", 32, "mg/dL")]),
        ("I weigh 70 kg and my IgM is 32 mg/dL", [("IgM", "=", 32, "mg/dL")]),
        ("IgG/A/M = 812/140/28", [("IgG", "=", 812, None), ("IgA", "=", 140, None), ("IgM", "=", 28, None)]),
        (
            "IgA IgG IgM = 1.9 / 10.4 / 0.36",
            [("IgA", "=", 1.9, None), ("IgG", "=", 10.4, None), ("IgM", "=", 0.36, None)],
        ),
        ("IgM 0.22, IgG 11.3 (g/L)", [("IgM", "=", 0.22, "g/L"), ("IgG", "=", 11.3, "g/L")]),
        ("I G M forty one, M G slash D L", [("IgM", "=", 41, "mg/dL")]),
        ("IgM is below the detection limit of 0.1 g/L", [("IgM", "<", 0.1, "g/L")]),
        ("IgG 1 040 mg/dl, IgM 35 mg/dl", [("IgG", "=", 1040, "mg/dL"), ("IgM", "=", 35, "mg/dL")]),
        ("IgG 1 340 mg/dl", [("IgG1", "=", 340, "mg/dL")]),
        ("IgG 1.034 mg/dL (700 - 1600)", [("IgG", "=", 1034, "mg/dL")]),
        ("IgM 45 mg/dl, I misread it. It's 54", [("IgM", "=", 54, "mg/dL")]),
        ("My IgM isn't 32. It's 23 mg/dL", [("IgM", "=", 23, "mg/dL")]),
        ("IgM 320, oops I put an extra zero, IgM is 32 mg/dL", [("IgM", "=", 32, "mg/dL")]),
        ("IgM <20 mg/dL. Just says <20", [("IgM", "<", 20, "mg/dL")]),
        ("IgM 32 mg/dL, C3 98 mg/dL, CRP 3 mg/L", [("IgM", "=", 32, "mg/dL")]),
        ("total IgE 34 IU/mL, cat 5.6 kU/L", [("IgE", "=", 34, "IU/mL")]),
        ("ANA 1:160, IgM 188 mg/dL", [("IgM", "=", 188, "mg/dL")]),
        ('"IgM","31","mg/dL","40","230","L"', [("IgM", "=", 31, "mg/dL")]),
        ("IgM 32 mg/dL, repeat in 4/52", [("IgM", "=", 32, "mg/dL")]),
    ],
)
def test_values(text: str, expected: list[tuple[str, str, float, str]]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "my IgM is not low",
        "what if IgM is under 20?",
        "the article says below 40 mg/dL",
        "EBV VCA IgM 36 U/mL",
        "rubella IgM negative",
        "cardiolipin IgM 12 MPL",
        "anti-CMV IgM 2.3",
        "peanut specific IgE 12 kU/L",
        "my friend's IgM is 20",
        "I take 400 mg",
        "my son is 4 years old and weighs 20 kg",
        "does low IgM start at 40 years?",
        "treatments 4 low igm",
        "IgM pending, order 20241104",
        "how many mg/dL is 1 g/L for IgM?",
        "is 50 mg/dL a good IgM to aim for?",
        "if my next IgM comes back at 50 mg/dL would I be cured?",
        "It isn't my IgM that's 24, that's my vitamin D",
        "a lady in my group said her IgM is 8 mg/dL",
        "CD27+ IgM+ memory B cells 4.1%",
        "rheumatoid factor IgM 64 IU/mL. is RF the same as IgM?",
        "ring me on 0161 496 0032 about my IgM, surgery closes 6.30",
        "I was never tested for immunoglobulins, IgM 15 is hypothetical",
    ],
)
def test_no_value(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("mine is 32, my son's is 45, he is 3", "whose"),
        ("my moms IgM was 35 and mine was 36, mg/dL", "whose"),
        ("Twin A has an IgM of 21, twin B has 37", "whose"),
        ("my IgM is 32 and my daughter's IgM is 45", "whose"),
        ("IgM and IgG are 32, 45 and 900", "unclear"),
        ("Immunoglobulins: 31, 702, 118 mg/dL", "unclear"),
    ],
)
def test_what_must_be_asked_about_a_message(text: str, problem: str) -> None:
    assert read(text).problem == problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("IgM -5 mg/dL", "negative"),
        ("IgM 40,000 mg/dL", "implausible"),
        ("IgE 200 mg/dL", "wrong_unit"),
        ("IgM 32 mg/dL (230-40)", "range_reversed"),
        ("IgM 0.32 g/L (40-230)", "range_implausible"),
        ("IgG 1.020 mg/dL", "separator"),
        ("my IgM was 32 and then 45", "two_values"),
        ("last year my IgM was 32", "past"),
    ],
)
def test_what_must_be_asked_about_a_value(text: str, problem: str) -> None:
    assert problem in {m.problem for m in questioned(read(text).measurements)}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("IgM 18 mg/dL, low IgG and normal IgA", ("IgA",)),
        ("IgM 18 mg/dL, normal IgG and IgA", ("IgG", "IgA")),
        ("IgM 18 mg/dL, IgG and IgA are both normal", ("IgG", "IgA")),
        ("IgM 18 mg/dL, IgG nl, IgA nl", ("IgG", "IgA")),
        ("IgM 18 mg/dL, my IgG is not normal", ()),
        ("IgM 18 mg/dL, low IgG, normal blood count", ()),
    ],
)
def test_what_is_called_normal_is_what_the_word_belongs_to(text: str, named: tuple[str, ...]) -> None:
    assert read(text).said_normal == named


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("IgM 38, our lab's cutoff is 40", 40, None),
        ("IgM 38, the bottom of normal is 40", 40, None),
        ("IgM 214 mg/dL, lab says below 214 is normal", None, 214),
        ("IgM 34 mg/dL [40 mg/dL ≤ normal ≤ 230 mg/dL]", 40, 230),
        ("IgM\nNormal range: 48 - 271 mg/dL\n48\n271\nValue\n46 Low", 48, 271),
        ("IgM 32 L 40-230 mg/dL", 40, 230),
        ("IgM 32 mg/dL [40–230]", 40, 230),
        ("IgM 32 (Ref: 40 to 230)", 40, 230),
        ("IgM 32 (normal is 40 to 230)", 40, 230),
        ("IgE 250 H <214 kU/L", None, 214),
        ("IgM 32 mg/dL, ref >=40", 40, None),
        ("IgM;32;mg/dL;40;230", 40, 230),
        ("IgM 32 mg/dL. Ranges: IgM 40-230", 40, 230),
    ],
)
def test_ranges(text: str, low: float | None, high: float | None) -> None:
    own = read(text).measurements[0].own_range
    assert own is not None
    assert (own.low, own.high) == (None if low is None else Decimal(low), None if high is None else Decimal(high))


def test_dates_of_several_results() -> None:
    found = read("IgM was 45 in March 2023 and 38 on 2024-06-05").measurements
    assert [(float(m.value or 0), m.on and m.on.isoformat()) for m in found] == [(45, "2023-03-01"), (38, "2024-06-05")]


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("I'm 40 and my IgM is 32", 480),
        ("my 2 year old has IgM 18", 24),
        ("my son's IgM is 18, he is 4", 48),
        ("I am 35, my son's IgM is 18, he is 4", 48),
        ("34F, IgM 32 mg/dL", 408),
        ("Age/Sex: 34Y/F IgM 32", 408),
        ("my newborn has IgM 12", 0),
        ("IgM 20, she's 6 weeks old", 1),
        ("he is 18 months, IgM 30", 18),
        ("IgM 30, 2 and a half years old", 30),
        ("I am 20 weeks pregnant, IgM 32", None),
        ("IgM 32 for 3 years now", None),
    ],
)
def test_ages(text: str, months: int | None) -> None:
    assert read(text).person.age_months == months


def test_temperatures_are_no_ages() -> None:
    assert find_ages("fever of 103 F") == []


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("one hundred and twenty", "120"),
        ("zero point three two", "0.32"),
        ("nine fifty", "950"),
        ("twelve hundred", "1200"),
        ("forty - five", "45"),
        ("one thousand two hundred and four", "1204"),
    ],
)
def test_number_words(words: str, number: str) -> None:
    assert read_words(words.split()) == Decimal(number)


NAMES = {
    "IgM": ["IgM", "igm", "Immunoglobulin M", "Ig M", "IgM level", "serum IgM"],
    "IgG": ["IgG", "immunoglobulin G", "Ig G"],
    "IgA": ["IgA", "Immunoglobulin A (IgA)"],
}
TEMPLATES = ["my {name} is {value} {unit}", "{name}: {value} {unit}", "{name} {value}{unit}", "{name} = {value} {unit}"]
UNITS = {"mg/dL": ["mg/dL", "mg/dl", "MG/DL", "mg%"], "g/L": ["g/L", "g/l", "gm/L"], "mg/L": ["mg/L"]}


@st.composite
def typed(draw: st.DrawFn) -> tuple[str, str, Decimal, str]:
    analyte = draw(st.sampled_from(sorted(NAMES)))
    unit = draw(st.sampled_from(sorted(UNITS)))
    usual = {"mg/dL": 2000, "g/L": 20, "mg/L": 20000}[unit]
    digits = draw(st.sampled_from([0, 1, 2]))
    value = (
        draw(st.decimals(min_value="0.05", max_value=usual, places=digits))
        if digits
        else Decimal(draw(st.integers(1, usual)))
    )
    text = draw(st.sampled_from(TEMPLATES)).format(
        name=draw(st.sampled_from(NAMES[analyte])), value=value, unit=draw(st.sampled_from(UNITS[unit]))
    )
    return text, analyte, value, unit


DIVIDERS = st.sampled_from([", ", "\n", "; ", ". "])


@settings(max_examples=400, deadline=None)
@given(parts=st.lists(typed(), min_size=1, max_size=3, unique_by=lambda one: one[1]), divider=DIVIDERS)
def test_texts_made_from_values_are_read_back(parts: list[tuple[str, str, Decimal, str]], divider: str) -> None:
    text = divider.join(part[0] for part in parts)
    expected = [(analyte, "=", float(value), unit) for _, analyte, value, unit in parts]
    assert sorted(values(text)) == sorted(expected), text
    assert may_hold_values(text)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("IgMGAE 0123456789.,-/<>()mLdl\n:years"), max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for measured in read(text).measurements:
        assert measured.unit is None or measured.unit in units()


NOT_YET_MENDED = {"labs_k_chat": (0.85, 0.04), "labs_k_reports": (0.85, 0.04)}
"""Sets whose misses have guided no change yet (docs/evaluation.md): bounds that only catch a reader gone wrong."""


@pytest.mark.parametrize("path", sets(), ids=lambda path: path.stem)
def test_most_held_out_texts_are_read_exactly_and_almost_none_silently_wrong(path) -> None:
    counts = Counter(outcome.verdict for outcome in outcomes(path))
    exact, silent = NOT_YET_MENDED.get(path.stem, (0.9, 0.01))
    assert counts[EXACT] / counts.total() >= exact, counts
    assert counts[SILENT] / counts.total() <= silent, counts


def test_the_patterns_of_the_lexicon_are_valid() -> None:
    from spacy.matcher import Matcher

    from bot.language.labs.entities import patterns, phrases

    matcher = Matcher(phrases().vocab, validate=True)
    for number, (_, pattern) in enumerate(patterns()):
        matcher.add(str(number), [pattern])
    assert len(matcher) > 500
