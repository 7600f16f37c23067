import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.kb.files import Knowledge
from bot.kb.reading import SHORT_LIMIT, reading_grade, term_pattern
from bot.labs.draw import Drawing, drawing, number_line
from bot.labs.draw_labels import CHARACTER, Label, place, text_width
from bot.labs.draw_line import FAR, line, round_above
from bot.labs.draw_words import number, words
from bot.labs.interpret import interpret
from bot.labs.model import DEFAULT, HIGH, LOW, NORMAL, UNDETERMINED, Interval, Measurement, Person, Report, Result
from bot.labs.trend import trend, trend_sentence

SVG = "{http://www.w3.org/2000/svg}"
ADULT, UNKNOWN = Person(age_months=480), Person()


def result(
    analyte: str = "IgM",
    value: str | None = "32",
    low: str | None = "37",
    high: str | None = "286",
    *,
    unit: str | None = "mg/dL",
    comparator: str = "=",
    flag: str = LOW,
    on: date | None = None,
) -> Result:
    """A result against a range in its own unit; no range where both ends are None."""
    measured = Measurement(analyte, None if value is None else Decimal(value), unit, comparator, on=on)
    if low is None and high is None:
        return Result(measured, UNDETERMINED)
    interval = Interval(low and Decimal(low), high and Decimal(high), unit, "A laboratory", DEFAULT)
    return Result(measured, flag, interval=interval, in_interval_unit=measured.value)


def report(*results: Result, person: Person = ADULT) -> Report:
    return Report(results, "other", (), (), (), "none", None, person)


def by_class(svg: ET.Element, name: str) -> list[ET.Element]:
    return [element for element in svg.iter() if name in element.get("class", "").split()]


def first_x(path: ET.Element) -> float:
    """The x at which a path starts: of a diamond its middle, of a bound the bound."""
    return float(re.match(r"M(-?[\d.]+)", path.get("d"))[1])


