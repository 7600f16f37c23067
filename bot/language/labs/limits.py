"""Numbers that a word makes a limit: "normal is over 40", "our lab's cutoff is 40", "below 214 is normal"."""

from bot.labs.model import Range
from bot.language.labs.items import Item, clause
from bot.language.labs.others import adjacent_analyte
from bot.language.labs.ranges import AGE_WORDS, LABORATORY, SMALL_WORDS, has_value_before


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
        if label == "cutoff_label" or (label == "range_label" and item.comparator is None and has_value_before(before)):
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
    after = [
        item for item in items[i + 1 : i + 5] if item.kind != "unit" and item.text not in ("the", "a", "our", "their")
    ]
    if (
        len(after) > 1
        and after[0].text in ("is", "as")
        and (after[1].has("lower_edge") or after[1].text.startswith("lower"))
    ):
        return True
    if (
        items[i - 1 : i]
        and items[i - 1].text == "from"
        and after
        and after[0].text in ("upwards", "upward", "up", "onwards")
    ):
        return True
    if label == "range_label" and [item.text for item in after[:1]] == ["or"] and after[1:] and after[1].has("more"):
        return True
    start, _ = clause(items, i)
    lower = label == "cutoff_label" and not any(item.text.startswith("upper") for item in items[max(start, i - 3) : i])
    return lower and any(item.text in LABORATORY for item in items[max(start, i - 8) : i])


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
