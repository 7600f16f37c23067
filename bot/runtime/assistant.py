"""The assistant: a trained Rasa model with its actions, as one object to talk to."""

import logging
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bot import intact, paths
from bot.kb.query import KnowledgeUnavailable
from bot.kb.shared import knowledge_base
from bot.language.text import MAX_CHARACTERS, clean, has_words
from bot.replies import Reply, complete
from bot.runtime.action_failures import failures_of_a_turn
from bot.runtime.beside import read_beside
from bot.runtime.conversation import Conversation
from bot.runtime.lean import start_lean
from bot.runtime.readings import MOST as MOST_READINGS
from bot.runtime.readings import Readings, keep_readings
from bot.runtime.records import Records, RecordsInMemory
from bot.runtime.unknown import keep

logger = logging.getLogger(__name__)

IMMUNOGLOBULIN = re.compile(r"\big\s?-?[gmaed]\b|immunoglobulin", re.IGNORECASE)
MOST_NAMED = 80
"""A message that names immunoglobulins more often is no report of a person, and would keep everybody waiting."""

Context = dict[str, Any]
"""What a turn is sent with besides the message, for the actions (docs/server.md); it is not kept."""


class ModelMissing(RuntimeError):
    """There is no trained model, or something that it needs is missing or damaged; the message says what to do."""


def remedy(error: Exception) -> str:
    """Return what to do where the model cannot be loaded."""
    if isinstance(error, OSError) and error.errno:  # such as a disk that is full, or a system that is read-only
        why = os.strerror(error.errno).lower()
        return f"{why}: it is unpacked into a temporary folder with 300 MB of room (TMPDIR names one)"
    return "run `make setup`"


class Assistant:
    """Answers messages. One conversation is one name; conversations do not see each other."""

    def __init__(self, agent: Any, store: Any) -> None:
        self.agent = agent
        self.store = store

    @classmethod
    def load(
        cls,
        model: Path = paths.MODEL,
        records: Records | None = None,
        server: bool = False,
        readings: int = MOST_READINGS,
        action_server: str | None = None,
    ) -> "Assistant":
        """Load the trained model and the actions. What was not built here is refused before any of it is unpacked.

        Args:
            model: the trained model.
            records: where conversations are kept; in memory by default.
            server: whether this process is a web server.
            readings: how many plain questions it is kept of how they are read.
            action_server: the address of Rasa's action server; by default the actions run in this process.

        Raises:
            ModelMissing: the model or another built file is missing, damaged or not the one that was built.
        """
        if not model.is_file():
            raise ModelMissing(f"there is no trained model {model.name}; run `make setup`")
        start_lean(server)
        with ThreadPoolExecutor(1) as beside:  # the hashes are taken while Rasa is imported
            whole = beside.submit(intact.check_built, model, paths.EMBEDDING, paths.DATABASE, paths.WORDS)
            from rasa.core.agent import Agent
        try:
            whole.result()
            knowledge_base().check()
        except (intact.NotIntact, KnowledgeUnavailable) as error:
            raise ModelMissing(str(error)) from error
        from bot.runtime import quicker
        from bot.runtime.in_process import InProcessActions
        from bot.runtime.store import ConversationStore

        quicker.check_results_once()
        quicker.log_without_copies()
        store = ConversationStore(RecordsInMemory() if records is None else records)
        actions: Any = InProcessActions()
        if action_server:
            from bot.runtime.action_server import ActionServer

            actions = ActionServer(action_server)
        try:
            with quicker.domain_is_checked():
                agent = Agent.load(model, tracker_store=store, action_endpoint=actions)
        except Exception as error:  # whatever an archive of another version makes Rasa raise
            raise ModelMissing(f"the model {model.name} cannot be loaded; {remedy(error)}") from error
        quicker.list_classes_once()
        quicker.run_in_order(agent.processor)
        keep_readings(agent.processor, Readings(readings))
        if server:
            read_beside(agent.processor)
        return cls(agent, store)

    async def say(self, conversation: str, text: str) -> list[Reply]:
        """Return the replies to a text; the conversation begins where there is none of that name."""
        async with self.store.open(conversation, begin=True) as held:
            return await self.answer(held, text)

    async def choose(self, conversation: str, payload: str) -> list[Reply]:
        """Return the replies to a button; ``payload`` is one that a reply of that conversation has offered."""
        async with self.store.open(conversation, begin=True) as held:
            return await self.take_choice(held, payload)

    async def forget(self, conversation: str) -> None:
        """Forget a conversation."""
        await self.store.erase(conversation)

    async def answer(self, held: Conversation, text: str, context: Context | None = None) -> list[Reply]:
        """Return the replies to a text in an open conversation.

        The text is only ever text: nothing in it can name an intent or set a slot.
        """
        words = clean(text, lines=True)
        if not has_words(words):
            return [self.wording("utter_error_empty")]
        if len(words) > MAX_CHARACTERS:
            return [self.wording("utter_error_too_long", limit=f"{MAX_CHARACTERS:,}")]
        if len(IMMUNOGLOBULIN.findall(words)) > MOST_NAMED:
            return [self.wording("utter_error_too_many_values")]
        replies = await self._turn(held, words, context)
        try:
            keep(words, {reply["custom"]["kind"] for reply in replies})
        except Exception as error:  # an answer is worth more than a note for curators
            logger.error("an unknown question could not be kept: %s", type(error).__name__)
        return replies

    async def take_choice(self, held: Conversation, payload: str, context: Context | None = None) -> list[Reply]:
        """Return the replies to a button in an open conversation; ``payload`` never comes from a person's text."""
        return await self._turn(held, payload, context)

    async def understand(self, text: str) -> dict[str, Any]:
        """Return what the model reads in a text (intent and acts), without a conversation."""
        from rasa.core.channels.channel import UserMessage

        reading: dict[str, Any] = await self.agent.processor.parse_message(UserMessage(clean(text)))
        return reading

    def wording(self, response: str, **values: str) -> Reply:
        """Return a reply from data/responses/ that needs no dialogue."""
        found = self.agent.domain.responses[response][0]
        return complete({**found, "text": found["text"].format(**values)})

    async def _turn(self, held: Conversation, text: str, context: Context | None) -> list[Reply]:
        """Hold one turn; one that fails changes nothing, and the reply is an apology of kind ``error``."""
        from rasa.core.channels.channel import UserMessage

        from bot.runtime.channel import CollectingChannel

        channel, before, apology = CollectingChannel(), held.events, "utter_error"
        message = UserMessage(text, channel, sender_id=held.id, input_channel=channel.name(), metadata=context)
        try:
            with failures_of_a_turn() as failures:
                await self.agent.processor.handle_message(message)
            replies = [complete(reply) for reply in channel.messages]
            if failures:  # what is left of the answer may lack what matters
                replies, apology = [], "utter_error_try_again"
        except Exception as error:  # a fault must become an apology, and its text may hold the person's words
            logger.error("a turn failed: %s", type(error).__name__)
            replies = []
        if not replies:
            held.events = before
            return [self.wording(apology)]
        held.turns += 1
        return replies
