"""Reads the laboratory values of one message: what was measured, in whom, and what has to be asked."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from bot.labs.model import Measurement, Person, Range
from bot.language.labs import people
from bot.language.labs.ages import Age, find_ages
from bot.language.labs.beside import flag_of, range_of, unit_of
from bot.language.labs.items import Item, clause
from bot.language.labs.lexer import normal
from bot.language.labs.numbers import settle
from bot.language.labs.others import CORRECTIONS, adjacent
from bot.language.labs.pairing import Pair, pair_up
from bot.language.labs.prepare import PENDING, prepared
from bot.language.labs.second_thoughts import corrected_later, loose_numbers, said_once
from bot.language.labs.shared_units import listed_units, with_shared_unit
from bot.language.labs.specific import SPECIFIC, is_resulted
from bot.language.labs.when import column_count, date_of, told_as_past
from bot.language.labs.word_lists import words

BESIDE_NORMAL = words("beside_normal")
BETWEEN_NAMES = words("list_signs")


@dataclass(frozen=True)
class Reading:
    """What one message says. ``problem`` is a question about the whole message (knowledge/labs/questions.yml).

    ``subject`` is whose values they are (bot.language.labs.people), None where the message does not say.
    ``loose`` is a number that is told without what was measured, as it would be typed. ``specific``: antibodies
    against a germ or target are mentioned, ``specific_result``: with a result. ``mentioned``: analytes named at all.
    ``alarming``: nosebleeds or blurred vision are mentioned.
    """

    measurements: tuple[Measurement, ...] = ()
    person: Person = field(default_factory=Person)
    subject: str | None = None
    problem: str | None = None
    specific: bool = False
    specific_result: bool = False
    mentioned: tuple[str, ...] = ()
    said_normal: tuple[str, ...] = ()
    not_tested: tuple[str, ...] = ()
    alarming: bool = False
    loose: str | None = None


def read(text: str) -> Reading:
    """Return what a message as typed says about immunoglobulin results. Nothing is guessed: see ``problem``."""
    items = prepared(text)
    ages = _ages(items, text)
    pairs = corrected_later(items, pair_up(items, column_count(items)))
    rows: dict[int, set[int]] = {}
    for pair in pairs.pairs:
        rows.setdefault(pair.analyte, set()).add(pair.number)
    listed = listed_units(items, pairs.pairs)
    for number, unit in listed.items():
        items[number].unit = unit
    read_all = (Found.of(items, pair, rows[pair.analyte]) for pair in pairs.pairs)
    found = [one for one in read_all if one is not None and one.person != people.STRANGER]
    real = _current(_owned(items, found))
    subjects = _subjects(real, ages) + _of_others(items, real, {pair.number for pair in pairs.pairs})
    subject = subjects[0] if subjects else None
    problem = (
        "whose"
        if len(subjects) > 1 or _of_several_people(items) or (real and sum(item.has("several") for item in items) > 1)
        else "unclear"
        if pairs.unclear and not real
        else None
    )
    doubtful = any(item.has("doubt") for item in items) and any(
        item.kind == "number" and not item.role for item in items
    )
    named = any(item.kind == "analyte" and item.role is None for item in items)
    if (pairs.unclear and real) or (named and doubtful) or _nameless(items, pairs.pairs):
        problem = problem or "unclear"
    shared = list(with_shared_unit(items, [one.measured for one in real]))
    return Reading(
        measurements=tuple(said_once(list(_with_named_ranges(items, shared, pairs.pairs)))),
        person=_person(items, ages, subject),
        subject=subject,
        problem=problem,
        specific=any(item.role == SPECIFIC for item in items),
        specific_result=any(item.role == SPECIFIC and is_resulted(items, i) for i, item in enumerate(items)),
        mentioned=tuple(
            dict.fromkeys(item.analyte or "" for item in items if item.kind == "analyte" and not item.role)
        ),
        said_normal=_said_normal(items, real),
        not_tested=tuple(item.analyte for item in items if item.analyte and item.role == PENDING),
        alarming=any(item.has("bleeding_or_vision") for item in items),
        loose=_loose(items),
    )


def _owned(items: list[Item], found: list["Found"]) -> list["Found"]:
    """Leave out what the text disowns ("that is not mine"), and a person's own values who was never tested."""
    if any(item.has("disowned") for item in items):
        return []
    if any(item.has("untested") for item in items):
        return [one for one in found if one.person in people.RELATIVES]
    if len({one.measured.analyte for one in found}) > 1:
        return found
    results = {i: item for i, item in enumerate(items) if item.kind == "analyte" and item.role == SPECIFIC}
    quoted = {(items[k].analyte, n.value) for k in results for n in items[k + 1 : k + 8] if n.kind == "number"}
    return [one for one in found if one.measured.unit or (one.measured.analyte, one.measured.value) not in quoted]


