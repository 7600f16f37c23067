"""All that is kept of one conversation, as plain data."""

import json
from dataclasses import dataclass, field
from typing import Any

from bot.replies import Reply

RETENTION_SECONDS = 30 * 60
"""So long after the last message a conversation is kept, unless its clinic says otherwise."""

ANSWERED_KEPT = 8
"""The replies to so many messages are kept, so that a client can ask for them again."""

TOPICS_KEPT = 100
"""Of so many messages it is kept what they were about, for feedback."""


@dataclass
class Conversation:
    """A conversation between two turns.

    ``events`` are Rasa's, compacted; ``answered`` holds the last replies by message; ``about`` the topic of
    each message and ``rated`` how it was rated; ``waiting`` are received results that
    wait for the person's consent.
    """

    id: str
    clinic: str | None = None
    seconds: float = RETENTION_SECONDS
    turns: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)
    answered: dict[str, list[Reply]] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)
    rated: dict[str, list[str]] = field(default_factory=dict)
    waiting: dict[str, Any] | None = None

    def remember(self, message: str, replies: list[Reply]) -> None:
        """Keep the replies to a message, and forget the oldest ones beyond ``ANSWERED_KEPT``."""
        self.answered[message] = replies
        self.about[message] = replies[-1]["custom"]["topic"] or replies[-1]["custom"]["kind"]
        while len(self.answered) > ANSWERED_KEPT:
            del self.answered[next(iter(self.answered))]
        while len(self.about) > TOPICS_KEPT:
            oldest = next(iter(self.about))
            del self.about[oldest]
            self.rated.pop(oldest, None)

    def as_bytes(self) -> bytes:
        """Return the conversation for a record."""
        return json.dumps(vars(self)).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Conversation":
        """Return the conversation that ``as_bytes`` made a record of."""
        return cls(**json.loads(content))
