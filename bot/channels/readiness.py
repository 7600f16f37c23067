"""Whether the server can answer now, and if not, why."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from bot.kb.query import KnowledgeUnavailable
from bot.kb.shared import knowledge_base

if TYPE_CHECKING:
    from bot.channels.service import Service

KNOWLEDGE, STORE = "knowledge-base", "store"
Check = Callable[[], Awaitable[bool]]
"""Tells whether something that every answer needs is there. An error counts as no."""


class Readiness:
    """The checks of a server, by the word that says what is missing. Others may be added to ``checks``."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.checks: dict[str, Check] = {KNOWLEDGE: has_knowledge, STORE: self._reaches_store}

    async def reasons(self) -> list[str]:
        """Return what is missing, in single words; nothing where all is well."""
        if self.service.stopping:
            return ["stopping"]
        if self.service.assistant is None:
            return ["loading"]
        return [name for name, check in self.checks.items() if not await holds(check)]

    async def _reaches_store(self) -> bool:
        """Tell whether the conversations can be read and written."""
        assistant = self.service.assistant
        return assistant is not None and await assistant.store.records.reachable()


async def holds(check: Check) -> bool:
    """Tell whether a check says yes."""
    try:
        return await check()
    except Exception:  # whatever the reason, there is no answer without it
        return False


async def has_knowledge() -> bool:
    """Tell whether the knowledge base can be read."""
    try:
        return knowledge_base().check() > 0
    except KnowledgeUnavailable:
        return False
