"""Makes a text ready to be read: its items, with the role of every number settled."""

from bot.language.labs.ages import Age, ages_of_several, find_ages, marked
from bot.language.labs.columns import join_columns, mark_repeated_limits
from bot.language.labs.items import Item, items_of, keep_bounds
from bot.language.labs.lexer import normal
from bot.language.labs.limits import mark_labelled, one_sided
from bot.language.labs.numbers import shows_decimal_comma, value_of
from bot.language.labs.others import mark_others
from bot.language.labs.pairing import LIST_SIGNS
from bot.language.labs.ranges import join_comparators, join_ranges
from bot.language.labs.specific import mark_specific

PENDING = "pending"
"""The role of an analyte that is said to have no result."""

FLAGS = ("low_flag", "high_flag", "normal_flag")


def prepared(text: str) -> list[Item]:
    """Return the items of a text as typed with the role of every number settled."""
    plain = normal(text)
    return settled(plain, find_ages(plain))


def settled(plain: str, ages: list[Age]) -> list[Item]:
    """Return the items of a text that ``normal`` has prepared, and whose ages are found, as ``prepared`` does."""
    items = items_of(plain)
    commas = shows_decimal_comma([item.text for item in items if item.kind == "number" and item.value is None])
    for item in items:
        if item.kind == "number" and item.value is None:
            item.value = value_of(item.text, commas)
    told = marked(len(plain), [(age.start, age.end) for age in ages] + ages_of_several(plain))
    for item in items:
        if item.kind == "number" and told[item.start]:
            item.role = "age"
    items = join_columns(join_ranges(join_comparators(_undetectable(items))))
    items = [item for item in items if item.kind != "spent"]
    keep_bounds(items)
    _negative(items)
    mark_repeated_limits(items)
    mark_labelled(items)
    mark_others(items)
    _late_limits(items)
    mark_specific(items)
    _pending(items)
    return items


def _pending(items: list[Item]) -> None:
    """Set aside analytes whose line says that there is no result yet."""
    for i, item in enumerate(items):
        if item.kind == "analyte" and item.role is None:
            for after in items[i + 1 : i + 5]:
                if after.kind in ("newline", "stop", "analyte", "number"):
                    break
                if after.has("not_tested"):
                    item.role = PENDING
    for i in range(len(items) - 3, -1, -1):  # "IgG and IgA not tested"
        first, joint, second = items[i : i + 3]
        if first.kind == "analyte" and first.role is None and joint.text in LIST_SIGNS and second.role == PENDING:
            first.role = PENDING


def _undetectable(items: list[Item]) -> list[Item]:
    """Make "undetectable" a result below an unknown limit, unless the limit is printed with it."""
    made = []
    for i, item in enumerate(items):
        if item.has("undetectable"):
            ahead = items[i + 1 : i + 5]
            limit = any(a.comparator for a in ahead) and any(a.kind == "number" for a in ahead)
            back = (
                any(b.comparator or b.has("less") for b in items[max(0, i - 4) : i])
                and i
                and items[i - 1].kind != "analyte"
            )
            of = [a.text for a in ahead[:1]] in (["of"], ["("], ["at"]) and [a.kind for a in ahead[1:2]] == ["number"]
            if of and not limit:
                ahead[1].comparator = "<"  # "below the detection limit of 0.1 g/L"
                continue
            if not limit and not back:
                made.append(Item("number", item.text, comparator="<", start=item.start))
                continue
        made.append(item)
    return made


def _negative(items: list[Item]) -> None:
    """Give a number that a minus sign makes negative its sign; "IgM - 32" and "IgM-32" are no such numbers."""
    for i, item in enumerate(items):
        if item.kind != "number" or item.value is None or i == 0:
            continue
        sign, before = items[i - 1], items[i - 2] if i > 1 else None
        attached = sign.text == "-" and sign.start + 1 == item.start
        apart = before is None or before.start + len(before.text) < sign.start or before.text in (":", "=")
        if (attached and apart) or sign.text in ("minus", "negative"):
            item.value = -item.value


def _late_limits(items: list[Item]) -> None:
    """Make a number with a comparator that follows a value in its line a one-sided range: "250 H <214 kU/L"."""
    waiting: int | None = None
    for i, item in enumerate(items):
        if item.kind in ("newline", "stop", "analyte") or (item.kind == "comma" and waiting is None):
            waiting = None
        elif item.kind == "number" and item.role is None:
            between = [] if waiting is None else items[waiting + 1 : i]
            plain = all(map(_is_plain, between)) or any(item.text in ("(", "[") for item in between)
            if waiting is not None and item.comparator and item.value is not None and plain:
                one_sided(item, items[i + 1] if i + 1 < len(items) else None)
            else:
                waiting = i


def _is_plain(item: Item) -> bool:
    return item.kind in ("unit", "sign") or any(
        label in item.labels for label in (*FLAGS, "range_label", "foreign_unit")
    )
