"""Looks at the settings: environment variables, clinics, Rasa's own channels, Redis. Shows no secret."""

import asyncio
import os
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from bot import paths
from bot.channels.settings import VARIABLES, SettingInvalid, Settings
from bot.language.danger.help import UnknownCountry, help_in
from bot.runtime.doctor.finding import Finding, well, wrong
from bot.runtime.unknown import SWITCH

OURS = "IGM_GUIDE_"
KNOWN = (*VARIABLES, SWITCH)


def environment_variables() -> Iterator[Finding]:
    """Look for settings that cannot be used, and for names that are no settings."""
    unknown = [name for name in sorted(os.environ) if name.startswith(OURS) and name not in KNOWN]
    for name in unknown:
        near = get_close_matches(name, KNOWN, 1)
        hint = f"did you mean {near[0]}?" if near else "`python -m bot serve --help` lists the settings"
        yield wrong("settings", f"there is no setting {name}; {hint}")
    try:
        Settings.read(os.environ)
    except SettingInvalid as problem:
        yield wrong("settings", str(problem))
        return
    if not unknown:
        count = sum(name in os.environ for name in KNOWN)
        yield well("settings", f"{count} set, all of them can be used")


def country() -> Iterator[Finding]:
    """Look whether there are emergency numbers for the country that is set."""
    try:
        numbers = help_in()
    except UnknownCountry as problem:
        yield wrong("country", f"{problem}; set one of them or none")
    except (OSError, ValueError, KeyError):
        yield wrong("country", "the emergency numbers cannot be read; get knowledge/danger/numbers.yml again")
    else:
        yield well("country", f"people are told to call {numbers['emergency']}")


def clinics(file: Path | None) -> Iterator[Finding]:
    """Read the clinics' file, and look whether Rasa's own channels are switched off where there are clinics."""
    from bot.channels.serve import refuse_other_channels
    from bot.clinics.config import ClinicsInvalid, public_only, read_clinics

    try:
        known = read_clinics(file) if file else public_only()
        yield well(
            "clinics", f"{len(list(known))} can be served" if file else "no file is set; the public one is served"
        )
    except (ClinicsInvalid, OSError) as problem:
        yield wrong("clinics", " ".join(str(problem).split()))
    try:
        refuse_other_channels(paths.ROOT / "credentials.yml")
        yield well("Rasa's own channels", "switched off")
    except SettingInvalid as problem:
        if file:
            yield wrong("Rasa's own channels", str(problem))
        else:
            yield well("Rasa's own channels", "switched on in credentials.yml, which `serve` does not use")
    except (OSError, ValueError) as problem:
        yield wrong("Rasa's own channels", f"credentials.yml cannot be read ({type(problem).__name__}); mend it")


def redis() -> Iterator[Finding]:
    """Ask the Redis that is set whether it answers."""
    try:
        settings = Settings.read(os.environ)
    except SettingInvalid:
        return  # told by another check
    if settings.redis is None:
        yield well("Redis", "not set; conversations are kept in the memory of each process")
    elif asyncio.run(reaches(settings.redis)):
        yield well("Redis", "answers")
    else:
        yield wrong("Redis", "does not answer; start it, or correct the address and password in IGM_GUIDE_REDIS")


async def reaches(url: str) -> bool:
    """Tell whether conversations can be kept in a Redis."""
    from bot.runtime.records_in_redis import RecordsInRedis

    records = RecordsInRedis(url)
    try:
        return await records.reachable()
    finally:
        await records.close()
