"""What a conversation knows about a person's results, and what is still to be asked. Plain data, no Rasa."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.labs.checks import UNIT_DOUBTS, likelier_units, questioned, with_unit_doubts
from bot.labs.data import read
from bot.labs.explain import listed, named_value, plain
from bot.labs.interpret import interpret
from bot.labs.intervals import Row
from bot.labs.model import Measurement, Person, Range, Report
from bot.labs.units import analytes, plausible_units, usual

MOST_QUESTIONS = 4
"""So many questions are asked before the report is given with what is known."""

UNITS_OFFERED = 3
TOGETHER = ("IgM", "IgG", "IgA")
"""The three that must be known together for the pattern; asked for together."""


@dataclass(frozen=True)
class Question:
    """A question: its id in questions.yml, its words, and what its buttons say and answer."""

    id: str
    text: str
    why: str
    buttons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Session:
    """The results of one person in one conversation. ``answered`` are details that were asked and settled.

    ``unclear`` is a question about a whole message, ``loose`` a number of which it is not known what was measured.
    """

    measurements: tuple[Measurement, ...] = ()
    person: Person = field(default_factory=Person)
    subject: str | None = None
    answered: tuple[str, ...] = ()
    asked: int = 0
    said_normal: tuple[str, ...] = ()
    said_low: tuple[str, ...] = ()
    not_tested: tuple[str, ...] = ()
    alarming: bool = False
    warned: bool = False
    unclear: str | None = None
    loose: str | None = None

    def report(self, own: tuple[Row, ...] = ()) -> Report:
        """Return the interpretation of what is known; ``own`` are intervals of the clinic's laboratory.

        Raises:
            ValueError: nothing was measured.
        """
        return interpret(self.checked(), self.person, own)

    def checked(self) -> tuple[Measurement, ...]:
        """Return the measurements with their problems."""
        return with_unit_doubts(questioned(self.measurements))

    def question(self) -> Question | None:
        """Return the next question; None where the report can be given or enough was asked."""
        return None if self.asked >= MOST_QUESTIONS else self.pending()

    def pending(self) -> Question | None:
        """Return what is still open, however much was asked; None where nothing is."""
        if self.unclear:
            return Question(self.unclear, read("questions")["texts"][self.unclear], "", ())
        if self.loose:
            buttons = tuple((analyte, f"{analyte} {self.loose}") for analyte in TOGETHER)
            return Question("which", read("questions")["texts"]["which"].format(value=self.loose), "", buttons)
        if not self.measurements:
            return None
        for measured in self.checked():
            if measured.problem and f"{measured.problem}:{measured.analyte}" not in self.answered:
                return check_question(measured, self.measurements)
        for detail in DETAILS:
            if detail not in self.answered and (question := DETAILS[detail](self)) is not None:
                return question
        return None


def given_up(session: Session, question: Question) -> Session:
    """Return the session after an answer that was not understood: the second time the detail counts as unknown.

    A measurement that stays questioned is left as it is, and not interpreted.
    """
    tried = f"tried:{question.id}"
    if tried not in session.answered and session.asked < MOST_QUESTIONS:
        return replace(session, answered=(*session.answered, tried))
    return replace(session, answered=(*session.answered, question.id), unclear=None, loose=None)


def check_question(measured: Measurement, all_of_them: Iterable[Measurement]) -> Question:
    """Return the question that settles a measurement's problem."""
    words = read("questions")
    same = [other for other in all_of_them if other.analyte == measured.analyte]
    own = measured.own_range
    text = words["checks"][measured.problem].format(
        value=named_value(measured),
        label=analytes()[measured.analyte].label,
        several=listed(named_value(other) for other in same),
        range=range_words(own) if own else "",
        unit=measured.unit,
    )
    return Question(f"{measured.problem}:{measured.analyte}", text, "", tuple(_check_buttons(measured, same)))


