"""The plain types of clinics: what the rest of the program knows of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.clinics.tree import Mistake
from bot.labs.intervals import Row

PUBLIC = "public"
"""The id of the clinic of the server's own pages, which is always there."""

RETENTION_MINUTES = 30
"""How long a silent conversation is kept where a clinic says nothing else."""


class UnknownClinic(KeyError):
    """There is no clinic of that id."""

    def __init__(self) -> None:
        super().__init__("there is no such clinic")


class ClinicsInvalid(ValueError):
    """clinics.yml is not right; the text names the file and every mistake with its place and what to do."""

    def __init__(self, path: Path, mistakes: list[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: mistake.line))
        super().__init__("\n".join(f"{path.name}, {mistake}" for mistake in self.mistakes))


@dataclass(frozen=True)
class PortalKey:
    """A public key of a clinic's portal: ``algorithm`` is RS256, ES256 or EdDSA, fixed by the kind of key."""

    kid: str
    algorithm: str
    key: Any = field(repr=False)
    fingerprint: str = field(repr=False)


@dataclass(frozen=True)
class Clinic:
    """One clinic. Fields as in clinics.example.yml; texts are as the clinic wrote them, without markup."""

    id: str
    name: str
    contact: str
    country: str
    emergency_number: str
    allowed_origins: frozenset[str] = frozenset()
    theme: dict[str, str] = field(default_factory=dict, hash=False)
    intervals: tuple[Row, ...] = ()
    portal_issuer: str | None = None
    portal_keys: tuple[PortalKey, ...] = ()
    portal_only: bool = False
    privacy: str | None = None
    retention_minutes: int = RETENTION_MINUTES
    languages: tuple[str, ...] = ("en",)

    def shown(self) -> dict[str, Any]:
        """Return what a page may know of the clinic, ready for JSON; keys, issuer and origins are not in it."""
        names = ("id", "name", "contact", "emergency_number", "theme", "privacy")
        return {name: getattr(self, name) for name in names}


class Clinics:
    """All clinics of a server, by id; ``default`` is used where a request names none."""

    def __init__(self, clinics: dict[str, Clinic], default: str = PUBLIC) -> None:
        self._clinics = clinics
        self.default = clinics[default]

    def get(self, clinic_id: str) -> Clinic:
        """Return the clinic of that id.

        Raises:
            UnknownClinic: there is none.
        """
        try:
            return self._clinics[clinic_id]
        except (KeyError, TypeError):
            raise UnknownClinic from None

    def __iter__(self) -> Iterator[Clinic]:
        """Go through the clinics in the order of the file."""
        return iter(self._clinics.values())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._clinics)
