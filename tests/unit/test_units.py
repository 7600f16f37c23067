from decimal import Decimal
from fractions import Fraction

import pytest

from bot.labs.units import WrongUnit, convert, measurable, plausible, plausible_units, unit_named, units


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
    ],
)
def test_conversions_are_exact(value: str, analyte: str, unit: str, to: str, expected: Fraction) -> None:
    assert convert(Decimal(value), analyte, unit, to) == expected


@pytest.mark.parametrize(("analyte", "unit"), [("IgE", "mg/dL"), ("IgM", "IU/mL"), ("IgG", "ng/mL")])
def test_a_unit_of_another_kind_is_refused(analyte: str, unit: str) -> None:
    assert not measurable(analyte, unit)
    with pytest.raises(WrongUnit):
        convert(Decimal(1), analyte, unit)


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
        ("mg", None),
        ("kg", None),
        ("mmol/L", None),
    ],
)
def test_spellings(spelling: str, name: str | None) -> None:
    assert unit_named(spelling) == name


def test_every_unit_is_known_by_its_own_name() -> None:
    assert all(unit_named(name) == name for name in units())


def test_likely_units_come_first() -> None:
    assert plausible_units({"IgM": Decimal("0.32"), "IgG": Decimal(9)})[0] == "g/L"
    assert plausible_units({"IgM": Decimal(90), "IgG": Decimal(900)})[0] == "mg/dL"
    assert plausible_units({"IgE": Decimal(200)})[0] in ("kU/L", "IU/mL", "ng/mL")


def test_bounds() -> None:
    assert plausible(Decimal(6000), "IgM", "mg/dL")
    assert not plausible(Decimal(40_000), "IgM", "mg/dL")
    assert not plausible(Decimal(-1), "IgM", "mg/dL")