def _of_others(items: list[Item], found: list["Found"], paired: set[int]) -> list[str | None]:
    """Return whose the numbers without a name are, if they are told of somebody else: "hers was 35 and mine was 36"."""
    persons: list[str | None] = []
    for i in loose_numbers(items, paired):
        begin = max([clause(items, i)[0], *(number + 1 for number in paired if number < i)])
        person = people.person_at(items, i, begin - 1)
        if person and found and not any(people.same(person, one.person) for one in found):
            _add(persons, person)
    return persons


def _with_named_ranges(
    items: list[Item], measured: list[Measurement], pairs: tuple[Pair, ...]
) -> Iterator[Measurement]:
    """Yield the measurements with ranges that are given by name elsewhere: "IgM 32 ... ranges: IgM 40-230"."""
    paired = {pair.analyte for pair in pairs}
    ranges: dict[str | None, Range] = {}
    name: int | None = None
    for i, item in enumerate(items):
        if item.kind == "analyte":
            name = i
        elif item.kind == "range" and item.range is not None and name is not None and name not in paired:
            ranges[items[name].analyte] = replace(item.range, unit=item.unit)
    for one in measured:
        yield replace(one, own_range=ranges[one.analyte]) if one.own_range is None and one.analyte in ranges else one


def _of_several_people(items: list[Item]) -> bool:
    """Tell whether numbers without any name are told of several people: "mine is 32, my son's is 45"."""
    if any(item.kind == "analyte" for item in items):
        return False
    owners: list[str | None] = []
    for i, item in enumerate(items):
        if item.kind == "number" and item.role is None:
            _add(owners, people.person_at(items, i))
    return len(owners) > 1


def _loose(items: list[Item]) -> str | None:
    """Return the only number of a text that names no analyte, with its unit, as it would be typed."""
    numbers = [
        i for i, item in enumerate(items) if item.kind == "number" and item.role is None and item.value is not None
    ]
    if len(numbers) != 1 or any(item.kind == "analyte" for item in items):
        return None
    number = items[numbers[0]]
    after = items[numbers[0] + 1 : numbers[0] + 2]
    unit = f" {after[0].unit}" if after and after[0].kind == "unit" else ""
    sign = "" if number.comparator in (None, "=") else f"{number.comparator} "
    return f"{sign}{number.value}{unit}"


def _nameless(items: list[Item], pairs: tuple[Pair, ...]) -> bool:
    """Tell whether "immunoglobulins" are followed by numbers without a name: "Immunoglobulins: 31, 702, 118"."""
    if pairs or any(item.role == SPECIFIC for item in items):
        return False
    if any(item.has("specific") for item in items):
        return False
    named = any(item.has("generic") for item in items)
    numbers = [i for i, item in enumerate(items) if item.kind == "number" and item.role is None]
    if not named or not numbers:
        return False
    with_unit = any(item.kind == "unit" for item in items)
    return with_unit or len(numbers) > 2 or any(adjacent(items, i, lambda item: item.has("generic")) for i in numbers)


def _ages(items: list[Item], text: str) -> list[tuple[Age, str | None]]:
    """Return each age and whose it is."""
    ages = []
    for age in find_ages(normal(text)):
        inside = [k for k, item in enumerate(items) if age.start <= item.start < age.end]
        if inside:
            last = inside[-1]
            ahead = next(
                (label for item in items[last + 1 : last + 4] for label in people.RELATIVES if item.has(label)), None
            )
            own = "i'm" in text.lower()[age.start : age.end] or items[inside[0]].has("self")
            ages.append((age, people.SELF if own else people.person_at(items, last + 1) or ahead))
    return ages


@dataclass(frozen=True)
class Found:
    """A measurement as found, with whose it is and whether it is told as past."""

    measured: Measurement
    person: str | None
    past: bool
    corrects: bool

    @classmethod
    def of(cls, items: list[Item], pair: Pair, row: set[int]) -> "Found | None":
        """Return the measurement of a pair; None where the text denies, supposes or quotes it.

        ``row`` are the numbers that share the pair's name, as in a table with a column for each date.
        """
        name, number = items[pair.analyte], items[pair.number]
        if name.role is not None or _unreal(items, pair) or name.analyte is None:
            return None
        unit, own = unit_of(items, pair, row), range_of(items, pair, row)
        if unit is None and own is not None:
            unit = own.unit
        value, doubtful = (
            (number.value, False) if number.value is None else settle(number.text, number.value, name.analyte, unit)
        )
        on = date_of(items, pair)
        measured = Measurement(
            analyte=name.analyte,
            value=value,
            unit=unit,
            comparator=number.comparator or "=",
            own_range=own,
            on=on,
            printed=flag_of(items, pair),
            problem="separator" if doubtful else None,
        )
        start = min(pair.analyte, pair.number)
        person = people.person_at(items, pair.number, start) or people.person_at(items, start + 1)
        last = next((k for k in range(start - 1, -1, -1) if items[k].kind == "number"), 0)
        ahead = items[max(last, start - 8) : start]
        corrects = any(item.text in CORRECTIONS or item.has("retracted") for item in ahead)
        return cls(measured, person, _long_ago(on) and told_as_past(items, pair), corrects)


