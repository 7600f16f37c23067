"""Comparators and reference ranges among the items of a text."""

import re

from bot.labs.model import Range
from bot.language.labs.items import Item
from bot.language.labs.word_lists import words

JOINING = words("joining")
OR_LESS = {
    "less": "<=",
    "lower": "<=",
    "below": "<=",
    "under": "<=",
    "more": ">=",
    "higher": ">=",
    "above": ">=",
    "over": ">=",
}
CHANGES = words("changes")
SMALL_WORDS = words("small_words")
POINT_THOUSANDS = re.compile(r"[1-9]\.\d{3}")
LABORATORY = words("laboratory")
PAGES = words("pages")
AGE_WORDS = [[word] for word in sorted(words("age_words"))]


def join_comparators(items: list[Item]) -> list[Item]:
    """Return the items with "<", "less than", "or below" and the like joined to their numbers."""
    joined: list[Item] = []
    for i, item in enumerate(items):
        if item.kind == "number":
            _take_comparator(joined, item)
            if [after.text for after in items[i + 1 : i + 2]] == ["or"] and i + 2 < len(items):
                item.comparator = item.comparator or OR_LESS.get(items[i + 2].text)
        joined.append(item)
    return joined


def _take_comparator(before: list[Item], number: Item) -> None:
    k = len(before) - 1
    while k >= 0 and before[k].text in ("a", "the", "about", "only", "is", "was", "at", "=") and len(before) - k <= 2:
        k -= 1
    if k < 0:
        return
    sign = before[k]
    if sign.comparator is not None and sign.kind == "sign":
        number.comparator = sign.comparator
    elif sign.has("less", "more") and k == len(before) - 1:
        inclusive = "equal" in sign.text or sign.text in (
            "at least",
            "at most",
            "up to",
            "no more than",
            "not more than",
            "no less than",
            "not less than",
        )
        number.comparator = ("<" if sign.has("less") else ">") + ("=" if inclusive else "")
    else:
        return
    del before[k:]
    if before and before[-1].text == "=":
        before.pop()


def join_ranges(items: list[Item]) -> list[Item]:
    """Return the items with "40-230", "40 to 230", "between 40 and 230" as one item of kind ``range``."""
    joined: list[Item] = []
    i = 0
    while i < len(items):
        found = _range_at(items, joined, i) or _bounded_at(items, i)
        if found is None:
            joined.append(items[i])
            i += 1
        else:
            item, i = found
            joined.append(item)
    return joined


def _bounded_at(items: list[Item], i: int) -> tuple[Item, int] | None:
    """Return the range of "40 mg/dL <= normal <= 230 mg/dL"; comparators of later numbers are joined already."""
    if items[i].kind != "number":
        return None
    row = [item for item in items[i : i + 6] if item.kind != "unit"][:4]
    if (
        len(row) < 4
        or row[1].comparator is None
        or not row[2].has("normal_flag", "range_label")
        or row[3].kind != "number"
    ):
        return None
    if row[3].comparator is None or row[0].value is None or row[3].value is None:
        return None
    unit = next((item.unit for item in items[i : i + 6] if item.kind == "unit"), None)
    item = Item("range", f"{row[0].text} - {row[3].text}", unit=unit, start=items[i].start)
    item.range = Range(row[0].value, row[3].value)
    return item, next(k for k in range(i, len(items)) if items[k] is row[3]) + 1


def _range_at(items: list[Item], before: list[Item], i: int) -> tuple[Item, int] | None:
    first = items[i]
    if first.kind != "number" or first.role is not None or first.comparator not in (None, ">", ">="):
        return None
    if any(item.has("not_a_value_label") and [item.text] not in AGE_WORDS for item in before[-4:]):
        return None
    j = i + 1
    unit = None
    if j < len(items) and items[j].kind == "unit":
        unit, j = items[j].unit, j + 1
    if j + 1 >= len(items) or items[j + 1].kind != "number" or items[j + 1].role is not None:
        return None
    second, joiner = items[j + 1], items[j].text
    between = joiner == "and" and bool(before) and before[-1].text == "between"
    ends = joiner in ("/", "a") and _labelled(before)
    if not (joiner in JOINING or between or ends) or (joiner == "to" and _is_change(before)):
        return None
    minus = joiner == "-" and [after.text for after in items[j + 2 : j + 3]] == ["-"]
    if minus and (_number_at(items, j + 3) or not has_value_before(before)):
        return None  # a minus that means "low": "0.27 - 0.40 - 2.30"
    if [after.text for after in items[j + 2 : j + 3]] in AGE_WORDS:
        return Item("other", f"{first.text} {joiner} {second.text}", start=first.start), j + 2  # "3-5 months: 250-690"
    if _is_quoted(before):
        return Item("other", f"{first.text} {joiner} {second.text}", start=first.start), j + 2
    item = Item("range", f"{first.text} {joiner} {second.text}", value=None, unit=unit, start=first.start)
    assert first.value is not None
    assert second.value is not None
    high = second.value
    if high < first.value and POINT_THOUSANDS.fullmatch(second.text) and high * 1000 > first.value:
        high *= 1000  # "700 - 1.600"
    item.range = Range(first.value, high)
    j += 2
    unit_at = j
    while unit_at < len(items) and items[unit_at].text in (")", "]", "|", ";"):
        unit_at += 1
    if unit_at < len(items) and items[unit_at].kind == "unit":
        item.unit = items[unit_at].unit
        items[unit_at].kind = "spent"
    return item, j


def has_value_before(before: list[Item]) -> bool:
    """Tell whether a value stands before in the line of a test, so that what follows is its range."""
    for item in reversed(before):
        if item.kind in ("newline", "stop", "analyte"):
            return False
        if item.kind == "number" and item.role is None:
            return True
    return False


def _number_at(items: list[Item], k: int) -> bool:
    return k < len(items) and items[k].kind == "number"


def _is_quoted(before: list[Item]) -> bool:
    """Tell whether a range is that of a book or page and not the laboratory's: "Google says normal is 40 to 230"."""
    start = next((k + 1 for k in range(len(before) - 1, -1, -1) if before[k].kind in ("newline", "stop")), 0)
    said = before[start:]
    return any(item.has("quoted") and item.text in PAGES for item in said) and not any(
        item.text in LABORATORY or (item.has("analyte") and item.role) for item in said
    )


def _is_change(before: list[Item]) -> bool:
    """Tell whether "45 to 38" is a change ("went from 45 to 38") and not a range."""
    words = [item.text for item in before[-6:]]
    return any(word in CHANGES for word in words) and not _labelled(before)


def _labelled(before: list[Item]) -> bool:
    """Tell whether "range", "normal" or the like, or a bracket, stands just before."""
    for item in reversed(before[-8:]):
        if item.has("range_label") or item.text in ("(", "["):
            return True
        if item.text not in SMALL_WORDS and item.kind != "unit":
            return False
    return False
