"""What a text takes back or says twice: corrections in a later sentence, a result repeated, limits read as results."""

from bot.labs.model import Measurement
from bot.language.labs.items import Item
from bot.language.labs.others import CORRECTIONS
from bot.language.labs.pairing import Pair, Pairs, has_unit
from bot.language.labs.word_lists import words

INTRODUCING = words("introducing")


def corrected_later(items: list[Item], pairs: Pairs) -> Pairs:
    """Return the pairs with a number that a later sentence corrects: "IgM 32. No wait, I misread it, it's 52".

    Where it is not clear which of several results is meant, the pairs are ``unclear``.
    """
    paired = {pair.number for pair in pairs.pairs}
    if not pairs.pairs and not pairs.unclear:
        return _instead_of_denied(items, pairs)
    taken_back = [i for i, item in enumerate(items) if item.has("retracted") or item.text in CORRECTIONS]
    for i in loose_numbers(items, paired):
        before = [pair for pair in pairs.pairs if pair.number < i]
        cues = [k for k in taken_back if k < i and before and k > before[-1].number]
        if not cues or not (has_unit(items, i) or items[i - 1].text in INTRODUCING):
            continue
        if len(before) > 1:
            return Pairs(pairs.pairs, True)
        if not has_unit(items, i) and items[i].unit is None and has_unit(items, before[0].number):
            items[i].unit = items[before[0].number + 1].unit
        kept = tuple(pair for pair in pairs.pairs if pair is not before[0])
        return Pairs((*kept, Pair(before[0].analyte, i)), pairs.unclear)
    return pairs


def _instead_of_denied(items: list[Item], pairs: Pairs) -> Pairs:
    """Return the only name with the only other number: "My IgM isn't 32, she misread it. It's 23 mg/dL"."""
    names = [i for i, item in enumerate(items) if item.kind == "analyte" and item.role is None]
    numbers = loose_numbers(items, set())
    denied = [i for i in numbers if i and items[i - 1].has("negation")]
    told = [i for i in numbers if i not in denied and (has_unit(items, i) or items[i - 1].text in INTRODUCING)]
    if len(names) == len(denied) == len(told) == 1 and names[0] < denied[0] < told[0]:
        return Pairs((Pair(names[0], told[0]),), False)
    return pairs


def loose_numbers(items: list[Item], paired: set[int]) -> list[int]:
    """Return the places of the numbers that could be results but belong to no name."""
    return [
        i
        for i, item in enumerate(items)
        if item.kind == "number" and item.role is None and item.value is not None and i not in paired
    ]


def said_once(measured: list[Measurement]) -> list[Measurement]:
    """Return the measurements, each once: "<20 mg/dL. Just says <20"; ends of its own range are no results."""
    kept: list[Measurement] = []
    for k, one in enumerate(measured):
        others = [(j, other) for j, other in enumerate(measured) if j != k and other.analyte == one.analyte]
        if any(_repeats(one, other, j < k) or _is_limit(one, other) for j, other in others):
            continue
        kept.append(one)
    return kept


def _repeats(one: Measurement, other: Measurement, later: bool) -> bool:
    """Tell whether ``one`` is the lesser mention of the same result, or the ``later`` of two equal ones."""
    if (one.value, one.comparator, one.problem) != (other.value, other.comparator, other.problem):
        return False
    if one.on != other.on or (one.unit is not None and one.unit != other.unit):
        return False
    return one.unit != other.unit or later


def _is_limit(one: Measurement, other: Measurement) -> bool:
    own = other.own_range
    if own is None or one.unit is not None or one.value is None or other.unit is None:
        return False
    return one.value in (own.low, own.high) and one.value != other.value
