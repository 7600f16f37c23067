"""Which number belongs to which analyte."""

from dataclasses import dataclass
from itertools import pairwise

from bot.language.labs.items import Item, clause
from bot.language.labs.others import CORRECTIONS, GLUE, LINKS, adjacent_analyte
from bot.language.labs.word_lists import words

POINTING = words("pointing")
LIST_SIGNS = words("list_signs")
SERIES = words("series")


@dataclass(frozen=True)
class Pair:
    """An analyte and its number, as places among the items."""

    analyte: int
    number: int


@dataclass(frozen=True)
class Pairs:
    """What could be paired, and whether some numbers could belong to several analytes."""

    pairs: tuple[Pair, ...]
    unclear: bool


def segments(items: list[Item]) -> list[range]:
    """Return the lines and sentences, a heading or name joined with the lines that carry its numbers."""
    cuts = [i for i, item in enumerate(items) if item.kind in ("newline", "stop")]
    parts, start = [], 0
    for cut in [*cuts, len(items)]:
        if cut > start:
            parts.append(range(start, cut))
        start = cut + 1
    return _joined(items, parts)


def _joined(items: list[Item], parts: list[range]) -> list[range]:
    joined: list[range] = []
    names, waiting = 0, True
    for part in parts:
        if joined and _continues(items, names, waiting, part):
            joined[-1] = range(joined[-1].start, part.stop)
        else:
            joined.append(part)
            names, waiting = 0, True
        names += sum(items[i].kind == "analyte" for i in part)
        waiting = waiting and not any(_is_value(items[i]) for i in part)
    return joined


def _continues(items: list[Item], names: int, waiting: bool, part: range) -> bool:
    """Tell whether a line without a name goes on with the one before: a value, range or unit on its own line.

    The one before has so many ``names``, and is ``waiting`` for a value.
    """
    inside = [items[i] for i in part]
    if any(item.kind == "analyte" or item.has("other_test") for item in inside):
        return False
    if not names:
        return False
    if names == 1 and waiting and _is_card_line(items, part):
        return True
    words = [item for item in inside if item.kind == "word" and not item.labels]
    numbers = sum(_is_value(item) for item in inside)
    if numbers and waiting:
        told = items[part.start - 1].kind == "newline" or any(
            item.kind == "unit" or item.text in POINTING or item.has("field", "self") for item in inside
        )
        return (len(words) <= 2 if names > 1 else len(words) <= 8) and (told or len(words) <= 2)
    if numbers and names == 1 and any(item.kind == "date" or item.has("now", "past") for item in inside):
        return len([item for item in words if item.text not in GLUE]) <= 3
    light = len(words) <= 1 and any(item.kind in ("unit", "range") or item.labels for item in inside)
    return light and not numbers


def _is_card_line(items: list[Item], part: range) -> bool:
    """Tell whether a line is a field of a card, other than the value: "Method: turbidimetry"."""
    inside = [items[i] for i in part]
    field = any(item.text == ":" for item in inside[1:4]) and len(inside) <= 8
    return field and items[part.start - 1].kind == "newline" and not any(_is_value(item) for item in inside)


def _is_value(item: Item) -> bool:
    return item.kind == "number" and item.role is None


def pair_up(items: list[Item], columns: int) -> Pairs:
    """Return the pairs of all segments; ``columns`` is how many dated columns a table has (0: none)."""
    pairs: list[Pair] = []
    unclear = False
    header: list[int] = []
    for segment in segments(items):
        order = [i for i in segment if items[i].kind == "analyte" or _is_value(items[i])]
        names = [i for i in order if items[i].kind == "analyte"]
        if names:
            header = names
        elif len(header) > 1 and len(order) == len(header) and any(items[i].kind == "date" for i in segment):
            pairs += [Pair(name, number) for name, number in zip(header, order, strict=True)]  # a table, a row a date
            continue
        elif len(header) == 1 and order and pairs and _just_numbers(items, segment):
            unclear = True  # more numbers than names, each on its line
        found, doubtful = _segment(items, order, columns)
        pairs += found
        unclear = unclear or doubtful
    if not pairs and not unclear:
        pairs = _only_ones(items)
    return Pairs(tuple(pairs), unclear)


