"""Antibodies against one germ or target: never a total immunoglobulin (DESIGN.md, laboratory values, rule 8)."""

from bot.labs.units import units
from bot.language.labs.items import Item
from bot.language.labs.word_lists import words

SPECIFIC = "specific"
REACH = 6
OPENERS = words("openers")
ENDERS = words("enders")
ANTIBODY = words("antibody")


def mark_specific(items: list[Item]) -> None:
    """Give analytes that are not totals the role ``specific``."""
    for i, item in enumerate(items):
        if (
            item.kind == "analyte"
            and not _is_total(items, i)
            and (_named_before(items, i) or _named_after(items, i) or _by_result(items, i))
        ):
            item.role = SPECIFIC
    for i, item in enumerate(items):
        if item.kind == "analyte" and item.role is None and _listed_with_specific(items, i):
            item.role = SPECIFIC


def is_resulted(items: list[Item], i: int) -> bool:
    """Tell whether a number or a word such as "positive" follows the name in its line."""
    for item in items[i + 1 : i + 1 + REACH]:
        if item.kind in ("newline", "stop"):
            return False
        if item.kind == "number" or item.has("quality", "titre"):
            return True
    return False


def _is_total(items: list[Item], i: int) -> bool:
    """Tell whether "total" stands directly before or after the name."""
    if any(item.text == "total" for item in items[max(0, i - 1) : i]):
        return True
    return any(item.text == "total" for item in items[i + 1 : i + 3]) and not _named_before(items, i)


def _named_before(items: list[Item], i: int) -> bool:
    antibody: bool | None = False
    parted = False
    for item in reversed(items[max(0, i - REACH) : i]):
        if item.kind == "other" or (parted and item.kind == "number"):
            return False  # "ANA 1:160, IgM 188", "titres 5 of 23 protective, IgG 650"
        parted = parted or item.kind == "comma"
        if item.kind == "number" and (item.role == "other" or (len(item.text) == 1 and item.text.isdigit())):
            continue  # "beta2", "type 1", "serotype 19F"
        if item.kind in ("newline", "stop", "analyte", "number", "range", "date", "unit"):
            return False
        if item.has("specific"):
            return True
        if item.text in ENDERS or (antibody and item.text == ":") or (item.has("self") and item.text != "i"):
            return False
        if item.text == ":" and not antibody:
            antibody = None  # "records AB: IgM 0.31": a heading, not the name of an antibody
        if antibody and item.kind == "word" and not item.has("analyte") and item.text not in ("serum", "test", "blood"):
            return True
        antibody = antibody if antibody is None else antibody or item.text in ANTIBODY
    return False


def _named_after(items: list[Item], i: int) -> bool:
    opened = False
    for item in items[i + 1 : i + 1 + REACH]:
        if item.kind in ("newline", "stop", "analyte", "number", "range", "date") or item.text in ("and", "is", "was"):
            return False
        if item.has("specific") and (opened or item.text in ("specific", "titer", "titers", "titre")):
            return True
        opened = opened or item.text in OPENERS or item.kind == "comma"
    return False


def _by_result(items: list[Item], i: int) -> bool:
    """Tell whether the result is one that only such tests have: positive, 1:80, an index, MPL, U/mL for IgM."""
    numbers = 0
    for k, item in enumerate(items[i + 1 :], start=i + 1):
        if item.kind == "unit" and units()[item.unit or ""].kind == "mass" and items[k - 1].kind == "number":
            return False
        if item.kind in ("analyte", "newline", "stop"):
            return False
        if item.has("quality") and not numbers:
            return True
        if item.has("titre", "specific_unit") or (
            item.has("quality") and item.text in ("positive", "negative", "reactive", "pos", "neg")
        ):
            return True
        if item.kind == "unit" and units()[item.unit or ""].kind == "activity":
            return items[i].analyte not in ("IgE", "IgD")
        if item.kind == "number" and item.role is None:
            numbers += 1
            if numbers > 1:
                return False
    return False


def _listed_with_specific(items: list[Item], i: int) -> bool:
    """Tell whether "IgM" stands in a list with one of that kind: "rubella IgG and IgM"."""
    k = i - 1
    while k >= 0 and items[k].text in ("and", "/", "&", ",", "or", "+"):
        k -= 1
    return 0 <= k < i - 1 and items[k].kind == "analyte" and items[k].role == SPECIFIC
