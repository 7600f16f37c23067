from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest

from bot.labs.units import WrongUnit, analytes, convert, measurable, plausible, plausible_units, unit_named, units


@pytest.mark.parametrize(
    ("value", "analyte", "unit", "to", "expected"),
    [
        ("0.32", "IgM", "g/L", "mg/dL", Fraction(32)),
        ("32", "IgM", "mg/dL", "g/L", Fraction("0.32")),
        ("320", "IgM", "mg/L", "mg/dL", Fraction(32)),
        ("0.9", "IgG", "g/dL", "mg/dL", Fraction(900)),
        ("9", "IgG", "mg/mL", "g/L", Fraction(9)),
        ("320", "IgM", "ug/mL", "mg/dL", Fraction(32)),
        ("240", "IgE", "ng/mL", "kU/L", Fraction(100)),
        ("100", "IgE", "IU/mL", "kU/L", Fraction(100)),
        ("10", "IgD", "IU/mL", "mg/dL", Fraction("1.412")),
        ("1.412", "IgD", "mg/L", "IU/mL", Fraction(1)),
        ("14.12", "IgD", "mg/dL", "kU/L", Fraction(100)),
        ("100", "IgE", "kU/L", "ng/mL", Fraction(240)),
        ("1", "IgE", "ng/mL", "IU/mL", Fraction(5, 12)),
        ("240", "IgE", "ug/L", "kU/L", Fraction(100)),
        ("2500", "IgE", "IU/L", "kU/L", Fraction("2.5")),
        ("0.1", "IgG4", "g/L", "ug/mL", Fraction(100)),
        ("1", "IgM", "mg/dL", "g/dL", Fraction(1, 1000)),
        ("32", "IgM", "mg/dL", None, Fraction(32)),
        ("0.32", "IgM", "g/L", None, Fraction(32)),
        ("120", "IgE", "ng/mL", None, Fraction(50)),
    ],
)
def test_conversions_are_exact(value: str, analyte: str, unit: str, to: str | None, expected: Fraction) -> None:
    assert convert(Decimal(value), analyte, unit, to) == expected


def test_there_and_back_is_the_same_number() -> None:
    value = Decimal("33.3")
    for analyte in analytes():
        fitting = [name for name in units() if measurable(analyte, name)]
        assert len(fitting) > 4
        for unit, to in product(fitting, fitting):
            assert convert(convert(value, analyte, unit, to), analyte, to, unit) == Fraction("33.3"), (
                analyte,
                unit,
                to,
            )


@pytest.mark.parametrize(
    ("analyte", "unit"), [("IgE", "mg/dL"), ("IgM", "IU/mL"), ("IgG", "ng/mL"), ("IgG2", "kU/L"), ("IgD", "ug/L")]
)
def test_a_unit_of_another_kind_is_refused(analyte: str, unit: str) -> None:
    assert not measurable(analyte, unit)
    with pytest.raises(WrongUnit):
        convert(Decimal(1), analyte, unit)


@pytest.mark.parametrize(("analyte", "unit", "to"), [("IgM", "mg/dL", "kU/L"), ("IgE", "kU/L", "g/L")])
def test_nothing_is_converted_into_a_unit_of_another_kind(analyte: str, unit: str, to: str) -> None:
    with pytest.raises(WrongUnit):
        convert(Decimal(1), analyte, unit, to)
    with pytest.raises(WrongUnit):
        plausible(Decimal(1), analyte, to)


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("MG/DL", "mg/dL"),
        ("mg%", "mg/dL"),
        ("mg per dl", "mg/dL"),
        ("miligramms per decilitre", "mg/dL"),
        ("gm/L", "g/L"),
        ("grams per liter", "g/L"),
        ("µg/mL", "ug/mL"),
        ("mcg/ml", "ug/mL"),
        ("kIU/L", "kU/L"),
        ("ui/ml", "IU/mL"),
        (" mg / d L ", "mg/dL"),
        ("mg／dL", "mg/dL"),
        ("mg/100 ml", "mg/dL"),
        ("g/l.", "g/L"),
        ("μg/mL", "ug/mL"),  # Greek mu; above it is the micro sign
        ("k[IU]/L", "kU/L"),
        ("miligram per deciliter", "mg/dL"),
        ("milligrams per desciliter", "mg/dL"),
        ("gramms per liter", "g/L"),
        ("grammes a litre", "g/L"),
        ("micrograms per mililiter", "ug/mL"),
        ("nanogramms per millilitre", "ng/mL"),
        ("international units per ml", "IU/mL"),
        ("units per millilitre", "IU/mL"),
        ("kilounits per liter", "kU/L"),
        ("mg", None),
        ("kg", None),
        ("mg/kg", None),
        ("mg/day", None),
        ("mg/dL a day", None),
        ("IU", None),
        ("MPL", None),
        ("GPL", None),
        ("index", None),
        ("%", None),
        ("", None),
        ("mmol/L", None),
    ],
)
def test_spellings(spelling: str, name: str | None) -> None:
    assert unit_named(spelling) == name


def test_every_unit_is_known_by_its_own_name() -> None:
    assert all(unit_named(name) == name for name in units())


@pytest.mark.parametrize(
    ("first", "second"), [("mg/L", "mg/dL"), ("g/L", "g/dL"), ("mg/mL", "mg/L"), ("ug/mL", "ug/L")]
)
def test_units_that_look_alike_are_not_mixed_up(first: str, second: str) -> None:
    assert unit_named(first) == first
    assert unit_named(second) == second


def test_likely_units_come_first() -> None:
    assert plausible_units({"IgM": Decimal("0.32"), "IgG": Decimal(9)})[0] == "g/L"
    assert plausible_units({"IgM": Decimal(90), "IgG": Decimal(900)})[0] == "mg/dL"
    assert plausible_units({"IgE": Decimal(200)})[0] in ("kU/L", "IU/mL", "ng/mL")


def test_bounds() -> None:
    assert plausible(Decimal(6000), "IgM", "mg/dL")
    assert not plausible(Decimal(40_000), "IgM", "mg/dL")
    assert not plausible(Decimal(-1), "IgM", "mg/dL")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"IgM": "0.32", "IgG": "9"}, {"g/L", "mg/dL", "mg/L"}),
        ({"IgM": "320"}, {"mg/dL", "mg/L"}),  # 320 g/L of IgM is impossible
        ({"IgM": "30000"}, {"mg/L"}),
        ({"IgM": "300000"}, set()),
        ({"IgM": "-1"}, set()),
        ({"IgE": "200"}, {"kU/L", "IU/mL", "ng/mL"}),
        ({"IgE": "300000"}, {"ng/mL"}),
        ({"IgE": "5", "IgM": "90"}, set()),  # no unit fits both
    ],
)
def test_only_units_that_every_value_could_have_are_offered(values: dict[str, str], expected: set[str]) -> None:
    assert set(plausible_units({analyte: Decimal(value) for analyte, value in values.items()})) == expected


@pytest.mark.parametrize(
    ("value", "analyte", "unit", "expected"),
    [
        ("20000", "IgM", "mg/dL", True),
        ("20000.1", "IgM", "mg/dL", False),
        ("200", "IgM", "g/L", True),
        ("201", "IgM", "g/L", False),
        ("0", "IgA", "mg/dL", True),
        ("200000", "IgE", "kU/L", True),
        ("480000", "IgE", "ng/mL", True),
        ("480001", "IgE", "ng/mL", False),
    ],
)
def test_bounds_hold_in_every_unit(value: str, analyte: str, unit: str, expected: bool) -> None:
    assert plausible(Decimal(value), analyte, unit) is expected
