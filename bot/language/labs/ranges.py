"""Comparators and reference ranges among the items of a text."""

from itertools import pairwise

from bot.labs.model import Range
from bot.language.labs.items import Item, clause
from bot.language.labs.others import adjacent_analyte
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
    return item, items.index(row[3]) + 1


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
    if joiner == "-" and [after.text for after in items[j + 2 : j + 3]] == ["-"]:
        return None  # a minus that means "low": "0.27 - 0.40 - 2.30"
    if [after.text for after in items[j + 2 : j + 3]] in AGE_WORDS:
        return Item("other", f"{first.text} {joiner} {second.text}", start=first.start), j + 2  # "3-5 months: 250-690"
    if _is_quoted(before):
        return Item("other", f"{first.text} {joiner} {second.text}", start=first.start), j + 2
    item = Item("range", f"{first.text} {joiner} {second.text}", value=None, unit=unit, start=first.start)
    assert first.value is not None
    assert second.value is not None
    item.range = Range(first.value, second.value)
    j += 2
    unit_at = j
    while unit_at < len(items) and items[unit_at].text in (")", "]", "|", ";"):
        unit_at += 1
    if unit_at < len(items) and items[unit_at].kind == "unit":
        item.unit = items[unit_at].unit
        items[unit_at].kind = "spent"
    return item, j


def join_columns(items: list[Item]) -> list[Item]:
    """Return the items with a lower and an upper limit in columns or fields of their own as one range.

    "IgM;30;mg/dL;40;230", "Lower limit 0.40 ... Upper limit 2.30", "ref_low: 40, ref_high: 230".
    """
    joined = _labelled_limits(items)
    for i, item in enumerate(joined):
        three = _three_columns(joined, i) if item.kind == "analyte" else None
        if three:
            low, high = joined[three[1]], joined[three[2]]
            low.kind, low.range = "range", Range(low.value, high.value)
            high.kind = "spent"
    return joined


def _three_columns(items: list[Item], i: int) -> tuple[int, int, int] | None:
    numbers = []
    for k in range(i + 1, len(items)):
        item = items[k]
        if item.kind in ("analyte", "newline", "range") or item.has("other_test"):
            break
        if item.kind == "word" and not item.labels:
            break
        if item.kind == "number" and item.role is None:
            numbers.append(k)
    if len(numbers) != 3 or any(items[k].comparator for k in numbers[1:]):
        return None
    divided = all(any(s.text in (";", "|") for s in items[a:b]) for a, b in pairwise(numbers))
    low, high = items[numbers[1]].value, items[numbers[2]].value
    return (
        (numbers[0], numbers[1], numbers[2])
        if divided and low is not None and high is not None and low < high
        else None
    )


def _labelled_limits(items: list[Item]) -> list[Item]:
    lower: Item | None = None
    for k, item in enumerate(items):
        if item.kind == "analyte":
            lower = None
        if item.kind != "number" or item.role is not None or item.value is None:
            continue
        if _limit_label(items, k, "lower_label"):
            lower = item
            item.role = "other"
        elif lower is not None and _limit_label(items, k, "upper_label"):
            lower.kind, lower.role, lower.range = "range", None, Range(lower.value, item.value)
            item.role, lower = "other", None
    return items


def _limit_label(items: list[Item], k: int, label: str) -> bool:
    """Tell whether a lower or upper limit is labelled so; "Low" and "High" alone only as a field of a card."""
    back = k - 1
    while back >= 0 and items[back].text in (":", "=", '"', "'", "of", "."):
        back -= 1
    if back < 0 or not items[back].has(label):
        return False
    field = back == 0 or items[back - 1].kind in ("newline", "comma") or items[back - 1].text in ("{", '"')
    return field if items[back].text in ("low", "high") else True


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


def mark_labelled(items: list[Item]) -> None:
    """Give numbers that a label makes a limit ("normal is over 40", "ref <214", "cutoff 40") their role.

    A number with a comparator after "range" or "normal" becomes a one-sided range; any number after
    "cutoff" or "limit" is no result.
    """
    for i, item in enumerate(items):
        if item.kind != "number" or item.role is not None:
            continue
        if _is_age(items, i):
            item.role = "other"  # "reference value > or = 18 years: 37-286"
            continue
        before = items[:i]
        label = "range_label" if _called_normal(items, i) else _label_before(before)
        if item.comparator is None and item.value is not None and _is_lower_edge(items, i, label):
            item.comparator, label = ">=", "range_label"
        if label == "cutoff_label" or (
            label == "range_label" and item.comparator is None and _has_value_before(before)
        ):
            item.role = "other"
        elif label == "range_label" and item.comparator is not None:
            one_sided(item, items[i + 1] if i + 1 < len(items) else None)


def _is_age(items: list[Item], i: int) -> bool:
    """Tell whether a number with a comparator is the age for which a range holds."""
    return items[i].comparator is not None and [item.text for item in items[i + 1 : i + 2]] in AGE_WORDS


def _is_lower_edge(items: list[Item], i: int, label: str | None) -> bool:
    """Tell whether a number is the lab's lower limit: "the bottom of normal is 40", "our lab's cutoff is 40"."""
    if any(item.has("lower_edge") for item in items[max(0, i - 3) : i]):
        return True
    start, _ = clause(items, i)
    return label == "cutoff_label" and any(item.text in LABORATORY for item in items[max(start, i - 8) : i])


def _called_normal(items: list[Item], i: int) -> bool:
    """Tell whether a number with a comparator is called normal: "below 214 is normal", "anything above 40 is fine"."""
    after = [item for item in items[i + 1 : i + 5] if item.kind != "unit"][:2]
    if items[i].comparator is None or len(after) < 2 or adjacent_analyte(items, i):
        return False
    return after[0].text in ("is", "are", "counts") and (
        after[1].has("normal_flag") or after[1].text in ("fine", "okay", "good")
    )


def one_sided(item: Item, after: Item | None) -> None:
    """Turn a number with a comparator into a range with one open end."""
    assert item.value is not None
    assert item.comparator is not None
    upper = item.comparator.startswith("<")
    item.kind = "range"
    item.range = Range(None, item.value) if upper else Range(item.value, None)
    if after is not None and after.kind == "unit":
        item.unit = after.unit


def _label_before(before: list[Item]) -> str | None:
    for item in reversed(before[-6:]):
        for label in ("cutoff_label", "range_label"):
            if item.has(label):
                return label
        if item.text not in SMALL_WORDS and item.kind != "unit" and not item.has("less", "more"):
            return None
    return None


def _has_value_before(before: list[Item]) -> bool:
    for item in reversed(before):
        if item.kind in ("newline", "stop", "analyte"):
            return False
        if item.kind == "number" and item.role is None:
            return True
    return False
