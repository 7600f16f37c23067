"""Rasa component: notes on each message whether it holds laboratory values of a person."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.language.labs.glance import may_hold_values

LABS = "labs"
"""The message property: "values", "mention" ("undetectable" without a number), "specific" (a result of a test for
one germ or target only), "correction" (of what was reported before) or nothing."""

CORRECTING = re.compile(r"(?i)\b(?:sorry|oops|whoops|actually|meant|mean|correction|typo|mistake|wait)\b")
QUESTION = re.compile(r"(?i)\?|^\W*(?:what|why|how|is|are|does|do|can|could|which|explain|tell)\b")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class LabValues(GraphComponent):
    """Reads each message; the values themselves are read again by the actions, which know the conversation."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LabValues:
        """Create the component; it has no settings."""
        return cls()

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Set the property on each message that has a text; returns the same messages.

        ``tracker`` is None where a text is read without a conversation.
        """
        reported = tracker is not None and was_reported(tracker)
        for message in messages:
            text = message.get(TEXT)
            if text and may_hold_values(text):
                message.set(LABS, found_in(text))
            elif text and reported and CORRECTING.search(text):
                message.set(LABS, "correction" if corrects_in(text) else None)
        return messages


def was_reported(tracker: DialogueStateTracker) -> bool:
    """Tell whether results were explained in the conversation and nothing about them is being asked."""
    stored = tracker.get_slot("labs") or {}
    return bool(stored.get("measurements")) and tracker.active_loop_name is None


def corrects_in(text: str) -> bool:
    """Tell whether a text corrects a value, unit or age ("sorry, it was g/L"). Loads spaCy."""
    from bot.language.labs.corrections import corrects

    return corrects(text)


def found_in(text: str) -> str | None:
    """Return what a text holds: "values", "specific" or None. Loads spaCy."""
    from bot.language.labs.reader import read

    reading = read(text)
    if reading.problem or any(measured.value is not None for measured in reading.measurements):
        return "values"
    if reading.measurements:
        return "mention" if QUESTION.search(text) else "values"
    return "specific" if reading.specific_result else None
