"""A text as a row of items: analytes, numbers, units, dates, signs and labelled words."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from bot.labs.model import SUBCLASSES, Range
from bot.language.labs.dates import read_date
from bot.language.labs.entities import ANALYTE, Units, parse, unit_at
from bot.language.labs.lexer import Token, together
from bot.language.labs.number_words import NUMBER_WORDS, POINT, read_words

SIGNS = {"<": "<", ">": ">", "<=": "<=", ">=": ">=", "=<": "<=", "=>": ">=", "≤": "<=", "≥": ">="}
ENDS = ".?!"
LETTERS = ("m", "g", "a")
FIGURES = str.maketrans("OoIl", "0011")
LETTERED = "lettered"
MOST_NUMBER_WORDS = 40
"""In a row; so many say no number."""


@dataclass
class Item:
    """One item. ``kind``: analyte, number, unit, date, newline, stop, comma, sign, word or other."""

    kind: str
    text: str
    labels: frozenset[str] = frozenset()
    analyte: str | None = None
    value: Decimal | None = None
    unit: str | None = None
    comparator: str | None = None
    on: date | None = None
    role: str | None = None
    printed: str | None = None
    spaced: bool = True
    start: int = 0
    range: Range | None = None
    bounds: tuple[int, int] | None = None

    def has(self, *labels: str) -> bool:
        """Tell whether the item carries one of the labels."""
        return not self.labels.isdisjoint(labels)


def items_of(text: str) -> list[Item]:
    """Return the items of a text that ``normal`` has prepared."""
    tokens, marks = parse(text)
    known: Units = {}
    items, i = [], 0
    while i < len(tokens):
        start = tokens[i].start
        item, i = _next(tokens, marks, i, known)
        item.start = start
        items.append(item)
    _name_lists(items)
    _name_letters(items)
    return items


def _name_lists(items: list[Item]) -> None:
    """Make the letters of "IgG/A/M" and "IgG, A and M" names."""
    for i, item in enumerate(items):
        if item.kind != "analyte":
            continue
        k = i
        while _joins_letter(items, k):
            k += 2
            _make_name(items[k])


def _joins_letter(items: list[Item], k: int) -> bool:
    if k + 2 >= len(items) or items[k + 1].text not in ("/", ",", "&", "and", "+") or items[k + 2].kind != "word":
        return False
    return items[k + 2].text in LETTERS and (items[k + 1].text != "and" or items[k + 2].text != "a")


def _name_letters(items: list[Item]) -> None:
    """Make "G 912 A 133 M 37" names where immunoglobulins are spoken of and two letters have numbers."""
    spoken = any(item.has("generic") or item.kind == "analyte" for item in items)
    letters = [i for i in range(len(items)) if _is_letter(items, i) and _number_ahead(items, i)]
    named = _in_lines_with_a_name(items) if letters else frozenset()
    joined = [i for i in letters if i in named and _goes_on(items, i)]
    if joined or any(i in named for i in letters):
        letters, spoken, clear = joined, True, True
    else:
        clear = len({items[i].text for i in letters}) == 1 and all(_is_name_of(items, i) for i in letters)
    if spoken and (clear or len({items[i].text for i in letters}) > 1):
        for i in letters:
            _make_name(items[i])


def _make_name(letter: Item) -> None:
    """Make the word "m" the name IgM."""
    letter.kind, letter.analyte, letter.labels = "analyte", f"Ig{letter.text.upper()}", frozenset()


def _is_name_of(items: list[Item], i: int) -> bool:
    """Tell whether a letter stands for a name by what follows it: "M: 28", "M which was 0.3"."""
    return items[i + 1].text in ("=", ":") or (
        items[i].text != "a" and items[i + 1].text in ("is", "was", "which", "at")
    )


def _goes_on(items: list[Item], i: int) -> bool:
    """Tell whether a letter goes on a list that a name began: "IgM is 0.4 mg/ml, and G is 11 mg/ml"."""
    before = items[i - 1].text if i else ""
    ahead = items[i + 1 : i + 5]
    told = items[i + 1].text in ("is", "was", "=", ":") and any(item.kind == "unit" for item in ahead)
    return items[i].text != "a" and before in ("and", ",", "but", ";") and told


def _is_letter(items: list[Item], i: int) -> bool:
    return items[i].kind == "word" and items[i].text in LETTERS


def _in_lines_with_a_name(items: list[Item]) -> frozenset[int]:
    """Return the places of the items in lines and sentences that name an immunoglobulin."""
    cuts = [i for i, item in enumerate(items) if item.kind in ("newline", "stop")]
    lines = [range(a, b) for a, b in pairwise([-1, *cuts, len(items)])]
    return frozenset(i for line in lines if any(items[k].kind == "analyte" for k in line if k >= 0) for i in line)


def _number_ahead(items: list[Item], i: int) -> bool:
    small = (":", "=", "-", "is", "was", "<", ">", "which", "at", "only", "just", "came", "back")
    ahead = [item for item in items[i + 1 : i + 5] if item.text not in small]
    return bool(ahead) and ahead[0].kind == "number"


def _next(tokens: list[Token], marks: dict[int, dict[str, int]], i: int, known: Units) -> tuple[Item, int]:
    token = tokens[i]
    kind, spaced = token.kind, token.spaced
    named = _analyte(tokens, marks, i, known)
    if named is not None:
        return named
    if kind == "number":
        return Item("number", token.text, spaced=spaced), i + 1
    if kind == LETTERED:
        return _lettered(token), i + 1
    words = _number_words(tokens, i)
    if words is not None and "occasion" not in marks.get(i, {}):
        return words
    if kind == "date":
        on = read_date(token.text)
        return (Item("date", token.text, on=on) if on else Item("other", token.text)), i + 1
    if kind == "newline":
        return Item("newline", "\n"), i + 1
    unit = unit_at(tokens, i, known)
    if unit is not None:
        return Item("unit", together(tokens[i : unit[1]]), unit=unit[0]), unit[1]
    if kind in ("phone", "titre", "clock", "count"):
        return Item("other", token.text, frozenset({kind})), i + 1
    labels = marks.get(i, {})
    end = max(labels.values(), default=i + 1)
    longest = frozenset(label for label, last in labels.items() if last == end)
    if end == i + 1 and kind == "sign":
        return _sign(tokens, i, longest), i + 1
    return Item("word", together(tokens[i:end]).lower(), longest), end


def _lettered(token: Token) -> Item:
    """Return a number with a letter in it as one; that it is no other thing is settled by what stands beside it."""
    return Item("number", token.text.translate(FIGURES), frozenset({LETTERED}), spaced=token.spaced)


def _sign(tokens: list[Token], i: int, labels: frozenset[str]) -> Item:
    token = tokens[i]
    text, spaced = token.text, token.spaced
    compact = "".join(text.lower().split()).replace("or", "")
    if compact in SIGNS:
        return Item("sign", text, comparator=SIGNS[compact])
    if text in ENDS and (spaced or i + 1 == len(tokens) or tokens[i + 1].kind == "newline"):
        return Item("stop", text)
    if text in ",;":
        return Item("comma", text)
    return Item("sign", text, labels, spaced=spaced)


def _analyte(tokens: list[Token], marks: dict[int, dict[str, int]], i: int, known: Units) -> tuple[Item, int] | None:
    at = marks.get(i, {})
    if tokens[i].kind == "subclass" and not _quantity_follows(tokens, i, known):
        name = f"IgG{tokens[i].text[-1]}"
        return Item("analyte", tokens[i].text, analyte=name), i + 1
    if "subclass" in at:
        end = at["subclass"]
        return Item("analyte", together(tokens[i:end]), analyte=f"IgG{tokens[end - 1].text}"), end
    classes = [(end, label) for label, end in at.items() if label.startswith(ANALYTE)]
    if not classes:
        return None
    end, label = max(classes)
    name = label.partition(":")[2]
    if name == "IgG" and _subclass_digit(tokens, end):
        return Item("analyte", together(tokens[i : end + 1]), analyte=f"IgG{tokens[end].text}"), end + 1
    return Item("analyte", together(tokens[i:end]), analyte=name), end


def _quantity_follows(tokens: list[Token], i: int, known: Units) -> bool:
    if i + 1 == len(tokens) or " " not in tokens[i].text.strip():
        return False
    return unit_at(tokens, i + 1, known) is not None


def _subclass_digit(tokens: list[Token], i: int) -> bool:
    """Tell whether the token after "IgG" is the digit of a subclass: a value follows it, not a unit."""
    if i + 1 >= len(tokens) or f"IgG{tokens[i].text}" not in SUBCLASSES:
        return False
    after = tokens[i + 1]
    return after.kind in ("number",) or after.text in (":", "=", "<", ">") or after.lower in ("is", "was", "subclass")


def _number_words(tokens: list[Token], i: int) -> tuple[Item, int] | None:
    """Read a run of number words; "a", "one" and the like alone are no numbers of a result."""
    if tokens[i].lower not in NUMBER_WORDS:
        return None
    end, stop = i, min(len(tokens), i + MOST_NUMBER_WORDS)
    while end < stop and (tokens[end].lower in NUMBER_WORDS or (end > i and _joins(tokens, end))):
        end += 1
    words = [token.lower for token in tokens[i:end]]
    if len(words) == MOST_NUMBER_WORDS or (len(words) == 1 and words[0] in (POINT, "oh", "hundred", "thousand")):
        return None
    value = read_words(words)
    if value is None:
        return None
    return Item("number", together(tokens[i:end]), value=value), end


def _joins(tokens: list[Token], i: int) -> bool:
    """Tell whether "and" or a hyphen stands inside a number ("one hundred and twenty", "forty-five")."""
    if i + 1 >= len(tokens) or tokens[i + 1].lower not in NUMBER_WORDS:
        return False
    if tokens[i].text == "-":
        return True
    return tokens[i].lower == "and" and tokens[i - 1].lower in ("hundred", "thousand")


def clause(items: list[Item], i: int) -> tuple[int, int]:
    """Return the bounds of the line or sentence around an item."""
    if i < len(items) and (known := items[i].bounds) is not None:
        return known
    start = end = i
    while start > 0 and items[start - 1].kind not in ("newline", "stop"):
        start -= 1
    while end < len(items) and items[end].kind not in ("newline", "stop"):
        end += 1
    return start, end


def keep_bounds(items: list[Item]) -> None:
    """Note at each item the bounds that ``clause`` returns; to be done anew when the row has changed."""
    start = 0
    for i, item in enumerate(items):
        if item.kind in ("newline", "stop"):
            for inside in items[start : i + 1]:
                inside.bounds = (start, i)
            start = i + 1
    for inside in items[start:]:
        inside.bounds = (start, len(items))
