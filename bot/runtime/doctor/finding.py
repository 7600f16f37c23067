"""What a check has found."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, whether it is well, and what was found; where it is not well, what to do."""

    name: str
    ok: bool
    words: str

    def as_line(self) -> str:
        """Return the finding as a line for people."""
        return f"{'OK     ' if self.ok else 'PROBLEM'} {self.name}: {self.words}"

    def as_data(self) -> dict[str, Any]:
        """Return the finding as plain data."""
        return asdict(self)


Check = Callable[[], Iterator[Finding]]


def well(name: str, words: str) -> Finding:
    """Return that all is well."""
    return Finding(name, True, words)


def wrong(name: str, words: str) -> Finding:
    """Return what is wrong, and what to do."""
    return Finding(name, False, words)
