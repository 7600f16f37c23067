"""What reading a FHIR resource gives: results, the person, and notes about what was left out."""

import re
from dataclasses import dataclass, field

from bot.labs.data import read
from bot.labs.model import Measurement, Person

LONGEST_NAME = 60


class NotFhir(ValueError):
    """Not JSON, or not a FHIR resource of the accepted kinds; the message holds nothing of the content."""


@dataclass(frozen=True)
class Note:
    """Something that was not read: ``id`` names a text of knowledge/labs/received.yml, ``values`` its placeholders."""

    id: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Received:
    """What was read."""

    measurements: tuple[Measurement, ...]
    person: Person
    notes: tuple[Note, ...]


class Unread(Exception):
    """A result that must not be read; ``note`` says why. Never leaves bot.labs.fhir."""

    def __init__(self, note_id: str, **values: str) -> None:
        super().__init__(note_id)
        self.note = Note(note_id, values)


def shown(name: str) -> str:
    """Return a sender's word in a form that can stand in a sentence: letters, digits, plain signs, cut short."""
    plain = " ".join(re.sub(r"[^\w\s()/.,+%:'-]", " ", name).split())
    return plain if len(plain) <= LONGEST_NAME else plain[: LONGEST_NAME - 3].rstrip() + "..."


def note_text(note: Note) -> str:
    """Return a note in the words of knowledge/labs/received.yml."""
    text: str = next(entry["text"] for entry in read("received")["notes"] if entry["id"] == note.id)
    return text.format(**note.values)
