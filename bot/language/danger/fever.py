"""Temperatures of a body in a text: numbers in Celsius or Fahrenheit, told as such or in words.

A bare number such as 39.5 counts where a fever is spoken of or nothing else is measured: "My IgM is 39.5" is none.
Limits (38 and 36 degrees Celsius): knowledge/danger/red_flags.yml; judgement, needs a clinician's sign-off.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace

import yaml

from bot import paths

FILE = paths.KNOWLEDGE / "danger" / "fever.yml"
FEVER, COLD = 38.0, 36.0
"""Degrees Celsius: a fever from here on; too cold below this, with illness."""

HOTTEST, COLDEST = 43.0, 33.0
NEAR = 24
"""So many characters before a number may name what was measured."""

NEAREST = 100
"""So many characters before a number are more than `it_is` and `has` can be."""

FEW_WORDS = 3

UNIT = r"\s?(?:°|º|deg(?:rees?|s)?\.?|grados)?\s?(?P<unit>c(?:elsius|entigrade)?|f(?:ahrenheit)?)?\b(?![\w/%])"
NUMBER = re.compile(rf"(?<![\w.,/$£-])(?P<value>\d{{2,3}}(?:[.,]\d{{1,2}})?){UNIT}")
TENTHS = r"(?:[ -](?:point )?(?:one|two|three|four|five|six|seven|eight|nine))?"
IN_WORDS = 39.0
"""A fever in words counts as this: which it is does not matter, all of in_words are 38 degrees or more."""


@lru_cache(maxsize=1)
def words() -> SimpleNamespace:
    """Return the expressions of knowledge/danger/fever.yml, compiled once a process."""
    content = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    any_of = {name: "(?:" + "|".join(parts) + ")" for name, parts in content.items() if isinstance(parts, list)}
    return SimpleNamespace(
        spoken=re.compile(any_of["spoken"]),
        measured=re.compile(any_of["measured"]),
        not_body=re.compile(rf"^\s?{any_of['not_body']}"),
        it_is=re.compile(rf"\b{any_of['it_is']}$"),
        person=re.compile(rf"\b{any_of['person']}\b"),
        has=re.compile(rf"\b{any_of['has']}\s*$"),
        since=re.compile(rf"^\s*{any_of['since']}"),
        in_words=re.compile(rf"\b{any_of['in_words']}\b{TENTHS}"),
    )


@dataclass(frozen=True)
class Temperature:
    """A temperature in degrees Celsius and where it stands in the text."""

    celsius: float
    start: int
    end: int

    @property
    def is_fever(self) -> bool:
        """Tell whether it is 38 degrees or more."""
        return self.celsius >= FEVER

    @property
    def is_cold(self) -> bool:
        """Tell whether it is below 36 degrees."""
        return self.celsius < COLD


def is_spoken_of(text: str) -> bool:
    """Tell whether a folded text speaks of fever or temperature."""
    return words().spoken.search(text) is not None


@dataclass(frozen=True)
class Context:
    """What the text around a clause speaks of: fever or temperature, something else that is measured."""

    spoken: bool = False
    measured: bool = False

    @classmethod
    def of(cls, text: str) -> "Context":
        """Return what a folded text speaks of."""
        return cls(is_spoken_of(text), words().measured.search(text) is not None)


NOTHING = Context()


@dataclass(frozen=True)
class Beside:
    """What stands with a number: from where on something was measured and somebody was named, and the context."""

    measured: int
    person: int
    context: Context


def temperatures(text: str, context: Context = NOTHING) -> list[Temperature]:
    """Return the body temperatures of a folded clause; ``context`` is what else may say that a fever is meant."""
    measured = words().measured.search(text) is not None
    spoken = is_spoken_of(text) or (context.spoken and not measured)
    few_words = len(re.findall(r"[a-z]+", text)) <= FEW_WORDS
    beside = Beside(_first_end(words().measured, text), _first_end(words().person, text), context)
    found = []
    for match in NUMBER.finditer(text):
        unit = (match["unit"] or "")[:1]
        value = float(match["value"].replace(",", "."))
        if not unit and words().not_body.match(text[match.end("value") :]):
            continue
        celsius = _celsius(value, unit)
        told = unit or spoken or ("." in match["value"] and few_words and not measured)
        told = told or _can_only_be(text, match, celsius, beside)
        if celsius is None or not told:
            continue
        near = text[max(0, match.start() - NEAR) : match.start()].rpartition(",")[2]
        if words().measured.search(near) and not words().spoken.search(near):
            continue
        found.append(Temperature(celsius, match.start(), match.end()))
    if spoken or (not measured and len(re.findall(r"[a-z]+", text)) <= 12):
        found += [Temperature(IN_WORDS, match.start(), match.end()) for match in words().in_words.finditer(text)]
    return found


def _celsius(value: float, unit: str) -> float | None:
    """Return the value in degrees Celsius; None where no living person has it."""
    if unit != "f" and COLDEST <= value <= HOTTEST:
        return value
    if unit != "c" and 91 <= value <= 110:
        return round((value - 32) * 5 / 9, 2)
    return None


def _first_end(expression: re.Pattern[str], text: str) -> int:
    """Return where the first match ends; behind the text where there is none."""
    match = expression.search(text)
    return match.end() if match else len(text) + 1


def _can_only_be(text: str, match: re.Match[str], celsius: float | None, beside: Beside) -> bool:
    """Tell whether a number is of no other use: "she has 39.1 today", "he's at 39", "running 101"."""
    if celsius is None or not FEVER <= celsius <= HOTTEST:
        return False
    before = text[max(0, match.start() - NEAREST) : match.start()]
    if beside.context.measured and words().it_is.search(before):
        return False
    if words().has.search(before):
        return True
    if ("." in match["value"] or "," in match["value"]) and match.start() < beside.measured:
        return True
    return match.start() >= beside.person and words().since.match(text[match.end("value") :]) is not None
