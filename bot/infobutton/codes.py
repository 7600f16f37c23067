"""Looks up which topics answer a code (knowledge/codes/)."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot import paths
from bot.kb import files
from bot.kb.check_codes import code_files

HIGH, LOW = "high", "low"
WITHOUT_DOTS = frozenset({"ICD-10-CM", "ICD-9-CM"})
"""Systems whose codes many records keep without the dot."""


@dataclass(frozen=True)
class Code:
    """One code with the topics that answer it, the best first; for a low or high result others come before them."""

    system: str
    code: str
    topics: tuple[str, ...]
    low: tuple[str, ...] = ()
    high: tuple[str, ...] = ()

    def topics_for(self, flag: str | None) -> list[str]:
        """Return the topics for a result that is low, high or neither (None), each once."""
        first = {LOW: self.low, HIGH: self.high}.get(flag or "", ())
        return list(dict.fromkeys((*first, *self.topics)))


@lru_cache(maxsize=1)
def systems() -> dict[str, str]:
    """Return the name of every code system by its object identifier."""
    return {content["oid"]: content["system"] for content in _contents()}


@lru_cache(maxsize=1)
def _codes() -> dict[tuple[str, str], Code]:
    found = {}
    for content in _contents():
        for entry in content["codes"]:
            topics = [tuple(entry.get(name, ())) for name in ("topics", "low", "high")]
            code = Code(content["system"], entry["code"], *topics)
            found[content["oid"], _written(content["system"], code.code)] = code
    return found


@lru_cache(maxsize=1)
def _contents() -> tuple[dict[str, Any], ...]:
    return tuple(files.read_yaml(path) for path in code_files(paths.KNOWLEDGE))


def _written(system: str, code: str) -> str:
    code = code.strip().upper()
    return code.replace(".", "") if system in WITHOUT_DOTS else code


def find(oid: str, code: str) -> Code | None:
    """Return what is known of a code, whatever its case and, for ICD, with or without its dot; None: nothing."""
    system = systems().get(oid)
    return None if system is None else _codes().get((oid, _written(system, code)))
