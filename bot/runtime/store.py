"""The conversation store: Rasa's tracker store, with locks, expiry, deletion and compaction.

A turn opens its conversation, which holds the record, reads it once and writes it once at the end. A turn that fails
leaves the record as it was, so that it can be tried again; one whose conversation was erased meanwhile writes nothing.
"""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.conversation import Dialogue
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

from bot.runtime.compaction import compacted, opening
from bot.runtime.conversation import Conversation
from bot.runtime.records import HoldLost, Records


class ConversationGone(LookupError):
    """There is no such conversation: never begun, expired or erased."""


class ConversationStore(TrackerStore):
    """Keeps conversations in ``records`` for as long as each of them says."""

    def __init__(self, records: Records) -> None:
        super().__init__(Domain.empty())
        self.records = records
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
            ConversationGone: it is not there, or it was erased meanwhile.
            RecordsFull: there is no room for it.
            RecordsUnavailable: the records cannot be reached, or others have gone on; nothing was changed.
            LineFull: too many wait for it.
        """
        try:
            async with self.records.hold(name) as hold:
                if hold.content is None and not begin:
                    raise ConversationGone
                conversation = Conversation.from_bytes(hold.content) if hold.content else Conversation(name)
                with self._opened(conversation):
                    yield conversation
                await hold.put(conversation.as_bytes(), conversation.seconds)
        except HoldLost:
            if await self.records.get(name) is None:
                raise ConversationGone from None
            raise

    @contextmanager
    def aside(self) -> Iterator[Conversation]:
        """Hold a conversation that is kept nowhere, such as the one that warms the model up."""
        with self._opened(Conversation("aside")) as conversation:
            yield conversation

    @contextmanager
    def _opened(self, conversation: Conversation) -> Iterator[Conversation]:
        self._open[conversation.id] = conversation
        try:
            yield conversation
        finally:
            del self._open[conversation.id]

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
        """Forget a conversation at once; a turn that is under way ends as in a conversation that is gone."""
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
