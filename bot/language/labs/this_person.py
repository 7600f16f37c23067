"""Whether what a message tells is of the person whose results are talked about: ages and values are never mixed."""

from bot.labs.model import Person
from bot.labs.session import Session
from bot.language.labs import people
from bot.language.labs.ages import Age, find_ages
from bot.language.labs.items import Item
from bot.language.labs.lexer import normal
from bot.language.labs.pairing import has_unit
from bot.language.labs.reader import Reading
from bot.language.labs.second_thoughts import loose_numbers
from bot.language.labs.whose import ages_told


def explicit_ages(text: str) -> list[Age]:
    """Return the ages that a text as typed states in words ("I'm 14", "2 years"), not as a number alone."""
    plain = normal(text)
    return [age for age in find_ages(plain) if any(c.isalpha() for c in plain[age.start : age.end])]


def told_age(session: Session, items: list[Item], text: str) -> tuple[int | None, bool]:
    """Return the age in months that a message tells of the session's person, and whether it tells only of others.

    Where nobody was named before, an age of a relative is that person's until another age is known.
    """
    told = ages_told(items, text)
    known = session.person.age_months is not None
    fitting = {
        age.months
        for age, person in told
        if people.same(session.subject, person)
        and person != people.STRANGER
        and not (session.subject is None and known and _named_relative(items, person))
    }
    exact = {age.months for age, person in told if person is not None and person == session.subject} or fitting
    return (exact.pop() if len(exact) == 1 else None), bool(told) and not fitting


def another_reading(session: Session, reading: Reading) -> bool:
    """Tell whether the values of a message are those of another person than the session's."""
    if not reading.measurements or not session.measurements:
        return bool(reading.measurements) and not people.same(session.subject, reading.subject)
    if not people.same(session.subject, reading.subject):
        return True
    ages = (session.person.age_months, reading.person.age_months)
    return session.subject is None and reading.subject in people.RELATIVES and None not in ages and ages[0] != ages[1]


def another_loose(session: Session, items: list[Item], text: str, reading: Reading) -> Session | None:
    """Return a new session where a value without a name is told of somebody else: "hers is 38 mg/dL, she's 2"."""
    places = loose_numbers(items, set())
    if not session.measurements or reading.loose is None or not places or not has_unit(items, places[0]):
        return None
    person = people.person_at(items, places[0])
    named = person if session.subject is not None else _named_relative(items, person)
    if person is None or named is None or people.same(session.subject or people.SELF, person):
        return None
    new = Session(loose=reading.loose, subject=person)
    return Session(loose=reading.loose, subject=person, person=Person(told_age(new, items, text)[0]))


def _named_relative(items: list[Item], person: str | None) -> str | None:
    """Return the person if it is a relative who is named ("my daughter", not only "she")."""
    if person not in people.RELATIVES:
        return None
    return person if any(item.has(*people.RELATIVES) and item.text not in people.PRONOUNS for item in items) else None
