"""Finds the phrases of knowledge/danger/ in a text, and whether each is meant as danger now."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from bot import paths
from bot.language.danger.fever import Context, temperatures
from bot.language.danger.patterns import any_of, compiled, fold, says_no
from bot.language.danger.status import Clause, Status, clauses
from bot.language.spelling import Speller

EMERGENCY, TODAY = "emergency", "today"
FEVER, FEVER_AT_RISK = "fever", "fever_at_risk"
SENTENCE_END = re.compile(r"[.?!](?=\s)\s*|\n")


@dataclass(frozen=True)
class Danger:
    """A phrase of danger: the id of its flag, the level, whether it is meant as happening now, and where it begins."""

    flag: str
    level: str
    meant: bool
    start: int


Meant = Callable[[Clause, int, int, bool, bool], bool]


class Flags:
    """The phrases of one file, compiled."""

    def __init__(self, content: dict[str, Any]) -> None:
        words = content.get("words", {})
        self.flags = content["flags"]
        self.phrases = {
            flag["id"]: [(compiled(phrase, words), says_no(phrase)) for phrase in flag["phrases"]]
            for flag in self.flags
        }
        self.any = {flag: any_of([phrase for phrase, _ in found]) for flag, found in self.phrases.items()}

    def find(self, clause: Clause, meant: Meant) -> Iterator[Danger]:
        """Yield for each flag that a clause names whether one of its phrases is meant."""
        for flag in self.flags:
            if not self.any[flag["id"]].search(clause.text):
                continue
            found = [
                (match.start(), meant(clause, match.start(), match.end(), flag.get("may_be_stable", False), denies))
                for phrase, denies in self.phrases[flag["id"]]
                for match in phrase.finditer(clause.text)
            ]
            if found:
                start, is_meant = max(found, key=lambda one: one[1])
                yield Danger(flag["id"], flag["level"], is_meant, clause.start + start)

    def names(self, flag: str, text: str) -> bool:
        """Tell whether a text has a phrase of a flag at all."""
        return any(phrase.search(text) for phrase, _ in self.phrases[flag])


def read(name: str) -> Any:
    """Return the content of knowledge/danger/NAME.yml."""
    return yaml.load((paths.KNOWLEDGE / "danger" / f"{name}.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


@lru_cache(maxsize=1)
def rules() -> tuple[Flags, Flags, Status, Speller]:
    """Return the red flags, the phrases of crisis, the status lists and the speller, made once a process."""
    red_flags, crisis = read("red_flags"), read("crisis")
    speller = Speller(dict.fromkeys([*red_flags["spelling"], *crisis["spelling"]], 1), red_flags["spelt_right"])
    return Flags(red_flags), Flags(crisis), Status(read("status")), speller


def red_flags(text: str) -> list[Danger]:
    """Return the red flags that a text as typed names, in order."""
    flags, _, status, speller = rules()
    folded = speller.corrected(fold(text))
    found: list[Danger] = []
    context = Context.of(folded)
    for clause in clauses(folded):
        found += flags.find(clause, status.is_meant)
        found += _fevers(clause, context, status)
    if any(danger.meant and danger.flag == FEVER for danger in found) and flags.names(FEVER_AT_RISK, _flat(folded)):
        found.append(Danger(FEVER_AT_RISK, EMERGENCY, True, 0))
    return sorted(found, key=lambda danger: danger.start)


def _flat(text: str) -> str:
    """Return a folded text as one sentence, fevers in words: who is at risk may stand in another sentence."""
    for temperature in sorted(temperatures(text, Context.of(text)), key=lambda one: -one.start):
        if temperature.is_fever:
            text = f"{text[: temperature.start]}fever{text[temperature.end :]}"
    return SENTENCE_END.sub(", ", text)


def crises(text: str) -> list[Danger]:
    """Return the thoughts of self-harm that a text as typed names, in order."""
    _, flags, status, speller = rules()
    found = clauses(speller.corrected(fold(text)))
    return [danger for clause in found for danger in flags.find(clause, status.is_said)]


def _fevers(clause: Clause, context: Context, status: Status) -> Iterator[Danger]:
    for temperature in temperatures(clause.text, context):
        if temperature.is_fever or temperature.is_cold:
            meant = status.is_meant(clause, temperature.start, temperature.end)
            flag, level = (FEVER, TODAY) if temperature.is_fever else ("cold", EMERGENCY)
            yield Danger(flag, level, meant, clause.start + temperature.start)
