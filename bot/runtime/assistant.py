"""The assistant: a trained Rasa model with its actions, as one object to talk to."""

import logging
import re
from collections import OrderedDict
from pathlib import Path
from typing import Any

from bot import paths
from bot.language.text import MAX_CHARACTERS, clean, has_words
from bot.replies import Reply, complete
from bot.runtime.lean import start_lean

logger = logging.getLogger(__name__)

CHOICE = re.compile(r"[1-9]")
REMEMBERED = 1_000
"""Of how many conversations the offered buttons are kept, the latest ones."""


class ModelMissing(RuntimeError):
    """There is no trained model, or it cannot be loaded; the message says what to do."""


class Assistant:
    """Answers messages. One conversation is one name; conversations do not see each other."""

    def __init__(self, agent: Any, store: Any) -> None:
        self.agent = agent
        self.store = store
        self.offered: OrderedDict[str, list[dict[str, str]]] = OrderedDict()

    @classmethod
    def load(cls, model: Path = paths.MODEL) -> "Assistant":
        """Load the trained model and the actions.

        Raises:
            ModelMissing: there is no model at that place, or it is damaged.
        """
        if not model.is_file():
            raise ModelMissing(f"there is no trained model {model.name}; run `make setup`")
        start_lean()
        from rasa.core.agent import Agent
        from rasa.shared.core.domain import Domain

        from bot.runtime.in_process import InProcessActions, check_results_once
        from bot.runtime.store import ForgettingStore

        check_results_once()
        store, endpoint = ForgettingStore(Domain.empty()), InProcessActions()
        try:
            agent = Agent.load(model, tracker_store=store, action_endpoint=endpoint)
        except Exception as error:  # whatever a damaged archive makes Rasa raise
            raise ModelMissing(f"the model {model.name} cannot be loaded; run `make setup`") from error
        return cls(agent, store)

    async def say(self, conversation: str, text: str) -> list[Reply]:
        """Return the replies to a text. A number chooses the button of the last reply with that number.

        The text is only ever text: nothing in it can name an intent or set a slot.
        """
        words = clean(text, lines=True)
        if not has_words(words):
            return [self.wording("utter_error_empty")]
        if len(words) > MAX_CHARACTERS:
            return [self.wording("utter_error_too_long", limit=f"{MAX_CHARACTERS:,}")]
        chosen = self._chosen(conversation, words)
        return await self._turn(conversation, chosen or words)

    async def understand(self, text: str) -> dict[str, Any]:
        """Return what the model reads in a text (intent and acts), without a conversation."""
        from rasa.core.channels.channel import UserMessage

        reading: dict[str, Any] = await self.agent.processor.parse_message(UserMessage(clean(text)))
        return reading

    async def forget(self, conversation: str) -> None:
        """Forget a conversation."""
        self.offered.pop(conversation, None)
        self.store.forget(conversation)
        self.agent.lock_store.delete_lock(conversation)

    def wording(self, response: str, **values: str) -> Reply:
        """Return a reply from data/responses/ that needs no dialogue."""
        found = self.agent.domain.responses[response][0]
        return complete({**found, "text": found["text"].format(**values)})

    def _chosen(self, conversation: str, words: str) -> str | None:
        buttons = self.offered.get(conversation, [])
        if CHOICE.fullmatch(words) and int(words) <= len(buttons):
            return buttons[int(words) - 1]["payload"]
        named = {
            button[key].lstrip("/").casefold(): button["payload"] for key in ("payload", "title") for button in buttons
        }
        return named.get(words.casefold())

    async def _turn(self, conversation: str, text: str) -> list[Reply]:
        from rasa.core.channels.channel import UserMessage

        from bot.runtime.channel import CollectingChannel

        channel = CollectingChannel()
        message = UserMessage(text, channel, sender_id=conversation)
        try:
            await self.agent.handle_message(message)
            replies = [complete(reply) for reply in channel.messages]
        except Exception as error:  # a fault must become an apology, and its text may hold the person's words
            logger.error("a turn failed: %s", type(error).__name__)
            replies = []
        replies = replies or [self.wording("utter_error")]
        self.offered[conversation] = replies[-1]["buttons"]
        self.offered.move_to_end(conversation)
        while len(self.offered) > REMEMBERED:
            self.offered.popitem(last=False)
        return replies
