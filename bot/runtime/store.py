"""The conversation store: Rasa's tracker store, with locks, expiry, deletion and compaction.

A turn opens its conversation, which reads the record once and writes it once at the end. A turn that fails leaves
the record as it was, so that it can be tried again.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.conversation import Dialogue
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.runtime.compaction import compacted, opening
from bot.runtime.conversation import Conversation
from bot.runtime.locks import ConversationLocks
from bot.runtime.records import Records


class ConversationGone(LookupError):
    """There is no such conversation: never begun, expired or erased."""


class ConversationStore(TrackerStore):
    """Keeps conversations in ``records`` for as long as each of them says."""

    def __init__(self, records: Records, locks: ConversationLocks) -> None:
        super().__init__(Domain.empty())
        self.records = records
        self.locks = locks
        self._open: dict[str, Conversation] = {}

    async def begin(self, conversation: Conversation) -> None:
        """Keep a new conversation.

        Raises:
            RecordsFull: there is no room for it.
        """
        await self.records.put(conversation.id, conversation.as_bytes(), conversation.seconds)

    @asynccontextmanager
    async def open(self, name: str, begin: bool = False) -> AsyncIterator[Conversation]:
        """Hold a conversation for one turn; it is kept at the end, unless an error ends the turn.

        Args:
            name: the conversation.
            begin: whether one that is not there begins now.

        Raises:
            ConversationGone: it is not there.
        """
        async with self.locks.lock(name):
            content = await self.records.get(name)
            if content is None and not begin:
                raise ConversationGone
            conversation = Conversation.from_bytes(content) if content else Conversation(name)
            self._open[name] = conversation
            try:
                yield conversation
                await self.begin(conversation)
            finally:
                del self._open[name]

    async def look(self, name: str) -> tuple[Conversation, float]:
        """Return a conversation as it is kept and the seconds left; looking does not prolong them.

        Raises:
            ConversationGone: it is not there.
        """
        content, left = await self.records.get(name), await self.records.seconds_left(name)
        if content is None or left is None:
            raise ConversationGone
        return Conversation.from_bytes(content), left

    async def erase(self, name: str) -> None:
        """Forget a conversation, after the turns that came before."""
        async with self.locks.lock(name):
            await self.records.delete(name)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep what Rasa knows, in the conversation that is open.

        Raises:
            ConversationGone: it is not open.
        """
        if tracker.sender_id not in self._open:
            raise ConversationGone
        self._open[tracker.sender_id].events = compacted(tracker, self.domain)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return what Rasa knows of the conversation that is open; None of one that is not."""
        conversation = self._open.get(sender_id)
        if conversation is None:
            return None
        tracker = DialogueStateTracker(sender_id, self.domain.slots)
        dialogue = Dialogue.from_parameters({"name": sender_id, "events": conversation.events})
        dialogue.events = dialogue.events or list(opening())
        tracker.recreate_from_dialogue(dialogue)
        return tracker

    async def keys(self) -> Iterable[str]:
        """Return nothing: nobody needs a list of conversations."""
        return ()
