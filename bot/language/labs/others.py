"""Numbers that are no immunoglobulin results: doses, temperatures, weights, durations, other tests, counts."""

from collections.abc import Callable

from bot.labs.units import measurable
from bot.language.labs.items import Item
from bot.language.labs.word_lists import words

GLUE = words("glue")
FOLLOWERS = words("followers")
EMERGENCY_NUMBERS = words("emergency_numbers")
LONGEST_NUMBER = 8
"""So many digits are an order number, not a result."""

SINGLE_MASS = words("single_mass")
LINKS = words("links")
CORRECTIONS = words("corrections")


def mark_others(items: list[Item]) -> None:
    """Give numbers that cannot be results the role ``other``."""
    for i, item in enumerate(items):
        if item.kind == "number" and item.role is None and _is_other(items, i):
            item.role = "other"


def adjacent_analyte(items: list[Item], i: int) -> bool:
    """Tell whether only small words stand between the last analyte and the number at ``i``."""
    return adjacent(items, i, lambda item: item.kind == "analyte")


def adjacent(items: list[Item], i: int, wanted: Callable[[Item], bool]) -> bool:
    """Tell whether only small words stand between the last wanted item and the number at ``i``."""
    for item in reversed(items[:i]):
        if wanted(item):
            return True
        if item.kind in ("newline", "unit", "comma", "date", "range", "analyte"):
            continue
        if item.text not in GLUE and not item.has(
            "low_flag", "high_flag", "normal_flag", "now", "less", "more", "past"
        ):
            return False
    return False


def _is_other(items: list[Item], i: int) -> bool:
    before, after = items[:i], items[i + 1 :]
    if after and after[0].kind == "unit" and before and before[-1].text == "mg":
        return True  # magnesium
    if _is_code(items, i) or _numbers_a_line(items, i) or _duration(items, i) or _of_germ_or_target(items, i):
        return True
    if len(after) > 1 and after[0].text == "of" and (after[1].kind == "number" or after[1].text in ("them", "these")):
        return True  # "1 of 3 bands"
    if len(before) > 1 and before[-1].text == "of" and before[-2].kind == "number" and before[-2].role == "other":
        return True
    if after and after[min(len(after) - 1, after[0].kind == "unit")].has("cutoff_label"):
        return not adjacent_analyte(items, i)
    if after and after[0].kind == "unit":
        return _belongs_to_other_test(before) or (_of_a_drug(items, after[0]) and not adjacent_analyte(items, i))
    if _small_word(items[i]) or _earlier_age(before) or _age_of_low(items, i):
        return True
    if (items[i].text[:1].isalpha() and items[i].value is not None) or _is_year(items[i]):
        if not adjacent_analyte(items, i):
            return not (_names_follow(after) or _corrects(before) or _stands_alone(before, after))
        return _counts_something(items[i], after)
    if items[i].text in EMERGENCY_NUMBERS and not adjacent_analyte(items, i):
        return True
    if before and before[-1].text in ("serotype", "serotypes", "type", "class"):
        return True
    if before and (before[-1].text in ("$", "€", "£", "#") or (_label(before) and not _names_follow(after))):
        return True
    if _belongs_to_other_test(before) or _temperature(items, i) or _clock(items, i):
        return True
    if not after:
        return False
    following = after[0]
    if items[i].comparator and following.text in ("years", "yrs", "year", "y", "months"):
        return True
    if following.text in SINGLE_MASS:
        return not adjacent_analyte(items, i) or _dose_near(items, i)
    if following.text in ("L", "l", "H", "h") or following.has("low_flag", "high_flag"):
        return False
    if following.text == "/" and len(after) > 1 and after[1].kind in ("number", "analyte"):
        return not (_slashed_names(before) or adjacent_analyte(items, i) or _in_slashed_row(items, i))
    if following.has("specific_unit"):
        return True
    if following.has("foreign_unit") or following.kind == "other":
        return True
    if adjacent_analyte(items, i) or following.kind != "word":
        return False
    known = following.text in FOLLOWERS or following.labels or following.text in GLUE
    return not known


def _label(before: list[Item]) -> bool:
    back = len(before) - 1
    while back > 0 and (before[back].text in (":", "#", "of", "is", "=", ".") or _is_digits_of_label(before, back)):
        back -= 1
    return before[back].has("not_a_value_label")


def _is_digits_of_label(before: list[Item], k: int) -> bool:
    """Tell whether a number goes on with another after a label: "policy 32 40 230"."""
    return before[k].kind == "number" and before[k].role == "other"


def _belongs_to_other_test(before: list[Item]) -> bool:
    for item in reversed(before):
        if item.kind in ("analyte", "newline", "stop"):
            return False
        if item.has("other_test"):
            return True
    return False


def _temperature(items: list[Item], i: int) -> bool:
    """Tell whether a fever or temperature is meant: named just before, or followed by a degree sign, C or F."""
    after = [item.text for item in items[i + 1 : i + 3]]
    if after and (after[0] in ("°", "º", "degrees", "celsius", "fahrenheit", "deg") or after[0] == "c"):
        return True
    value = items[i].value or 0
    if after and after[0] == "f" and 94 <= value <= 108:
        return True
    for item in reversed(items[max(0, i - 5) : i]):
        if item.has("temperature"):
            return True
        if item.kind == "analyte":
            return False
    return False


def _numbers_a_line(items: list[Item], i: int) -> bool:
    """Tell whether the number only counts the entries of a list: "3. IgM 12 mg/dL", "1) tired 2) low IgM"."""
    begins = i == 0 or items[i - 1].kind == "newline"
    sign = [item.text for item in items[i + 1 : i + 2]]
    if sign != [")"] or begins:
        return begins and sign in (["."], [")"])
    opened = [item.text for item in items[:i] if item.text in ("(", ")")]
    return items[i].text.isdigit() and len(items[i].text) == 1 and opened[-1:] != ["("]


