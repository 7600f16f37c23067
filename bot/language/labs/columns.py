"""Limits in columns or fields of their own, and limits printed again under a drawing."""

from itertools import pairwise

from bot.labs.model import Range
from bot.language.labs.items import Item


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
    flagged = any(item.has("low_flag", "high_flag") for item in items[numbers[0] : numbers[1]])
    low, high = items[numbers[1]].value, items[numbers[2]].value
    return (
        (numbers[0], numbers[1], numbers[2])
        if (divided or flagged) and low is not None and high is not None and low < high
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


def mark_repeated_limits(items: list[Item]) -> None:
    """Give the ends of a range that are printed again on lines of their own (under a drawing) the role ``other``."""
    for k, item in enumerate(items):
        own = item.range if item.kind == "range" else None
        if own is None:
            continue
        after = [other for other in items[k + 1 : k + 8] if other.kind not in ("newline", "unit")][:2]
        if [other.value for other in after if other.kind == "number"] == [own.low, own.high]:
            for other in after:
                other.role = "other"