def boxes(svg: ET.Element) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of every text, by estimated width."""
    found = []
    for text in svg.iter(f"{SVG}text"):
        size = float(text.get("font-size", 12))
        width, x, y = text_width(text.text, size), float(text.get("x")), float(text.get("y"))
        left = x - width if text.get("text-anchor") == "end" else x
        found.append((left, y - 0.75 * size, left + width, y + 0.2 * size))
    return found


def overlapping(svg: ET.Element) -> list[tuple[str, str]]:
    texts, placed = [text.text for text in svg.iter(f"{SVG}text")], boxes(svg)
    return [
        (texts[a], texts[b])
        for a in range(len(placed))
        for b in range(a)
        if placed[a][0] < placed[b][2]
        and placed[b][0] < placed[a][2]
        and placed[a][1] < placed[b][3]
        and placed[b][1] < placed[a][3]
    ]


def check(drawn: Drawing) -> ET.Element:
    """What holds for every drawing; returns the parsed SVG."""
    svg = ET.fromstring(drawn.svg)
    left, top, width, height = map(float, svg.get("viewBox").split())
    assert (left, top, width) == (0, 0, 320)
    assert svg.get("role") == "img"
    ids = [element.get("id") for element in svg.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert svg.get("aria-labelledby").split() == ids[:2]
    assert [svg[0].tag, svg[1].tag] == [f"{SVG}title", f"{SVG}desc"]
    assert svg[1].text == drawn.alt
    for element in svg.iter():
        assert element.tag != f"{SVG}script"
        assert not {"style", "href", "onload"} & set(element.attrib)
        assert float(element.get("font-size", 12)) >= 12
        assert element.get("fill", "none") in ("none", "currentColor", f"url(#{ids[2]})")
        assert element.get("stroke", "currentColor") == "currentColor"
    assert "http" not in drawn.svg.replace("http://www.w3.org/2000/svg", "")
    for box in boxes(svg):
        assert box[0] >= 0
        assert box[2] <= 320
        assert box[1] >= 0
        assert box[3] <= height
    for mark in (*by_class(svg, "marker"), *by_class(svg, "arrow"), *by_class(svg, "point")):
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", mark.get("d"))]
        assert min(numbers[::2]) >= 0
        assert max(numbers[::2]) <= 320
        assert min(numbers[1::2]) >= 0
        assert max(numbers[1::2]) <= height
    assert drawn.text.isascii()
    assert max(map(len, drawn.text.splitlines())) <= 72
    return svg


def test_the_example_of_a_low_igm() -> None:
    drawn = number_line(result(), ADULT)
    svg = check(drawn)
    assert drawn.alt == (
        "IgM 32 mg/dL lies below the range 37 to 286 mg/dL. The article's cut-off for adults is 40 mg/dL."
    )
    assert {text.text for text in svg.iter(f"{SVG}text")} >= {"32 mg/dL", "37", "286", "cut-off 40"}
    assert first_x(by_class(svg, "marker")[0]) < float(by_class(svg, "range")[0].get("x"))
    assert not overlapping(svg)
    marker, axis = drawn.text.splitlines()[3:5]
    assert marker.index("*") < axis.index("[") < axis.index("]")
    assert marker.endswith("* 32 mg/dL")


@pytest.mark.parametrize("person", [UNKNOWN, Person(age_months=215)])
def test_the_cutoff_is_drawn_for_adults_only(person: Person) -> None:
    drawn = number_line(result(), person)
    assert "40" not in drawn.alt
    assert not by_class(check(drawn), "cutoff")
    assert not by_class(check(number_line(result("IgG", "900", "767", "1590"), ADULT)), "cutoff")


def test_the_cutoff_is_given_in_the_unit_of_the_line() -> None:
    assert line(result(value="0.32", low="0.37", high="2.86", unit="g/L"), ADULT).cutoff == Fraction("0.4")
    assert line(result(low=None, high=None, unit=None), ADULT).cutoff is None


def test_a_value_in_another_unit_is_drawn_in_that_of_the_range() -> None:
    drawn = number_line(interpret([Measurement("IgM", Decimal("0.32"), "g/L")], ADULT).results[0], ADULT)
    assert drawn.alt.startswith("IgM 0.32 g/L (32 mg/dL) lies below the range 37 to 286 mg/dL.")
    assert "32 mg/dL" in [text.text for text in check(drawn).iter(f"{SVG}text")]


def test_a_value_without_a_unit_is_never_held_against_a_range_with_one() -> None:
    interval = Interval(Decimal(37), Decimal(286), "mg/dL", None, DEFAULT)
    drawn = number_line(Result(Measurement("IgM", Decimal("0.3")), UNDETERMINED, interval=interval), ADULT)
    assert drawn.alt == "IgM 0.3: no range to hold it against."
    assert not by_class(check(drawn), "range")


def test_without_a_range_there_is_an_axis_a_value_and_the_words_no_range() -> None:
    drawn = number_line(result("IgG1", "400", None, None), UNKNOWN)
    svg = check(drawn)
    assert "IgG1: no range" in [text.text for text in svg.iter(f"{SVG}text")]
    assert by_class(svg, "marker")
    assert by_class(svg, "axis")
    assert not by_class(svg, "range")


@pytest.mark.parametrize(("comparator", "side"), [("<", -1), ("<=", -1), (">", 1), (">=", 1)])
def test_the_arrow_points_to_where_the_value_lies(comparator: str, side: int) -> None:
    drawn = number_line(result(value="100", comparator=comparator, flag=UNDETERMINED), UNKNOWN)
    svg = check(drawn)
    assert (first_x(by_class(svg, "arrow")[0]) - first_x(by_class(svg, "marker")[0])) * side > 0
    assert ("<--*" in drawn.text) == (side < 0)
    assert ("*-->" in drawn.text.split("[===]")[0]) == (side > 0)
    assert "may lie in or out of the range" in drawn.alt


def test_undetectable_has_words_of_its_own() -> None:
    drawn = number_line(result("IgE", None, "0", "214", unit="kU/L", comparator="<", flag=UNDETERMINED), ADULT)
    check(drawn)
    assert drawn.alt == "IgE was too low to measure. How this fits the range 0 to 214 kU/L is not known."


def test_igg_on_immunoglobulin_treatment_is_drawn_but_not_judged() -> None:
    treated = Person(age_months=480, on_immunoglobulin=True)
    judged = interpret([Measurement("IgG", Decimal(900), "mg/dL")], treated)
    assert drawing(judged).alt == "IgG 900 mg/dL is not judged by the range 767 to 1590 mg/dL."


def test_a_value_far_beyond_the_range_cuts_the_line_and_the_words_say_so() -> None:
    drawn = number_line(result(value="3200", flag=HIGH), ADULT)
    svg = check(drawn)
    assert "The line is cut short, since 3200 mg/dL is far beyond the range." in drawn.alt
    assert "// the line is cut short here" in [text.text for text in svg.iter(f"{SVG}text")]
    assert "-//" in drawn.text
    assert "cut short" not in number_line(result(value="800", flag=HIGH), ADULT).alt


def test_igm_comes_first_and_at_most_five_are_drawn() -> None:
    names = ["IgG1", "IgE", "IgA", "IgG", "IgD", "IgM", "IgG2"]
    drawn = drawing(report(*[result(name) for name in names]))
    svg = check(drawn)
    headings = [text.text.split(":")[0] for text in svg.iter(f"{SVG}text") if text.get("font-size") == "14"]
    assert headings == ["IgM", "IgG", "IgA", "IgE", "IgD"]
    assert "Not drawn: IgG1 and IgG2." in drawn.alt
    assert "Not drawn: IgG1 and IgG2." in drawn.text


def test_what_is_still_asked_about_is_not_drawn() -> None:
    asked = Result(Measurement("IgM", Decimal(32), problem="unit"), UNDETERMINED)
    assert drawing(report(asked)) is None
    assert drawing(report(asked, result("IgA"))).alt.startswith("IgA")


def test_two_drawings_on_a_page_have_ids_of_their_own() -> None:
    ids = [set(re.findall(r' id="([^"]+)"', number_line(result(value=v), ADULT).svg)) for v in ("32", "33")]
    assert not ids[0] & ids[1]


def test_hostile_text_stays_text() -> None:
    hostile = '"><script>alert(1)</script>\x00\ud800'
    drawn = drawing(report(result("IgX" + hostile, unit=hostile)))
    assert "<script" not in drawn.svg
    assert ET.fromstring(drawn.svg).get("onload") is None


NUMBERS = st.decimals(min_value=0, max_value=20000, places=2, allow_nan=False, allow_infinity=False)


@st.composite
def results(draw: st.DrawFn) -> tuple[Result, Person]:
    """A result against any range, judged as the interpretation would."""
    low, high = sorted([draw(NUMBERS), draw(NUMBERS)])
    if draw(st.booleans()):  # a value near an end
        value = draw(st.sampled_from([low, high])) + draw(st.sampled_from([Decimal("-0.01"), Decimal(0), Decimal(1)]))
    else:
        value = draw(NUMBERS)
    value = max(value, Decimal(0))
    ends = draw(st.sampled_from([(low, high), (None, high), (low, None), (None, None)]))
    interval = None if ends == (None, None) else Interval(*ends, "mg/dL", None, DEFAULT)
    flag = draw(st.sampled_from([LOW, NORMAL, HIGH, UNDETERMINED])) if interval else UNDETERMINED
    measured = Measurement("IgM", value, "mg/dL", draw(st.sampled_from(["=", "<", ">", "<=", ">="])))
    in_unit = value if interval else None
    return Result(measured, flag, interval=interval, in_interval_unit=in_unit), draw(st.sampled_from([ADULT, UNKNOWN]))


@given(results())
def test_any_result_can_be_drawn(case: tuple[Result, Person]) -> None:
    one, person = case
    drawn = number_line(one, person)
    svg = check(drawn)
    assert not overlapping(svg)
    shown = line(one, person)
    for value in (shown.value, shown.low, shown.high, shown.cutoff):
        assert value is None or number(value) in drawn.alt


@given(results())
def test_the_order_on_the_axis_is_that_of_the_numbers(case: tuple[Result, Person]) -> None:
    one, person = case
    shown, drawn = line(one, person), number_line(one, person)
    marker = first_x(by_class(ET.fromstring(drawn.svg), "marker")[0])
    bars = by_class(ET.fromstring(drawn.svg), "range")
    rows = drawn.text.splitlines()
    at = next(n for n, row in enumerate(rows) if not row)
    column = rows[at + 1].index("*")
    for end, bracket in ((shown.low, "["), (shown.high, "]")):
        if end is None:
            continue
        x = float(bars[0].get("x")) + (float(bars[0].get("width")) if bracket == "]" else 0)
        if shown.low == shown.high:
            continue
        place_of = rows[at + 2].index(bracket)
        if shown.at < end:
            assert marker <= x + 0.02
            assert column < place_of
        elif shown.at > end:
            assert marker >= x - (1.52 if bracket == "]" else 0.02)  # a bar is at least 1.5 wide
            assert column > place_of
        else:
            assert column == place_of


@given(st.fractions(min_value=0, max_value=10**6))
def test_a_scale_ends_at_a_round_number_a_little_above(value: Fraction) -> None:
    end = round_above(value)
    assert end > value
    assert value == 0 or end <= value * Fraction(3, 2)


def test_a_line_is_cut_only_far_beyond_its_range() -> None:
    assert not line(result(value=str(286 * FAR), flag=HIGH), UNKNOWN).scale.cut
    assert line(result(value=str(286 * FAR + 1), flag=HIGH), UNKNOWN).scale.cut


@given(st.lists(st.floats(28, 292), min_size=1, max_size=4), st.integers(1, 18))
def test_labels_do_not_touch(points: list[float], length: int) -> None:
    placed = place([Label("9" * length, x, str(x), leader=True) for x in points], 12, (4, 316))
    for a in placed:
        assert a.left >= 4
        assert a.right <= 316.01
        assert not any(a is not b and a.row == b.row and a.collides(b) for b in placed)


def test_the_estimated_width_is_that_of_a_wide_font() -> None:
    assert CHARACTER >= 0.63  # a digit of Verdana or DejaVu Sans, in font sizes


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("32.0", "32"),
        ("1.5E+3", "1500"),
        ("0.30", "0.3"),
        ("20000", "20000"),
        ("0", "0"),
        ("123456.78", "about 123457"),
    ],
)
def test_numbers_are_plain_digits(value: str, shown: str) -> None:
    assert number(Decimal(value)) == shown


SERIES = (
    result(value="28", on=date(2023, 3, 1)),
    result(value="20", comparator="<", on=date(2023, 9, 1)),
    result(value="39", on=date(2024, 5, 4), flag=NORMAL),
)


def test_a_trend_says_what_was_measured_when() -> None:
    assert trend_sentence(report(*SERIES)) == (
        "IgM was 28 mg/dL on 1 March 2023 (below the range), less than 20 mg/dL on 1 September 2023 (below the range) "
        "and 39 mg/dL on 4 May 2024 (within the range). The last number is higher than the first. "
        "Labs test in their own ways, so their numbers can differ."
    )
    drawn = trend(report(*SERIES))
    svg = check(drawn)
    assert drawn.text.splitlines() == [
        "IgM over time (range 37 to 286 mg/dL)",
        "  2023-03-01    28 mg/dL  below the range",
        "  2023-09-01  < 20 mg/dL  below the range",
        "  2024-05-04    39 mg/dL  within the range",
    ]
    assert len(by_class(svg, "point")) == 3
    assert by_class(svg, "band")
    assert not overlapping(svg)


def test_first_and_last_are_compared_only_as_exact_numbers() -> None:
    assert "higher" not in trend_sentence(report(*SERIES[1:]))
    assert "lower" not in trend_sentence(report(*SERIES[:2]))
    assert "is the same as" in trend_sentence(report(SERIES[0], result(value="28.0", on=date(2024, 1, 1))))


def test_a_trend_needs_two_dates_and_one_unit() -> None:
    assert trend(report(SERIES[0])) is None
    assert trend(report(SERIES[0], result(value="30"))) is None
    assert trend(report(SERIES[0], SERIES[0])) is None
    assert trend_sentence(report(SERIES[0])) is None
    assert trend(report(result(value="3", low=None, high=None, unit=None, on=date(2020, 1, 1)), SERIES[0])) is None
    mixed = trend(
        report(
            SERIES[0], interpret([Measurement("IgM", Decimal("0.31"), "g/L", on=date(2024, 1, 1))], ADULT).results[0]
        )
    )
    assert "31 mg/dL" in mixed.text


def test_many_results_are_counted_and_the_first_and_last_named() -> None:
    many = [result(value=str(30 + n), on=date(2000 + n, 1, 1), flag=LOW if n < 7 else NORMAL) for n in range(20)]
    drawn = trend(report(*many))
    check(drawn)
    assert "IgM was tested 20 times. The first result was 30 mg/dL on 1 January 2000" in drawn.alt
    assert "In between: 6 below the range and 12 within the range." in drawn.alt
    assert len(drawn.text.splitlines()) == words()["most"]["rows"] + 2


def test_the_trend_stands_below_the_number_lines() -> None:
    drawn = drawing(report(*SERIES))
    check(drawn)
    assert drawn.text.index("IgM 39 mg/dL lies within") < drawn.text.index("IgM over time")
    assert drawn.alt.endswith(trend_sentence(report(*SERIES)))


@given(
    st.lists(
        st.tuples(st.dates(date(1990, 1, 1), date(2030, 1, 1)), NUMBERS, st.sampled_from("=<>")),
        min_size=2,
        max_size=15,
    )
)
def test_any_series_can_be_drawn(series: list[tuple[date, Decimal, str]]) -> None:
    dated = [result(value=str(value), comparator=sign, on=on) for on, value, sign in sorted(series)]
    drawn = trend(report(*dated))
    assert (drawn is None) == (len({on for on, _, _ in series}) == 1)
    if drawn:
        assert not overlapping(check(drawn))


def test_sentences_are_plain(knowledge: Knowledge) -> None:
    terms = term_pattern(knowledge.glossary)
    said = [number_line(result(flag=flag), ADULT).alt for flag in (LOW, NORMAL, HIGH, UNDETERMINED)]
    said += [number_line(result(value="3200", flag=HIGH), ADULT).alt, trend_sentence(report(*SERIES))]
    said += [number_line(result(low=None, high=None), UNKNOWN).alt]
    for text in said:
        assert reading_grade(re.sub(r"mg/dL", "word", text), terms) <= SHORT_LIMIT, text
