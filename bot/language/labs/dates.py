"""Dates as people and laboratories write them; ambiguous ones are left out rather than guessed."""

import re
from datetime import date

from bot.language.labs.lexer import MONTHS


def read_date(text: str) -> date | None:
    """Return the day that a text names; a month or year alone gives its first day. None where it is unclear.

    Day and month in figures are told apart only where one of them is above 12.
    """
    lower = text.lower()
    numbers = [
        int(number) for number in re.findall(r"\d+", lower.split("t")[0] if re.match(r"\d{4}-", lower) else lower)
    ]
    named = next((m for m, name in enumerate(MONTHS, start=1) if re.search(rf"(?<![a-z]){name}", lower)), None)
    try:
        return _named(numbers, named) if named else _figures(numbers)
    except ValueError:
        return None


def _named(numbers: list[int], month: int) -> date | None:
    years = [number for number in numbers if number > 31]
    days = [number for number in numbers if number <= 31]
    if not years and len(days) == 2:
        return date(2000 + days[1], month, days[0])
    return date(years[0], month, days[0] if days else 1) if years else None


def _figures(numbers: list[int]) -> date | None:
    if len(numbers) == 1:
        return date(numbers[0], 1, 1)
    if len(numbers) == 2:
        return date(numbers[1], numbers[0], 1)
    first, second, third = numbers[:3]
    if first > 31:
        return date(first, second, third)
    year = third if third > 99 else 2000 + third
    if first > 12:
        return date(year, second, first)
    if second > 12:
        return date(year, first, second)
    return date(year, first, second) if first == second else None