def _check_buttons(measured: Measurement, same: list[Measurement]) -> Iterable[tuple[str, str]]:
    titles = read("questions")["buttons"]
    leave_out = (titles["leave_out"], "leave it out")
    if measured.problem == "two_values":
        yield from ((named_value(other), f"{plain(other.value)} {other.unit or ''}".strip()) for other in same[:4])
    elif measured.problem == "separator" and measured.value is not None:
        for value in (measured.value, measured.value * 1000):
            yield f"{plain(value)} {measured.unit}", f"{measured.analyte} {plain(value)} {measured.unit}"
    elif measured.problem in UNIT_DOUBTS and measured.unit is not None:
        yield from ((unit, unit) for unit in (*likelier_units(measured), measured.unit))
    elif measured.problem in ("past", "letter"):
        yield titles["yes"], "yes"
        yield titles["no"], "no"
    elif measured.problem == "wrong_unit" and measured.value is not None:
        yield from ((unit, unit) for unit in plausible_units({measured.analyte: measured.value})[:UNITS_OFFERED])
    elif measured.problem == "range_reversed" and measured.own_range:
        turned = Range(measured.own_range.high, measured.own_range.low)
        yield range_words(turned), range_words(turned)
        yield titles["no_range"], "none"
        return
    elif measured.problem == "range_implausible":
        yield titles["no_range"], "none"
        return
    yield leave_out


def range_words(own: Range) -> str:
    """Return a range as it is typed: "40-230"."""
    if own.low is None:
        return f"<{plain(own.high)}"
    return f">{plain(own.low)}" if own.high is None else f"{plain(own.low)}-{plain(own.high)}"


def without_unit(session: Session) -> list[Measurement]:
    """Return the measurements whose number has no unit."""
    return [one for one in session.measurements if one.unit is None and one.value is not None]


def ask_unit(session: Session) -> Question | None:
    """Ask for the unit of all values that have none; the likeliest units first."""
    lacking = without_unit(session)
    if not lacking:
        return None
    values = {one.analyte: one.value for one in lacking if one.value is not None}
    buttons = [(unit, unit) for unit in plausible_units(values)[:UNITS_OFFERED]]
    return _detail("unit", [*buttons, _unknown()], values=listed(_number(one) for one in lacking))


def ask_age(session: Session) -> Question | None:
    """Ask for the age."""
    if session.person.age_months is not None:
        return None
    return _detail("age", [(read("questions")["buttons"]["adult"], "adult"), _unknown()])


def ask_range(session: Session) -> Question | None:
    """Ask for the laboratory's own range of the results that have none."""
    if any(
        one.own_range is not None and one.analyte in ("IgM", session.measurements[0].analyte)
        for one in session.measurements
    ):
        return None
    lacking = dict.fromkeys(
        one.analyte for one in session.measurements if one.own_range is None and one.value is not None
    )
    if not lacking:
        return None
    return _detail("range", [(read("questions")["buttons"]["no_range"], "none"), _unknown()], values=listed(lacking))


def ask_others(session: Session) -> Question | None:
    """Ask for those of IgM, IgG and IgA that are not known, together."""
    known = {one.analyte for one in session.measurements} | set(session.said_normal) | set(session.not_tested)
    lacking = [analyte for analyte in TOGETHER if analyte not in known]
    if not lacking or not any(one.analyte in TOGETHER for one in session.measurements):
        return None
    titles = read("questions")["buttons"]
    buttons = [(titles["not_tested"], "not tested"), (titles["said_normal"], "they were normal"), _unknown()]
    return _detail("others", buttons, names=listed(lacking))


DETAILS = {"unit": ask_unit, "age": ask_age, "range": ask_range, "others": ask_others}
"""Detail -> what asks for it, in the order in which they are asked."""


def _detail(detail: str, buttons: list[tuple[str, str]], **values: str) -> Question:
    words = read("questions")["details"][detail]
    return Question(detail, words["ask"].format(**values), words["why"], tuple(buttons))


def _unknown() -> tuple[str, str]:
    return read("questions")["buttons"]["unknown"], "I don't know"


def _number(measured: Measurement) -> str:
    return f"{measured.analyte} {plain(measured.value)}"