def _only_ones(items: list[Item]) -> list[Pair]:
    """Return the pair of the only name and the only number of a text that stand in different sentences."""
    names = [i for i, item in enumerate(items) if item.kind == "analyte" and item.role is None]
    numbers = [i for i, item in enumerate(items) if _is_value(item) and not _of_specific(items, i)]
    if len(names) != 1 or len(numbers) != 1 or _negated(items, numbers[0]):
        return []
    first, last = sorted((names[0], numbers[0]))
    around = items[first + 1 : last] + items[max(0, first - 3) : first]
    said = any(item.text in POINTING or item.has("field") for item in around)
    return [Pair(names[0], numbers[0])] if said or has_unit(items, numbers[0]) else []


def _of_specific(items: list[Item], i: int) -> bool:
    """Tell whether a number stands behind an antibody against a germ or target in its sentence."""
    for item in reversed(items[clause(items, i)[0] : i]):
        if item.kind == "analyte":
            return item.role == "specific"
    return False


def _just_numbers(items: list[Item], segment: range) -> bool:
    return all(items[i].kind in ("number", "unit") or items[i].text in ("-", "*") for i in segment)


def _segment(items: list[Item], order: list[int], columns: int) -> tuple[list[Pair], bool]:
    if not any(items[i].kind == "analyte" for i in order):
        return [], False
    pairs = _named_after(items, order)
    taken = {i for pair in pairs for i in (pair.number, pair.analyte)}
    order = [i for i in order if i not in taken]
    if not any(items[i].kind == "analyte" for i in order):
        return pairs, False
    unclear = False
    first_name = next(k for k, i in enumerate(order) if items[i].kind == "analyte")
    order = _corrected(items, order[:first_name]) + order[first_name:]
    if order and items[order[0]].kind == "number" and _numbers_first(items, order):
        return pairs + [Pair(after, number) for number, after in zip(order[::2], order[1::2], strict=True)], False
    if items[order[0]].kind == "number" and items[order[0]].value is None and order[0] + 1 == order[1]:
        pairs.append(Pair(order[1], order[0]))  # "undetectable IgM, IgG 870"
        order = order[2:]
    names: list[int] = []
    numbers: list[int] = []
    for i in [*order, -1]:
        if i == -1 or (items[i].kind == "analyte" and numbers):
            found, doubtful = _group(items, names, numbers, columns)
            pairs, unclear = pairs + found, unclear or doubtful
            names, numbers = [], []
        if i != -1:
            (names if items[i].kind == "analyte" else numbers).append(i)
    return pairs, unclear


def _named_after(items: list[Item], order: list[int]) -> list[Pair]:
    """Return the pairs of numbers whose name follows with "for": "33 for IgM", "1010 mg/dL for my IgG"."""
    pairs = []
    for number, name in pairwise(order):
        between = [item for item in items[number + 1 : name] if item.kind != "unit" and item.text not in ("my", "the")]
        told = [item.text for item in between] == ["for"] and items[name].kind == "analyte"
        if told and items[number].kind == "number" and items[name].role is None and not _negated(items, number):
            pairs.append(Pair(name, number))
    return pairs if not any(items[i - 1].text in CORRECTIONS for pair in pairs for i in (pair.number,) if i) else []


def _numbers_first(items: list[Item], order: list[int]) -> bool:
    """Tell whether each number is followed by its name: "32 for IgM and 900 for IgG"."""
    if len(order) % 2 or any((items[i].kind == "number") != (k % 2 == 0) for k, i in enumerate(order)):
        return False
    return all(_linked(items, a, b) for a, b in zip(order[::2], order[1::2], strict=True))


