"""Reads the laboratory values of one message: what was measured, in whom, and what has to be asked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.labs.model import Measurement, Person, Range
from bot.language.labs import people
from bot.language.labs.ages import Age, find_ages
from bot.language.labs.items import Item, items_of
from bot.language.labs.lexer import normal
from bot.language.labs.numbers import settle, shows_decimal_comma, value_of
from bot.language.labs.others import adjacent, mark_others
from bot.language.labs.pairing import CORRECTIONS, Pair, _has_unit, pair_up, segments
from bot.language.labs.ranges import join_columns, join_comparators, join_ranges, mark_labelled, one_sided
from bot.language.labs.specific import SPECIFIC, is_resulted, mark_specific

FLAG_LABELS = {"low_flag": "low", "high_flag": "high", "normal_flag": "normal"}
BESIDE_VALUE = frozenset("( ) [ ] * - + | ; ↓ ↑ ▼ ▲ ! #".split())
"""Signs that stand between a value and its unit in print-outs."""


@dataclass(frozen=True)
class Reading:
    """What one message says. ``problem`` is a question about the whole message (knowledge/labs/questions.yml).

    ``subject`` is whose values they are (bot.language.labs.people), None where the message does not say.
    ``loose`` is a number that is told without what was measured. ``specific``: antibodies against a germ or target are mentioned, ``specific_result``: with a result. ``mentioned``: analytes named at all.
    """

    measurements: tuple[Measurement, ...] = ()
    person: Person = Person()
    subject: str | None = None
    problem: str | None = None
    specific: bool = False
    specific_result: bool = False
    mentioned: tuple[str, ...] = ()
    said_normal: tuple[str, ...] = ()
    alarming: bool = False
    loose: str | None = None


def read(text: str) -> Reading:
    """Return what a message as typed says about immunoglobulin results. Nothing is guessed: see ``problem``."""
    items = prepared(text)
    ages = _ages(items, text)
    pairs = pair_up(items, _columns(items))
    rows: dict[int, set[int]] = {}
    for pair in pairs.pairs:
        rows.setdefault(pair.analyte, set()).add(pair.number)
    listed = _listed_units(items, pairs.pairs)
    for number, unit in listed.items():
        items[number].unit = unit
    read_all = (Found.of(items, pair, rows[pair.analyte]) for pair in pairs.pairs)
    found = [one for one in read_all if one is not None and one.person != people.STRANGER]
    real = [] if any(item.has("disowned") for item in items) else _current(found)
    subjects = _subjects(real, ages)
    subject = subjects[0] if subjects else None
    problem = "whose" if len(subjects) > 1 or _of_several_people(items) else "unclear" if pairs.unclear and not real else None
    doubtful = any(item.has("doubt") for item in items) and any(item.kind == "number" and not item.role for item in items)
    named = any(item.kind == "analyte" and item.role is None for item in items)
    if (pairs.unclear and real) or (named and doubtful) or _nameless(items, pairs.pairs):
        problem = problem or "unclear"
    measured = _with_named_ranges(items, list(_with_shared_unit(items, [one.measured for one in real])), pairs.pairs)
    return Reading(
        measurements=tuple(measured),
        person=_person(items, ages, subject),
        subject=subject,
        problem=problem,
        specific=any(item.role == SPECIFIC for item in items),
        specific_result=any(item.role == SPECIFIC and is_resulted(items, i) for i, item in enumerate(items)),
        mentioned=tuple(
            dict.fromkeys(item.analyte or "" for item in items if item.kind == "analyte" and not item.role)
        ),
        said_normal=_said_normal(items, real),
        alarming=any(item.has("bleeding_or_vision") for item in items),
        loose=_loose(items),
    )


def _with_named_ranges(items: list[Item], measured: list[Measurement], pairs: tuple[Pair, ...]) -> Iterator[Measurement]:
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
    numbers = [i for i, item in enumerate(items) if item.kind == "number" and item.role is None and item.value is not None]
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
    return named and any(_has_unit(items, i) or adjacent(items, i, lambda item: item.has("generic")) for i in numbers)


def prepared(text: str) -> list[Item]:
    """Return the items of a text with the role of every number settled."""
    items = items_of(text)
    commas = shows_decimal_comma([item.text for item in items if item.kind == "number" and item.value is None])
    for item in items:
        if item.kind == "number" and item.value is None:
            item.value = value_of(item.text, commas)
    for age in find_ages(normal(text)):
        for item in items:
            if age.start <= item.start < age.end and item.kind == "number":
                item.role = "age"
    items = join_columns(join_ranges(join_comparators(_undetectable(items))))
    items = [item for item in items if item.kind != "spent"]
    _negative(items)
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
                    item.role = "pending"


def _undetectable(items: list[Item]) -> list[Item]:
    """Make "undetectable" a result below an unknown limit, unless the limit is printed with it."""
    made = []
    for i, item in enumerate(items):
        if item.has("undetectable"):
            ahead = [after for after in items[i + 1 : i + 5]]
            limit = any(a.comparator for a in ahead) and any(a.kind == "number" for a in ahead)
            back = (
                any(b.comparator or b.has("less") for b in items[max(0, i - 4) : i])
                and i
                and items[i - 1].kind != "analyte"
            )
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
    waiting: Item | None = None
    for i, item in enumerate(items):
        if item.kind in ("newline", "stop", "analyte") or (item.kind == "comma" and waiting is None):
            waiting = None
        elif item.kind == "number" and item.role is None:
            between = items[items.index(waiting) + 1 : i] if waiting else []
            plain = all(map(_is_plain, between)) or any(item.text in ("(", "[") for item in between)
            if waiting is not None and item.comparator and item.value is not None and plain:
                one_sided(item, items[i + 1] if i + 1 < len(items) else None)
            else:
                waiting = item


def _is_plain(item: Item) -> bool:
    return item.kind in ("unit", "sign") or any(
        label in item.labels for label in (*FLAG_LABELS, "range_label", "foreign_unit")
    )


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


def _columns(items: list[Item]) -> int:
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


def _is_test_date(items: list[Item], i: int) -> bool:
    """Tell whether an item is a date, and not one of birth or the like."""
    if items[i].kind != "date":
        return False
    line = items[_clause(items, i)[0] : i]
    return not any(item.has("not_a_value_label") for item in line[-2:])


def _heads_a_part(items: list[Item], i: int) -> bool:
    """Tell whether a date can be meant for other sentences too: one with a day, or one that begins its line."""
    has_day = len(re.findall(r"\d+", items[i].text)) > 1
    return has_day or _clause(items, i)[0] == i


def _is_collection(items: list[Item], i: int) -> bool:
    """Tell whether a date is labelled as that of the blood sample."""
    line = items[_clause(items, i)[0] : i]
    return any(item.has("collected") for item in line[-4:])


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
        unit, own = _unit(items, pair, row), _range(items, pair, row)
        if unit is None and own is not None:
            unit = own.unit
        value, doubtful = (
            (number.value, False) if number.value is None else settle(number.text, number.value, name.analyte, unit)
        )
        on = _date(items, pair)
        measured = Measurement(
            analyte=name.analyte,
            value=value,
            unit=unit,
            comparator=number.comparator or "=",
            own_range=own,
            on=on,
            printed=_flag(items, pair),
            problem="separator" if doubtful else None,
        )
        start = min(pair.analyte, pair.number)
        person = people.person_at(items, pair.number, start) or people.person_at(items, start + 1)
        ahead = items[max(0, start - 3) : start]
        return cls(measured, person, on is None and _past(items, pair), any(item.text in CORRECTIONS for item in ahead))


def _clause(items: list[Item], i: int) -> tuple[int, int]:
    """Return the bounds of the line or sentence around an item."""
    start = end = i
    while start > 0 and items[start - 1].kind not in ("newline", "stop"):
        start -= 1
    while end < len(items) and items[end].kind not in ("newline", "stop"):
        end += 1
    return start, end


def _unreal(items: list[Item], pair: Pair) -> bool:
    start, _ = _clause(items, pair.number)
    before = items[start : pair.number]
    for k, item in enumerate(before):
        if item.has("quoted"):
            return not any(later.has("self") or later.has(*people.RELATIVES) for later in before[k + 1 :])
        if item.has("hypothetical"):
            mine = any(later.has("self") or later.has(*people.RELATIVES) for later in before[k + 1 :])
            return item.text != "if" or not mine or any(later.has("changes") for later in before[k + 1 :])
    return False


def _past(items: list[Item], pair: Pair) -> bool:
    """Tell whether the nearest word of time before the number, else after it in its clause, is one of the past."""
    start, end = _clause(items, pair.number)
    k = pair.number
    while k > start and not (items[k - 1].kind == "number" and items[k - 1].role is None):
        k -= 1
        if items[k].has("now") and not items[k].has("past"):
            return False
        if items[k].has("past"):
            return True
    for item in items[pair.number + 1 : end]:
        if item.kind in ("comma", "analyte", "number") or item.text in ("and", "but"):
            return False
        if item.has("past"):
            return True
    return False


def _unit(items: list[Item], pair: Pair, row: set[int]) -> str | None:
    """Return the unit at the number, or between the name and the number, or at the end of the row."""
    if items[pair.number].unit is not None:
        return items[pair.number].unit
    k = pair.number + 1
    if k + 2 < len(items) and items[k].text == "(" and items[k + 2].text == ")":
        k += 3  # "32 (low) mg/dL", in any language
    while k < min(len(items), pair.number + 4) and (items[k].text in BESIDE_VALUE or items[k].has(*FLAG_LABELS)):
        k += 1
    if k < len(items) and items[k].kind == "unit":
        return items[k].unit
    field = _unit_field(items, pair.number + 1)
    if field is not None:
        return field
    for item in items[pair.analyte + 1 : pair.number]:
        if item.kind == "number" and item.role is None:
            return None
        if item.kind == "unit":
            return item.unit
    if len(row) > 1 and pair.number != max(row):
        return _unit(items, Pair(pair.analyte, max(row)), set())
    return None


def _unit_field(items: list[Item], k: int) -> str | None:
    """Return the unit of a field of its own below the value: "Result: 24.6 / Units: kU/L"."""
    seen = False
    while k < len(items) and (items[k].kind == "newline" or items[k].text == ":" or items[k].has("field")):
        seen = seen or items[k].has("field")
        k += 1
    return items[k].unit if seen and k < len(items) and items[k].kind == "unit" else None


def _range(items: list[Item], pair: Pair, row: set[int]) -> Range | None:
    """Return the range printed after the number (before the next value), or between the name and the number."""
    after = _first_range(items, pair.number + 1, pair.analyte, row)
    start, _ = _clause(items, pair.analyte)
    between = items[pair.analyte + 1 : pair.number]
    first = not any(other.kind == "analyte" for other in items[start : pair.analyte])
    before = items[start : pair.analyte] if first else []
    item = _by_column(items, pair) or after or next((i for i in [*between, *before] if i.kind == "range"), None)
    if item is None and len({other.analyte for other in items if other.kind == "analyte"}) == 1:
        only = [other for other in items if other.kind == "range"]
        item = only[0] if len(only) == 1 else None
    if item is None or item.range is None:
        return None
    return replace(item.range, unit=item.unit)


def _first_range(items: list[Item], start: int, name: int, row: set[int]) -> Item | None:
    for k, item in enumerate(items[start:], start=start):
        if item.kind == "analyte" and item.analyte != items[name].analyte:
            return None
        if item.kind == "number" and item.role is None and k not in row:
            return None
        if item.kind == "newline" and any(items[i].kind == "analyte" for i in range(k + 1, _clause(items, k + 1)[1])):
            return None
        if item.kind == "range":
            return item
    return None


def _by_column(items: list[Item], pair: Pair) -> Item | None:
    """Return the range of a line that holds just ranges, as many as names in the line above it."""
    start, end = _clause(items, pair.analyte)
    names = [i for i in range(start, end) if items[i].kind == "analyte"]
    while len(names) > 1 and end + 1 < len(items):
        first, end = end + 1, _clause(items, end + 1)[1]
        line = items[first:end]
        ranges = [item for item in line if item.kind == "range"]
        if len(ranges) == len(names):
            return ranges[names.index(pair.analyte)]
        if any(item.kind in ("analyte", "number") for item in line):
            break
    return None


def _flag(items: list[Item], pair: Pair) -> str | None:
    for item in items[pair.number + 1 : pair.number + 4]:
        if item.kind in ("number", "analyte", "newline", "stop", "range"):
            break
        for label, flag in FLAG_LABELS.items():
            if item.has(label):
                return flag
    return None


def _date(items: list[Item], pair: Pair) -> date | None:
    """Return the date of a result: that of its column, of its clause, or the one that heads its part of the text."""
    columns = _column_dates(items)
    if columns:
        end = _clause(items, pair.number)[1]
        row = [i for i in range(pair.analyte, end) if items[i].kind == "number" and items[i].role is None]
        if len(row) == len(columns) and pair.number in row:
            return columns[row.index(pair.number)]
    start, end = _clause(items, pair.number)
    for item in items[pair.number + 1 : end]:
        if item.kind == "number" and item.role is None:
            break
        if item.kind == "date" and not _heads(items, start, pair):
            return item.on
    collected = [item.on for i, item in enumerate(items) if _is_test_date(items, i) and _is_collection(items, i)]
    if len(set(collected)) == 1:
        return collected[0]
    before = _date_before(items, 0, pair)
    dates = [item.on for i, item in enumerate(items) if _is_test_date(items, i) and _heads_a_part(items, i)]
    return before or (dates[0] if len(dates) == 1 else None)


def _heads(items: list[Item], start: int, pair: Pair) -> bool:
    """Tell whether a date stands before the first value of the clause, so that dates come before their values."""
    for item in items[start : pair.number + 1]:
        if item.kind == "date":
            return True
        if item.kind == "number" and item.role is None:
            return False
    return False


def _date_before(items: list[Item], start: int, pair: Pair) -> date | None:
    own, _ = _clause(items, pair.number)
    for k in range(pair.number - 1, start - 1, -1):
        if _is_test_date(items, k) and (k >= own or _heads_a_part(items, k)):
            return items[k].on
    return None


def _column_dates(items: list[Item]) -> list[date]:
    if not _columns(items):
        return []
    for segment in segments(items):
        dates = [on for i in segment if (on := items[i].on) is not None]
        if len(dates) > 1:
            return dates
    return []


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
    months = {age.months for age in exact}
    sex = next((age.sex for age in exact if age.sex), None) or people.sex_of(subject) or _sex(items)
    treated = any(item.has("treatment") for item in items) and not any(
        item.has("negation") or item.text in ("no", "never", "without") for item in items
    )
    return Person(months.pop() if len(months) == 1 else None, sex, treated)


def _sex(items: list[Item]) -> str | None:
    sexes = {label for item in items for label in ("male", "female") if item.has(label)}
    return sexes.pop() if len(sexes) == 1 else None


def _with_shared_unit(items: list[Item], measured: list[Measurement]) -> Iterator[Measurement]:
    """Yield the measurements, those without a unit with the one that is stated for all, if one is."""
    same = any(item.has("same_units") for item in items)
    shared = {item.unit for i, item in enumerate(items) if item.kind == "unit" and (same or _is_for_all(items, i))}
    unit = shared.pop() if len(shared) == 1 else None
    for one in measured:
        yield replace(one, unit=unit) if one.unit is None and unit is not None else one


def _listed_units(items: list[Item], pairs: tuple[Pair, ...]) -> dict[int, str]:
    """Return the unit at the end of a list of numbers for each of them: "IgG, IgA and IgM were 900, 150 and 32 mg/dL"."""
    shared: dict[int, str] = {}
    for pair in pairs:
        later = [other for other in pairs if other.number > pair.number and other.analyte > pair.analyte]
        if not later or later[0].analyte > pair.number:
            continue
        last = max(other.number for other in later if other.analyte < pair.number)
        line = items[pair.number : last]
        unit = items[last + 1].unit if last + 1 < len(items) else None
        if unit and not any(item.kind in ("unit", "newline", "analyte") for item in line):
            shared[pair.number] = unit
    return shared


def _is_for_all(items: list[Item], i: int) -> bool:
    """Tell whether a unit stands by itself: not at a number or range, not between a name and its number."""
    before = items[i - 1] if i else None
    back = [item for item in reversed(items[max(0, i - 3) : i]) if item.text not in (":", "=", "is", "are", "in", "(")]
    if back and back[0].has("all_units"):
        return True
    if [item.text for item in items[i + 1 : i + 2]] in (["each"], ["all"], ["both"]):
        return True
    if [item.text for item in items[i + 1 : i + 2]] == ["for"] and any(
        item.has("all_units") for item in items[i + 2 : i + 3]
    ):
        return True
    for item in reversed(items[max(0, i - 3) : i]):
        if item.kind in ("number", "range"):
            return False
        if item.kind in ("newline", "stop", "comma", "analyte") or item.has("all_units"):
            break
    ahead = [item for item in items[i + 1 : i + 4] if item.text not in (")", ":", "]", "=", "is", "was")]
    return not (ahead and ahead[0].kind == "number" and before is not None)


def _said_normal(items: list[Item], found: list[Found]) -> tuple[str, ...]:
    """Return the analytes that the message calls normal without a number."""
    measured = {one.measured.analyte for one in found}
    normal_ones: list[str] = []
    for segment in segments(items):
        names: list[str] = []
        for i in segment:
            item = items[i]
            if item.kind == "analyte" and item.role is None and item.analyte:
                names.append(item.analyte)
            elif item.kind == "number":
                names = []
            elif item.has("normal_flag") and item.text not in ("n", "ok") and names:
                if not any(other.has("negation") for other in items[max(0, i - 3) : i]):
                    normal_ones += names
                names = []
    return tuple(dict.fromkeys(name for name in normal_ones if name not in measured))
