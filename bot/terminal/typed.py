"""What a person types at a terminal: a text, or the number (or the title) of a button of the last reply."""

import re

from bot.language.text import clean
from bot.replies import Reply
from bot.runtime.assistant import Assistant

NUMBER = re.compile(r"[1-9]")


class Typed:
    """Talks to the assistant for somebody who has no buttons to press."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.offered: dict[str, list[dict[str, str]]] = {}

    async def say(self, conversation: str, line: str) -> list[Reply]:
        """Return the replies to a line."""
        chosen = self._chosen(conversation, clean(line, lines=True))
        if chosen is None:
            replies = await self.assistant.say(conversation, line)
        else:
            replies = await self.assistant.choose(conversation, chosen)
        if replies[-1]["custom"]["kind"] != "error":
            self.offered[conversation] = replies[-1]["buttons"]
        return replies

    async def forget(self, conversation: str) -> None:
        """Forget a conversation."""
        self.offered.pop(conversation, None)
        await self.assistant.forget(conversation)

    def _chosen(self, conversation: str, words: str) -> str | None:
        buttons = self.offered.get(conversation, [])
        if NUMBER.fullmatch(words) and int(words) <= len(buttons):
            return buttons[int(words) - 1]["payload"]
        named = {button["title"].casefold(): button["payload"] for button in buttons}
        return named.get(words.casefold())