def _linked(items: list[Item], number: int, name: int) -> bool:
    between = items[number + 1 : name]
    if between and all(item.has("low_flag", "high_flag") for item in between):
        return False  # "treatments 4 low IgM"
    if between and between[-1].text in ("my", "the") and [item.kind for item in between[-2:-1]] == ["comma"]:
        between = between[:-2]  # "below 25 mg/dL, my IgM"
    return all(item.text in LINKS or item.kind == "unit" or item.has("low_flag", "high_flag") for item in between)


def _group(items: list[Item], names: list[int], numbers: list[int], columns: int) -> tuple[list[Pair], bool]:
    if not names or not numbers:
        return [], bool(numbers and any(i for i in numbers if has_unit(items, i)) and not names)
    numbers = _corrected(items, numbers)
    names = _without_title(items, names)
    if len(names) == 1:
        return _one_name(items, names[0], numbers, columns)
    if len(names) == len(numbers) and numbers[0] > names[-1]:
        return [Pair(a, b) for a, b in zip(names, numbers, strict=True)], False
    if len(numbers) == 1 and not _is_list(items, names[-2], names[-1]) and adjacent_analyte(items, numbers[0]):
        return [Pair(names[-1], numbers[0])], False
    if not _is_list(items, names[-2], names[-1]):
        return _one_name(items, names[-1], numbers, columns)
    return [], True


def _without_title(items: list[Item], names: list[int]) -> list[int]:
    """Leave out a heading or a name said twice: "IgG IgA IgM - IgG 912", "IgG Immunoglobulin G 912"."""
    last = items[names[-1]].analyte
    return names[-1:] if any(items[i].analyte == last for i in names[:-1]) else names


def _one_name(items: list[Item], name: int, numbers: list[int], columns: int) -> tuple[list[Pair], bool]:
    if items[name].role is not None:
        return [], False
    numbers = [i for i in numbers if not _negated(items, i)]
    if not numbers:
        return [], False
    kept = numbers[:1]
    for before, i in pairwise(numbers):
        if columns == len(numbers) or _is_series(items, before, i):
            kept.append(i)
    return [Pair(name, i) for i in kept], len(numbers) - len(kept) > 1


def _is_series(items: list[Item], before: int, i: int) -> bool:
    """Tell whether a second number after one name is a second result and not something else in the sentence."""
    between = items[before + 1 : i]
    if any(item.kind == "date" or item.has("now", "past", "occasion") for item in between) or has_unit(items, i):
        return True
    around = items[before + 1 : i + 4]
    if any(item.kind == "date" for item in around):
        return True
    return all(item.text in SERIES or item.kind in ("unit", "comma") for item in between)


def has_unit(items: list[Item], i: int) -> bool:
    """Tell whether a unit follows the number at ``i``."""
    return i + 1 < len(items) and items[i + 1].kind == "unit"


def _is_list(items: list[Item], first: int, second: int) -> bool:
    return all(
        item.text in LIST_SIGNS or item.kind in ("comma", "newline", "unit") for item in items[first + 1 : second]
    )


def _corrected(items: list[Item], numbers: list[int]) -> list[int]:
    """Leave out a number that is corrected ("32, sorry, 52") or denied ("52 not 32")."""
    kept: list[int] = []
    for i in numbers:
        if _negated(items, i):
            continue
        if kept and any(item.text in CORRECTIONS for item in items[kept[-1] + 1 : i]):
            wrong = kept.pop()
            if has_unit(items, wrong) and not has_unit(items, i):
                items[i].unit = items[wrong + 1].unit  # "63 mg/dl, oops no I mean 36"
        kept.append(i)
    return kept


def _negated(items: list[Item], i: int) -> bool:
    before = items[max(0, i - 2) : i]
    if not before:
        return False
    if before[-1].has("negation"):
        return True
    return len(before) == 2 and before[0].has("negation") and before[1].text in ("a", "at", "the", "my", "is", ":")
