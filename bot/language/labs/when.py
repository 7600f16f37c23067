"""When a result was measured: dates in the sentence, over a column or on the report, and talk about the past."""

import re
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from bot.language.labs.items import Item, clause
from bot.language.labs.pairing import Pair, segments
from bot.language.labs.word_lists import words

NO_TEST_BEFORE = words("no_test_before")
BEFORE_YEAR = words("before_year")


def column_count(items: list[Item]) -> int:
    """Return how many dates head a table of results; 0 where no line of dates stands before the first result."""
    for segment in segments(items):
        inside = [items[i] for i in segment]
        plain_words = sum(item.kind == "word" and not item.labels for item in inside)
        dates = 0 if plain_words > 3 else sum(_is_test_date(items, i) for i in segment)
        if any(item.kind == "number" and item.role is None for item in inside):
            return 0
        if dates > 1:
            return dates
    return 0


def _column_dates(items: list[Item]) -> list[date]:
    if not column_count(items):
        return []
    for segment in segments(items):
        dates = [on for i in segment if (on := items[i].on) is not None]
        if len(dates) > 1:
            return dates
    return []


@dataclass(frozen=True)
class Dates:
    """The dates of a whole text: over columns, of the blood sample, and those that can be meant for a part of it."""

    columns: list[date]
    collected: list[date | None]
    heading: list[date | None]

    @classmethod
    def of(cls, items: list[Item]) -> "Dates":
        """Return the dates of a text."""
        tests = [i for i in range(len(items)) if _is_test_date(items, i)]
        collected = [items[i].on for i in tests if _is_collection(items, i)]
        return cls(_column_dates(items), collected, [items[i].on for i in tests if _heads_a_part(items, i)])


def _is_test_date(items: list[Item], i: int) -> bool:
    """Tell whether an item is a date, and not one of birth or the like."""
    if items[i].kind != "date":
        return False
    line = items[clause(items, i)[0] : i]
    labelled = bool(line) and line[-1 if line[-1].text not in (":", "=") else max(-2, -len(line))].has(
        "not_a_value_label"
    )
    if labelled or any(item.text in NO_TEST_BEFORE for item in line[-2:]):
        return False
    lone_year = len(items[i].text) == 4 and bool(line) and line[-1].kind == "word"
    return not lone_year or line[-1].text in BEFORE_YEAR or bool(line[-1].labels)


def _heads_a_part(items: list[Item], i: int) -> bool:
    """Tell whether a date can be meant for other sentences too: one with a day, or one that begins its line."""
    has_day = len(re.findall(r"\d+", items[i].text)) > 1
    return has_day or clause(items, i)[0] == i


def _is_collection(items: list[Item], i: int) -> bool:
    """Tell whether a date is labelled as that of the blood sample."""
    for item in reversed(items[max(clause(items, i)[0], i - 7) : i]):
        if item.kind == "date":
            return False
        if item.has("collected"):
            return True
    return False


def date_of(items: list[Item], pair: Pair, dates: Dates) -> date | None:
    """Return the date of a result: that of its column, of its clause, or the one that heads its part of the text."""
    columns = dates.columns
    if columns:
        end = clause(items, pair.number)[1]
        row = [i for i in range(pair.analyte, end) if items[i].kind == "number" and items[i].role is None]
        if len(row) == len(columns) and pair.number in row:
            return columns[row.index(pair.number)]
    start, end = clause(items, pair.number)
    for item in items[pair.number + 1 : end]:
        if item.kind == "number" and item.role is None:
            break
        if item.kind == "date" and not _heads(items, start, pair) and _is_near(items, pair.number, item):
            return item.on
    if (same := _date_before(items, start, pair, own=True)) is not None:
        return same
    if len(set(dates.collected)) == 1:
        return dates.collected[0]
    return _date_before(items, 0, pair) or (dates.heading[0] if len(dates.heading) == 1 else None)


def _is_near(items: list[Item], number: int, day: Item) -> bool:
    """Tell whether a date after a value is meant for it; a year alone ("had rituximab in 2021") must follow closely."""
    if len(re.findall(r"\d+", day.text)) > 1:
        return True
    between = takewhile(lambda item: item is not day, items[number + 1 :])
    return not any(item.kind in ("word", "comma") and item.text not in ("in", "back", "on", "of") for item in between)


def _heads(items: list[Item], start: int, pair: Pair) -> bool:
    """Tell whether a date stands before the first value of the clause, so that dates come before their values."""
    for item in items[start : pair.number + 1]:
        if item.kind == "date":
            return True
        if item.kind == "number" and item.role is None:
            return False
    return False


def _date_before(items: list[Item], start: int, pair: Pair, own: bool = False) -> date | None:
    """Return the last date before a result, ``own``: of its own line or sentence."""
    own_start, _ = clause(items, pair.number)
    start = own_start if own else start
    for k in range(pair.number - 1, start - 1, -1):
        if items[k].kind == "date" and _is_test_date(items, k) and (k >= own_start or _heads_a_part(items, k)):
            return items[k].on
    return None


def told_as_past(items: list[Item], pair: Pair) -> bool:
    """Tell whether the nearest word of time before the number, else after it in its clause, is one of the past."""
    start, end = clause(items, pair.number)
    k = pair.number
    while k > start and not (items[k - 1].kind == "number" and items[k - 1].role is None):
        k -= 1
        if items[k].has("now") and not items[k].has("past"):
            return False
        if items[k].has("past"):
            return True
    for place in range(pair.number + 1, end):
        item, after = items[place], items[place + 1] if place + 1 < end else None
        if item.has("past"):
            return True
        told = item.kind == "number" and item.role is None and not (after and after.has("past"))  # "2 years ago"
        if told or item.kind in ("comma", "analyte") or item.text in ("and", "but"):
            return False
    return _explained_as_past(items, end)


def _explained_as_past(items: list[Item], end: int) -> bool:
    """Tell whether the next sentence says that it was long ago: "IgM 48. That was when I was a boy"."""
    after = items[end + 1 : end + 12]
    while after and (after[0].kind in ("stop", "newline") or after[0].text in ('"', "'")):
        after = after[1:]
    sentence = list(takewhile(lambda item: item.kind not in ("stop", "newline"), after))
    pointing = bool(sentence) and sentence[0].text in ("that", "that's", "thats", "this", "it")
    return pointing and any(item.has("past") for item in sentence)
