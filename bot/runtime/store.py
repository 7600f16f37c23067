"""Keeps conversations in memory, and forgets them when told to."""

from rasa.core.tracker_store import InMemoryTrackerStore


class ForgettingStore(InMemoryTrackerStore):
    """Rasa's store in memory, with a way to forget one conversation."""

    def forget(self, conversation: str) -> None:
        """Forget a conversation; one that is not known is forgotten already."""
        self.store.pop(conversation, None)
