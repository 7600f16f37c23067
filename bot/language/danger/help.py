"""Whom to call: the emergency number and the crisis line of the country that the operator has set."""

import os
from functools import lru_cache

from bot.language.danger.find import read

COUNTRY = "IGM_GUIDE_COUNTRY"
"""The environment variable with the country (ISO 3166, two letters); without it all common numbers are named."""


class UnknownCountry(ValueError):
    """There are no numbers for the country that is set."""


@lru_cache(maxsize=8)
def numbers_of(country: str) -> dict[str, str]:
    """Return ``emergency`` and ``crisis``, as they are said, for a country; an empty text: anywhere.

    Raises:
        UnknownCountry: knowledge/danger/numbers.yml has no such country.
    """
    entries = {entry["country"]: entry for entry in read("numbers")["numbers"]}
    try:
        entry = entries[country.upper() or "ANY"]
    except KeyError:
        raise UnknownCountry(f"{COUNTRY}={country}: known are {', '.join(sorted(entries))}") from None
    return {"emergency": entry["emergency"], "crisis": entry["crisis"]}


def help_in() -> dict[str, str]:
    """Return the numbers of the country that is set.

    Raises:
        UnknownCountry: there are none for it.
    """
    return numbers_of(os.environ.get(COUNTRY, ""))
