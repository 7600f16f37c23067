"""Single messages with the trained model, and what they are taken for (understood.yml)."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from bot.replies import Reply
from tests.dialogue.contract import keeps_the_contract

MESSAGES = yaml.safe_load((Path(__file__).parent / "understood.yml").read_text(encoding="utf-8"))

DANGER = ("urgent", "crisis")
"""Kinds that come first, whatever else is answered after them."""


def taken_for(reply: Reply) -> str | None:
    """Return the topic of an answer, the kind of any other reply."""
    custom = reply["custom"]
    told: str | None = custom["topic"] if custom["kind"] == "answer" else custom["kind"]
    return told


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message["say"])
def test_what_a_message_is_taken_for(message: dict[str, list[str]], talk: Callable[[str], list[Reply]]) -> None:
    replies = talk(str(message["say"]))
    for reply in replies:
        keeps_the_contract(reply)
    gets = message["gets"]
    found = [taken_for(reply) for reply in replies]
    assert (found[:1] if gets[0] in DANGER else found) == gets