def merged(session: Session, new: Iterable[Measurement]) -> Session:
    """Return the session with new results: one of a known analyte replaces it, unless both are dated."""
    arriving = list(new)
    kept = [old for old in session.measurements if not any(_replaces(one, old) for one in arriving)]
    kept += [_with_known_range(one, session) for one in arriving]
    names = {one.analyte for one in arriving}
    return replace(
        session,
        measurements=tuple(_sharing_unit(session, kept)),
        answered=tuple(answer for answer in session.answered if answer.partition(":")[2] not in names),
        said_normal=tuple(name for name in session.said_normal if name not in names),
        not_tested=tuple(name for name in session.not_tested if name not in names),
        unclear=None,
        loose=None,
    )


def _replaces(new: Measurement, old: Measurement) -> bool:
    """Tell whether a new result takes the place of an old one: the same analyte, and not of another known day."""
    return old.analyte == new.analyte and not (old.on and new.on and old.on != new.on)


def _with_known_range(new: Measurement, session: Session) -> Measurement:
    old = next((one for one in session.measurements if one.analyte == new.analyte), None)
    if old is None:
        return new
    unit = new.unit or (old.unit if new.unit is None else None)
    same_unit = unit == old.unit
    return replace(new, unit=unit, own_range=new.own_range or (old.own_range if same_unit else None))


def _sharing_unit(session: Session, measurements: list[Measurement]) -> Iterable[Measurement]:
    """Yield the measurements; one without a unit gets the one that was named for all, where that is plausible."""
    named = next((answer.partition("=")[2] for answer in session.answered if answer.startswith("unit=")), "")
    for one in measurements:
        yield replace(one, unit=named) if named and _is_usual_in(one, named) else one


def _is_usual_in(one: Measurement, unit: str) -> bool:
    """Tell whether a measurement without a unit could well be given in this one."""
    return one.unit is None and one.value is not None and usual(one.value, one.analyte, unit)


def as_json(session: Session) -> dict[str, Any]:
    """Return the session as a plain object for a conversation's slot."""
    return {
        "measurements": [_measured_as_json(one) for one in session.measurements],
        "age_months": session.person.age_months,
        "sex": session.person.sex,
        "on_immunoglobulin": session.person.on_immunoglobulin,
        "subject": session.subject,
        "answered": list(session.answered),
        "asked": session.asked,
        "said_normal": list(session.said_normal),
        "said_low": list(session.said_low),
        "not_tested": list(session.not_tested),
        "alarming": session.alarming,
        "warned": session.warned,
        "unclear": session.unclear,
        "loose": session.loose,
    }


def from_json(stored: dict[str, Any] | None) -> Session:
    """Return the session that ``as_json`` stored; an empty one for None."""
    if not stored:
        return Session()
    return Session(
        measurements=tuple(_measured_from_json(one) for one in stored["measurements"]),
        person=Person(stored["age_months"], stored["sex"], stored["on_immunoglobulin"]),
        subject=stored["subject"],
        answered=tuple(stored["answered"]),
        asked=stored["asked"],
        said_normal=tuple(stored["said_normal"]),
        said_low=tuple(stored.get("said_low", ())),
        not_tested=tuple(stored["not_tested"]),
        alarming=stored["alarming"],
        warned=stored["warned"],
        unclear=stored["unclear"],
        loose=stored["loose"],
    )


def _measured_as_json(one: Measurement) -> dict[str, Any]:
    own = one.own_range
    return {
        "analyte": one.analyte,
        "value": None if one.value is None else str(one.value),
        "unit": one.unit,
        "comparator": one.comparator,
        "range": [None if limit is None else str(limit) for limit in (own.low, own.high)] + [own.unit] if own else None,
        "on": one.on.isoformat() if one.on else None,
        "printed": one.printed,
        "problem": one.problem,
        "confirmed": one.confirmed,
    }


def _measured_from_json(stored: dict[str, Any]) -> Measurement:
    def decimal(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    own = stored["range"]
    return Measurement(
        analyte=stored["analyte"],
        value=decimal(stored["value"]),
        unit=stored["unit"],
        comparator=stored["comparator"],
        own_range=Range(decimal(own[0]), decimal(own[1]), own[2]) if own else None,
        on=date.fromisoformat(stored["on"]) if stored["on"] else None,
        printed=stored["printed"],
        problem=stored["problem"],
        confirmed=stored.get("confirmed", False),
    )
