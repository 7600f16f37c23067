"""Rasa component: notes on each message whether it holds laboratory values of a person."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.language.labs.glance import may_hold_values

LABS = "labs"
QUESTION = re.compile(r"(?i)\?|^\W*(?:what|why|how|is|are|does|do|can|could|which|explain|tell)\b")
"""The message property: "values", "mention" ("undetectable" without a number), "specific" (a result of a test for
one germ or target only) or nothing."""


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

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the property on each message that has a text; returns the same messages."""
        for message in messages:
            if message.get(TEXT) and may_hold_values(message.get(TEXT)):
                message.set(LABS, found_in(message.get(TEXT)))
        return messages


def found_in(text: str) -> str | None:
    """Return what a text holds: "values", "specific" or None. Loads spaCy."""
    from bot.language.labs.reader import read

    reading = read(text)
    if reading.problem or any(measured.value is not None for measured in reading.measurements):
        return "values"
    if reading.measurements:
        return "mention" if QUESTION.search(text) else "values"
    return "specific" if reading.specific_result else None
