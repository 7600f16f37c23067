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


def temperatures(text: str, context: str = "", spoken_in_context: bool | None = None) -> list[Temperature]:
    """Return the body temperatures of a folded clause; ``context`` is what else may say that a fever is meant.

    ``spoken_in_context``: what ``is_spoken_of`` says of the context, where many clauses share one.
    """
    if spoken_in_context is None:
        spoken_in_context = is_spoken_of(context)
    measured = words().measured.search(text) is not None
    spoken = is_spoken_of(text) or (spoken_in_context and not measured)
    found = []
    for match in NUMBER.finditer(text):
        unit = (match["unit"] or "")[:1]
        value = float(match["value"].replace(",", "."))
        if not unit and words().not_body.search(text[match.end("value") :]):
            continue
        celsius = _celsius(value, unit)
        told = unit or spoken or _alone(text, match) or _can_only_be(text, match, celsius, context)
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


def _can_only_be(text: str, match: re.Match[str], celsius: float | None, context: str) -> bool:
    """Tell whether a number is of no other use: "she has 39.1 today", "he's at 39", "running 101"."""
    if celsius is None or not FEVER <= celsius <= HOTTEST:
        return False
    before, after = text[: match.start()], text[match.end("value") :]
    if words().it_is.search(before) and words().measured.search(context):
        return False
    decimal = ("." in match["value"] or "," in match["value"]) and not words().measured.search(before)
    if words().has.search(before):
        return True
    return decimal or (words().since.match(after) is not None and words().person.search(before) is not None)


def _alone(text: str, match: re.Match[str]) -> bool:
    """Tell whether a number with a decimal stands with hardly anything else: "39.5", "39.5 today"."""
    return "." in match["value"] and len(re.findall(r"[a-z]+", text)) <= 3 and not words().measured.search(text)
