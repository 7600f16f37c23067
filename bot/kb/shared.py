"""The one knowledge base of a process, opened at first use."""

from functools import lru_cache

from bot import paths
from bot.kb.query import KnowledgeBase


@lru_cache(maxsize=1)
def knowledge_base() -> KnowledgeBase:
    """Return the knowledge base of this process."""
    return KnowledgeBase(paths.DATABASE)
