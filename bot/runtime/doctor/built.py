"""Looks at the environment and at what was built: embedding, knowledge base, word lists, model."""

import asyncio
import os
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from bot import intact, paths
from bot.runtime.doctor.finding import Finding, well, wrong

PYTHON = (3, 10)
QUESTION = "What is IgM deficiency?"
SHOWN = 3


def python() -> Iterator[Finding]:
    """Look at the version of Python."""
    found = "{}.{}.{}".format(*sys.version_info[:3])
    if sys.version_info[:2] == PYTHON:
        yield well("Python", found)
    else:
        yield wrong("Python", f"{found}, but Rasa needs 3.10; install it and run `make setup`")


def environment() -> Iterator[Finding]:
    """Hold the packages that are installed against requirements.lock."""
    try:
        pinned = pins((paths.ROOT / "requirements.lock").read_text(encoding="utf-8"))
    except OSError:
        yield wrong("environment", "requirements.lock cannot be read; get the project's files again")
        return
    unlike = sorted(name for name, wanted in pinned.items() if installed(name) != wanted)
    if unlike:
        named = ", ".join(unlike[:SHOWN]) + (f" and {len(unlike) - SHOWN} more" if len(unlike) > SHOWN else "")
        yield wrong("environment", f"not as requirements.lock has it: {named}; run `make setup`")
    else:
        yield well("environment", f"{len(pinned)} packages as requirements.lock has them")


def pins(lock: str) -> dict[str, str]:
    """Return the version of each package that a lock file pins for this machine."""
    found: dict[str, str] = {}
    for line in lock.splitlines():
        if line[:1].isalnum():
            try:
                requirement = Requirement(line.rstrip("\\ "))
            except InvalidRequirement:
                continue
            if requirement.marker is None or requirement.marker.evaluate():
                found[canonicalize_name(requirement.name)] = str(requirement.specifier).removeprefix("==")
    return found


def installed(name: str) -> str | None:
    """Return the version of a package that is installed; None where it is not."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def products() -> Iterator[Finding]:
    """Look whether each product is there, current, and the file that was built."""
    from bot.runtime import build

    for product in build.products():
        pinned = os.environ.get(intact.PINNED) if product.target == paths.MODEL else None
        try:
            intact.check(product.target, pinned)
        except intact.NotIntact as problem:
            yield wrong(product.name, str(problem))
            continue
        if product.fits_inputs():
            yield well(product.name, f"{product.target.name} is current and whole")
        else:
            yield wrong(product.name, "built from other files than those that are here; run `make setup`")


def knowledge() -> Iterator[Finding]:
    """Open the knowledge base and count what is in it."""
    from bot.kb.query import KnowledgeBase, KnowledgeUnavailable

    base = KnowledgeBase(paths.DATABASE)
    try:
        statements = base.check()
        yield well("knowledge base opens", f"{statements} statements on {len(base.topics)} topics")
    except KnowledgeUnavailable as problem:
        yield wrong("knowledge base opens", str(problem))


def answers() -> Iterator[Finding]:
    """Load the model and ask one question."""
    from bot.runtime.assistant import Assistant, ModelMissing

    try:
        replies = asyncio.run(Assistant.load(server=True).say("doctor", QUESTION))
    except ModelMissing as problem:
        yield wrong("model answers", str(problem))
        return
    if replies[-1]["custom"]["kind"] == "error":
        yield wrong("model answers", "it apologises instead of answering; mend what the other lines name")
    else:
        yield well("model answers", "it was loaded and has answered a question")
