"""What ``json.loads`` is given to read strictly: it takes by itself a name that stands twice, and numbers like NaN."""

from typing import Any, NoReturn


class DoubledName(ValueError):
    """A name stands twice in one object and could mean either value."""


def unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object (``object_pairs_hook``).

    Raises:
        DoubledName: a name stands twice.
    """
    found = dict(pairs)
    if len(found) < len(pairs):
        raise DoubledName
    return found


def no_such_number(_: str) -> NoReturn:
    """Refuse NaN and the infinities (``parse_constant``).

    Raises:
        ValueError: always.
    """
    raise ValueError("JSON has no such number")