def _long_ago(on: date | None) -> bool:
    """Tell whether no day is given that says when a result was measured: none, or a year alone."""
    return on is None or (on.month, on.day) == (1, 1)


def _unreal(items: list[Item], pair: Pair) -> bool:
    start, _ = clause(items, pair.number)
    before = items[start : pair.number]
    after = [item for item in items[pair.number + 1 : pair.number + 4] if item.kind != "unit"]
    if items[pair.number].comparator and after and after[0].has("comments"):
        return True
    if any(a.text in ("how many", "how much") or (a.text == "many" and b.kind == "unit") for a, b in pairwise(before)):
        return True
    for k, item in enumerate(before):
        if item.has("quoted"):
            return not any(later.has("self") or later.has(*people.RELATIVES) for later in before[k + 1 :])
        if item.has("hypothetical") and not (item.text == "would" and k and before[k - 1].text == "why"):
            mine = any(later.has("self") or later.has(*people.RELATIVES) for later in before[k + 1 :])
            return item.text != "if" or not mine or any(later.has("changes") for later in before[k + 1 :])
    return False


def _current(found: list[Found]) -> list[Found]:
    """Drop what is told as past beside a current value, or corrected; a past value alone is asked about."""
    found = [one for k, one in enumerate(found) if not any(_corrects(later, one) for later in found[k + 1 :])]
    current = {one.measured.analyte for one in found if not one.past}
    kept = []
    for one in found:
        if not one.past:
            kept.append(one)
        elif one.measured.analyte not in current:
            kept.append(replace(one, measured=replace(one.measured, problem=one.measured.problem or "past")))
    return kept


def _corrects(later: Found, one: Found) -> bool:
    return later.corrects and later.measured.analyte == one.measured.analyte


def _subjects(found: list[Found], ages: list[tuple[Age, str | None]]) -> list[str | None]:
    """Return the different people whose values these are; where none is named, those whose ages are told."""
    named: list[str | None] = []
    for one in found:
        _add(named, one.person)
    if not named and found:
        for _, person in ages:
            _add(named, person)
    return named


def _add(named: list[str | None], person: str | None) -> None:
    if person is None:
        return
    for k, other in enumerate(named):
        if people.same(person, other):
            named[k] = people.merge(other, person)
            return
    named.append(person)


def _person(items: list[Item], ages: list[tuple[Age, str | None]], subject: str | None) -> Person:
    own = [age for age, person in ages if people.same(person, subject)]
    exact = [age for age, person in ages if person == subject and person is not None] or own
    months = _finest({age.months for age in exact})
    sex = next((age.sex for age in exact if age.sex), None) or people.sex_of(subject) or _sex(items)
    treated = any(item.has("treatment") for item in items) and not any(
        item.has("negation") or item.text in ("no", "never", "without") for item in items
    )
    return Person(months.pop() if len(months) == 1 else None, sex, treated)


def _finest(months: set[int]) -> set[int]:
    """Leave out an age in years that another gives in months: "turned 2 last month, so 25 months"."""
    return {age for age in months if not any(other != age and other // 12 * 12 == age for other in months)}


def _sex(items: list[Item]) -> str | None:
    sexes = {label for item in items for label in ("male", "female") if item.has(label)}
    return sexes.pop() if len(sexes) == 1 else None


def _said_normal(items: list[Item], found: list[Found]) -> tuple[str, ...]:
    """Return the analytes that the message calls normal without a number: "IgG is normal", "normal IgG and IgA"."""
    measured = {one.measured.analyte for one in found}
    named: list[str] = []
    for i, item in enumerate(items):
        if not item.has("normal_flag") or item.text in ("n", "ok"):
            continue
        if any(other.has("negation") for other in items[max(0, i - 3) : i]):
            continue
        before = list(reversed(items[:i]))
        named += _listed(before) or _listed(items[i + 1 :])
    return tuple(dict.fromkeys(name for name in named if name not in measured))


def _listed(row: list[Item]) -> list[str]:
    """Return the names of the list with which a row of items begins, small words before it aside.

    ``row`` goes away from the word "normal". "low IgG and normal IgA": backwards it begins with "and", so no name.
    """
    names: list[str] = []
    for item in row:
        if item.kind == "analyte" and item.role is None and item.analyte:
            names.append(item.analyte)
        elif item.text not in (BETWEEN_NAMES if names else BESIDE_NORMAL) or (not names and item.text == "and"):
            break
    return names
