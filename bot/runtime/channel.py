"""An output channel that keeps each reply whole: text, buttons and custom object together."""

from typing import Any

from rasa.core.channels.channel import OutputChannel


class CollectingChannel(OutputChannel):
    """Collects what Rasa says in one turn."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Return the channel's name as responses may name it."""
        return "igm_guide"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep one message."""
        self.messages.append(message)
