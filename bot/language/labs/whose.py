"""Whose the results of a text are: the writer's, a relative's, a stranger's; and that person's age and sex."""

from bot.labs.model import Person
from bot.language.labs import people
from bot.language.labs.ages import Age, find_ages
from bot.language.labs.found import Found
from bot.language.labs.items import Item, clause
from bot.language.labs.lexer import normal
from bot.language.labs.pairing import has_unit
from bot.language.labs.second_thoughts import INTRODUCING, loose_numbers
from bot.language.labs.specific import SPECIFIC
from bot.language.labs.word_lists import words

OTHERS = words("others")
TOGETHER = words("children_together")


def owned(items: list[Item], found: list[Found]) -> list[Found]:
    """Leave out what the text disowns ("that is not mine"), and a person's own values who was never tested."""
    if any(item.has("disowned") for item in items):
        return []
    if any(item.has("untested") and _means_writer(items, k) for k, item in enumerate(items)):
        return [one for one in found if one.person in people.RELATIVES]
    if len({one.measured.analyte for one in found}) > 1:
        return found
    results = {i: item for i, item in enumerate(items) if item.kind == "analyte" and item.role == SPECIFIC}
    quoted = {(items[k].analyte, n.value) for k in results for n in items[k + 1 : k + 8] if n.kind == "number"}
    return [one for one in found if one.measured.unit or (one.measured.analyte, one.measured.value) not in quoted]


def _means_writer(items: list[Item], k: int) -> bool:
    """Tell whether "never tested" is said of the writer: "my kids haven't been tested" is not."""
    start = clause(items, k)[0]
    return not any(item.has(*people.RELATIVES) or item.text in OTHERS for item in items[start:k])


def of_others(items: list[Item], found: list[Found], paired: set[int]) -> list[str | None]:
    """Return whose the numbers without a name are, if they are told of somebody else: "hers was 35 and mine was 36"."""
    persons: list[str | None] = []
    for i in loose_numbers(items, paired):
        begin = max([clause(items, i)[0], *(number + 1 for number in paired if number < i)])
        person = people.person_at(items, i, begin - 1)
        told = (
            items[i - 1].text in INTRODUCING
            or items[i - 1].text in ("has", "had", "of")
            or items[i - 1].kind == "analyte"
        )
        if (
            person
            and found
            and (told or has_unit(items, i))
            and not any(people.same(person, one.person) for one in found)
        ):
            _add(persons, person)
    return persons


def of_several_people(items: list[Item]) -> bool:
    """Tell whether numbers without any name are told of several people: "mine is 32, my son's is 45"."""
    if any(item.kind == "analyte" for item in items):
        return False
    owners: list[str | None] = []
    for i, item in enumerate(items):
        if item.kind == "number" and item.role is None:
            _add(owners, people.person_at(items, i))
    return len(owners) > 1


def of_children_together(items: list[Item], found: list[Found]) -> bool:
    """Tell whether two results of one test may be those of two children: "my twins: Anna IgM 30, Ben IgM 60"."""
    if not any(item.text in TOGETHER for item in items):
        return False
    undated = [one.measured for one in found if one.measured.on is None]
    several = {(one.analyte, one.value) for one in undated}
    return len(several) > len({one.analyte for one in undated})


def ages_told(items: list[Item], text: str, found: list[Age] | None = None) -> list[tuple[Age, str | None]]:
    """Return each age of a text and whose it is; ``found`` are its ages, where they were looked up before."""
    ages, lower = [], text.lower()
    for age in find_ages(normal(text)) if found is None else found:
        inside = [k for k, item in enumerate(items) if age.start <= item.start < age.end]
        if inside:
            last = inside[-1]
            ahead = next(
                (
                    label
                    for item in items[last + 1 : last + 4]
                    for label in people.RELATIVES
                    if item.has(label) and (item.text not in people.ANYBODY or people.is_owned(items, inside[0]))
                ),
                None,
            )
            own = "i'm" in lower[age.start : age.end] or items[inside[0]].has("self")
            ages.append((age, people.SELF if own else people.person_at(items, last + 1) or ahead))
    return ages


def subjects_of(found: list[Found], ages: list[tuple[Age, str | None]]) -> list[str | None]:
    """Return the different people whose values these are; where none is named, those whose ages are told."""
    named: list[str | None] = []
    for one in found:
        _add(named, one.person)
    if not named and found:
        told = [person for age, person in ages]
        for person in [people.SELF] if people.SELF in told and people.RELATIVE not in told else told:
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


def person_of(items: list[Item], ages: list[tuple[Age, str | None]], subject: str | None) -> Person:
    """Return the person whose results these are, with the one age that is told of them."""
    own = [age for age, person in ages if people.same(person, subject)]
    if not own and len(ages) == 1 and ages[0][1] != people.STRANGER and subject != people.SELF:
        own = [ages[0][0]] if ages[0][1] != people.SELF else []
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
