"""Keeps how plain questions were read, so that a question that many people ask is worked out once.

What is kept cannot tell of anybody: a reading depends on nothing but the text and the topic at hand, it holds an intent
and the topics to answer, and it is found by a keyed hash, so that no text is kept. Only texts are kept whose words the
project's own examples use, or everybody: no name, no number. That a question is answered sooner tells at most that
somebody has asked it in these public words.
"""

import hashlib
import json
import re
import secrets
from collections import OrderedDict
from functools import partial
from typing import Any

from bot.language.words import words

MOST = 2_000
"""So many readings are kept by default, the last ones used; each takes about 6 kB."""

LONGEST = 100
"""A longer text is hardly said twice."""

PLAIN = re.compile(r"[A-Za-z' ,.?!-]+")
WORD = re.compile(r"[a-z]{4,}")


class Readings:
    """The readings of the last plain questions, at most ``most``."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._secret = secrets.token_bytes(32)
        self._kept: OrderedDict[bytes, str] = OrderedDict()

    def get(self, text: str, topic: str | None) -> dict[str, Any] | None:
        """Return the reading of a text after an answer on a topic; None where it is not known."""
        name = self._name(text, topic)
        if name not in self._kept:
            return None
        self._kept.move_to_end(name)
        reading: dict[str, Any] = json.loads(self._kept[name])
        return {**reading, "text": text}

    def put(self, text: str, topic: str | None, reading: dict[str, Any]) -> None:
        """Keep a reading, if the text is plain; the one that was not used for longest makes room."""
        if self.most and is_plain(text):
            self._kept[self._name(text, topic)] = json.dumps({k: v for k, v in reading.items() if k != "text"})
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)

    def _name(self, text: str, topic: str | None) -> bytes:
        return hashlib.blake2b(f"{topic}\n{text}".encode(), key=self._secret, digest_size=32).digest()

    def __len__(self) -> int:
        return len(self._kept)


def is_plain(text: str) -> bool:
    """Tell whether a text is short and all its longer words are public: of the project's examples, or common."""
    known = words()
    plain = len(text) <= LONGEST and PLAIN.fullmatch(text) is not None
    return plain and all(word in known.spelling or word in known.common for word in WORD.findall(text.lower()))


def keep_readings(processor: Any, readings: Readings) -> None:
    """Make Rasa look up how a message is read before it works it out."""
    processor._parse_message_with_graph = partial(_read, processor._parse_message_with_graph, readings)


def _read(work_out: Any, readings: Readings, message: Any, tracker: Any, only_output_properties: bool = True) -> Any:
    topic = tracker.get_slot("topic")
    known = readings.get(message.text, topic) if only_output_properties else None
    if known is not None:
        return known
    reading = work_out(message, tracker, only_output_properties)
    if only_output_properties:
        readings.put(message.text, topic, reading)
    return reading