def _duration(items: list[Item], i: int) -> bool:
    """Tell whether a time in weeks, months or days is meant: "repeat in 4/52"."""
    parts = [item.text for item in items[max(0, i - 2) : i + 3]]
    return any(
        b == "/" and a.isdigit() and c in ("52", "12", "7")
        for a, b, c in zip(parts, parts[1:], parts[2:], strict=False)
    ) and (any(item.has("duration_label") for item in items[max(0, i - 4) : i]))


def _of_germ_or_target(items: list[Item], i: int) -> bool:
    """Tell whether the number is the result of a test for a germ or target that stands before it: "dsDNA 44 IU/mL"."""
    for item in reversed(items[max(0, i - 4) : i]):
        if item.kind in ("analyte", "number", "comma", "stop", "newline", "range") or item.text in ("|", ";", "and"):
            return False
        if item.has("specific"):
            return True
    return False


def _names_follow(after: list[Item]) -> bool:
    """Tell whether a number in words comes before its name: "thirty-two for IgM"."""
    for item in after[:6]:
        if item.kind == "analyte":
            return True
        if item.kind != "unit" and item.text not in LINKS:
            return False
    return False


def _stands_alone(before: list[Item], after: list[Item]) -> bool:
    """Tell whether a number in words is a sentence of its own: "Thirty-three. That's my IgM"."""
    ends = ("stop", "newline", "comma")
    return (not before or before[-1].kind in ends) and bool(after) and after[0].kind in ends


def _corrects(before: list[Item]) -> bool:
    """Tell whether a number in words corrects another: "IgM thirty, sorry thirteen"."""
    return bool(before) and before[-1].text in CORRECTIONS


def _is_code(items: list[Item], i: int) -> bool:
    """Tell whether the number is part of a code: "01", "XE2", "(44g)", "19F"."""
    item = items[i]
    if item.text.isdigit() and (len(item.text) >= LONGEST_NUMBER or (len(item.text) > 1 and item.text[0] == "0")):
        return True
    before, after = items[i - 1] if i else None, items[i + 1] if i + 1 < len(items) else None
    if (
        before is not None
        and before.kind == "word"
        and before.start + len(before.text) == item.start
        and not before.labels
    ):
        return True
    attached = after is not None and after.kind == "word" and item.start + len(item.text) == after.start
    closed = i + 2 < len(items) and items[i + 2].text == ")" and before is not None and before.text == "("
    if not attached or after is None:
        return False
    return closed or (len(after.text) == 1 and not after.has("low_flag", "high_flag"))


def _of_a_drug(items: list[Item], unit: Item) -> bool:
    """Tell whether a unit fits no antibody of the text: "tacrolimus 7.2 ng/mL"."""
    names = {item.analyte for item in items if item.kind == "analyte" and item.analyte}
    return bool(names) and not any(measurable(name, unit.unit or "") for name in names)


def _small_word(item: Item) -> bool:
    """Tell whether it is a lone word such as "one" or "two", which seldom is a result."""
    return item.text.isalpha() and item.value is not None and item.value <= 12 and item.comparator is None


def _earlier_age(before: list[Item]) -> bool:
    """Tell whether an age of long ago is meant: "I was about 20 then"."""
    words = [item.text for item in before[-4:] if item.text not in ("about", "around", "like", "only")]
    return words[-2:] in (["i", "was"], ["he", "was"], ["she", "was"])


def _counts_something(item: Item, after: list[Item]) -> bool:
    """Tell whether a number word counts things: "forty healthy people"."""
    if not item.text[:1].isalpha() or not after or after[0].kind != "word":
        return False
    return not (after[0].labels or after[0].text in FOLLOWERS or after[0].text in GLUE)


def _age_of_low(items: list[Item], i: int) -> bool:
    """Tell whether an age is meant, as in "low IgM at 70": "at" after a name that is already called low or absent."""
    if i < 2 or items[i - 1].text != "at":
        return False
    if items[i - 2].text in ("died", "diagnosed", "born", "started", "retired", "passed", "away"):
        return True
    if items[i - 2].kind != "analyte":
        return False
    return i > 2 and (
        items[i - 3].has("low_flag", "high_flag") or items[i - 3].text in ("no", "low", "raised", "selective")
    )


def _is_year(item: Item) -> bool:
    return item.text.isdigit() and 1950 <= int(item.text) < 2050


def _slashed_names(before: list[Item]) -> bool:
    """Tell whether names were divided by slashes before, as in "IgM/IgG/IgA 34/810/120"."""
    return any(
        a.kind == "analyte" and b.text == "/" and c.kind == "analyte"
        for a, b, c in zip(before, before[1:], before[2:], strict=False)
    )


def _in_slashed_row(items: list[Item], i: int) -> bool:
    """Tell whether a number goes on a row that begins at a name: "IgA IgG IgM = 1.9 / 10.4 / 0.36"."""
    while i > 1 and items[i - 1].text == "/" and items[i - 2].kind == "number":
        i -= 2
    return adjacent_analyte(items, i)


def _clock(items: list[Item], i: int) -> bool:
    """Tell whether a time of day is meant: "at 10.30" with an appointment."""
    before = items[max(0, i - 12) : i]
    return bool(before) and before[-1].text == "at" and any(item.has("appointment") for item in before)


def _dose_near(items: list[Item], i: int) -> bool:
    """Tell whether a dose or treatment is spoken of beside the mass at ``i``; its own "mg" says nothing of it."""
    beside = [item for k, item in enumerate(items[max(0, i - 4) : i + 5], start=max(0, i - 4)) if k != i + 1]
    return any(item.has("dose", "treatment") for item in beside)
