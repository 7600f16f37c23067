"""Ages given as one short word: "40y", "18 months", "6w". Ages inside a text: bot.language.labs.ages."""

import re

MONTHS_OF = {"y": 12.0, "m": 1.0, "w": 7 * 12 / 365.25, "d": 12 / 365.25}
FORM = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*(y|m|w|d)?[a-z]*", re.IGNORECASE)
OLDEST = 120 * 12


def months_of(text: str) -> int | None:
    """Return an age in whole months, a bare number as years; None where it is no age of up to 120 years."""
    match = FORM.fullmatch(text.strip())
    if match is None:
        return 0 if text.strip().lower() == "newborn" else None
    months = float(match[1]) * MONTHS_OF[(match[2] or "y").lower()]
    return int(months + 1e-9) if months <= OLDEST else None
