"""What the actions and the pages must know of a clinic."""

from typing import Any

from bot.clinics.model import Clinic
from bot.labs.intervals import row_as_json
from bot.language.danger.help import help_in, numbers_of
from bot.runtime.assistant import Context

ANYWHERE = "ANY"
"""The country of a clinic that names none."""


def context_of(clinic: Clinic) -> Context:
    """Return what the actions must know of a clinic: whom to call, the intervals of its laboratory."""
    return {"clinic": {"numbers": numbers_for(clinic), "intervals": [row_as_json(row) for row in clinic.intervals]}}


def numbers_for(clinic: Clinic) -> dict[str, str]:
    """Return whom to call: as the clinic says; where it names no country, as the operator has set."""
    if clinic.country == ANYWHERE:
        return help_in()
    return {**numbers_of(clinic.country), "emergency": clinic.emergency_number}


def shown(clinic: Clinic) -> dict[str, Any]:
    """Return what a page may know of a clinic."""
    return {**clinic.shown(), "emergency_number": numbers_for(clinic)["emergency"]}


def sender_of(clinic: Clinic) -> str | None:
    """Return who has sent results: a clinic with a portal by its name, else nobody in particular."""
    return clinic.name if clinic.portal_keys else None
