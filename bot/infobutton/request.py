"""Reads an Infobutton request (HL7 Context-Aware Knowledge Retrieval, URL-based, as MedlinePlus Connect takes it).

Names are taken in any case. A repeated ``mainSearchCriteria`` carries a number at the end (``mainSearchCriteria.v.c1``)
or stands there again. What is not needed (task, gender, organisation) is not read.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.infobutton.codes import HIGH, LOW

JSON, ATOM, PAGE = "json", "atom", "page"
FORMS = {
    "": (ATOM, "text/xml"),
    "text/xml": (ATOM, "text/xml"),
    "application/xml": (ATOM, "text/xml"),
    "application/atom+xml": (ATOM, "application/atom+xml"),
    "application/json": (JSON, "application/json"),
    "text/html": (PAGE, "text/html"),
}
"""knowledgeResponseType -> form of the answer and its content type."""

PATIENT, PROVIDER = "PAT", "PROV"
MOST_PARAMETERS = 100
MOST_CRITERIA = 20
LONGEST_VALUE = 500
LONGEST_ECHO = 200
CRITERION = re.compile(r"mainsearchcriteria\.v\.(c|cs|dn|ot)([0-9]{0,2})")
MONTHS = {"a": 12.0, "mo": 1.0, "wk": 12 / 52.18, "d": 12 / 365.25, "h": 0.0}
"""Months in one unit of age (UCUM: years, months, weeks, days, hours)."""

MONTHS_OF_ADULT = 216
FLAGS = {"L": LOW, "LL": LOW, "H": HIGH, "HH": HIGH}
"""HL7 observation interpretation -> flag; other interpretations change nothing."""

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, not even escaped."""


class BadRequest(ValueError):
    """The request cannot be answered; the text says what is missing or wrong, and holds nothing of the request."""


@dataclass(frozen=True)
class Criterion:
    """What is asked for: code, object identifier of its system, and its name as the portal has it."""

    code: str
    system: str
    name: str


@dataclass(frozen=True)
class Request:
    """A request: what for, in which form, for whom. ``language`` is as asked for, ``flag`` low, high or None."""

    criteria: tuple[Criterion, ...]
    form: str
    content_type: str
    language: str
    recipient: str
    for_child: bool
    flag: str | None

    @property
    def in_english(self) -> bool:
        """Tell whether English is asked for; without a language it is."""
        return re.split("[-_]", self.language.lower())[0] in ("", "en", "eng")


def read_request(pairs: Iterable[tuple[str, str]]) -> Request:
    """Return the request of the parameters in the query, in order.

    Raises:
        BadRequest: what must be there is missing, or something is too long or too many.
    """
    given: dict[str, list[str]] = defaultdict(list)
    for number, (name, value) in enumerate(pairs):
        if number >= MOST_PARAMETERS:
            raise BadRequest(f"There are more than {MOST_PARAMETERS} parameters.")
        if len(value) > LONGEST_VALUE:
            raise BadRequest(f"A parameter has more than {LONGEST_VALUE} characters.")
        given[name.strip().lower()].append(clean(value))
    form, content_type = _form(_first(given, "knowledgeresponsetype"))
    recipient = _first(given, "informationrecipient").upper()
    return Request(
        criteria=_criteria(given),
        form=form,
        content_type=content_type,
        language=_first(given, "informationrecipient.languagecode.c"),
        recipient=PROVIDER if recipient == PROVIDER else PATIENT,
        for_child=_is_child(_first(given, "age.v.v"), _first(given, "age.v.u")),
        flag=FLAGS.get(_first(given, "severityobservation.interpretationcode.c").upper()),
    )


def clean(text: str) -> str:
    """Return a text as it can be given back: on one line, without what XML cannot hold, and not too long."""
    return " ".join(NOT_XML.sub("", text).split())[:LONGEST_ECHO].strip()


def _first(given: dict[str, list[str]], name: str) -> str:
    return given[name][0] if given.get(name) else ""


def _form(asked: str) -> tuple[str, str]:
    try:
        return FORMS[asked.partition(";")[0].strip().lower()]
    except KeyError:
        known = ", ".join(filter(None, FORMS))
        raise BadRequest(f"knowledgeResponseType is not one of {known}.") from None


def _criteria(given: dict[str, list[str]]) -> tuple[Criterion, ...]:
    numbered: dict[int, dict[str, list[str]]] = defaultdict(dict)
    for name, values in given.items():
        if match := CRITERION.fullmatch(name):
            numbered[int(match[2]) if match[2] else -1][match[1]] = values
    found = [one for number in sorted(numbered) for one in _side_by_side(numbered[number])]
    if not found:
        raise BadRequest("mainSearchCriteria.v.cs (code system) and mainSearchCriteria.v.c (code) are missing.")
    if len(found) > MOST_CRITERIA:
        raise BadRequest(f"There are more than {MOST_CRITERIA} mainSearchCriteria.")
    return tuple(found)


def _side_by_side(parts: dict[str, list[str]]) -> Iterable[Criterion]:
    """Yield the criteria of one number: the first code with the first system, and so on; one system may serve all."""
    codes, systems, names = parts.get("c", []), parts.get("cs", []), parts.get("dn", parts.get("ot", []))
    for place in range(max(len(codes), len(systems), len(names))):
        code = codes[place] if place < len(codes) else ""
        name = names[place] if place < len(names) else ""
        system = systems[min(place, len(systems) - 1)] if systems else ""
        if not system:
            raise BadRequest("mainSearchCriteria.v.cs (code system) is missing beside a code.")
        if not code and not name:
            raise BadRequest("mainSearchCriteria.v.c (code) is missing beside a code system.")
        yield Criterion(code, system.lower().removeprefix("urn:oid:"), name)


def _is_child(value: str, unit: str) -> bool:
    """Tell whether an age is known and below 18 years; one that cannot be read is not known."""
    if not re.fullmatch(r"[0-9]{1,5}(?:\.[0-9]{1,3})?", value) or (unit or "a").lower() not in MONTHS:
        return False
    return float(value) * MONTHS[(unit or "a").lower()] < MONTHS_OF_ADULT
