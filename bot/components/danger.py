"""Rasa classifier: finds danger in each message, before anything is decided."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot import paths
from bot.components.intent_evidence import DANGER_SCORES, EVIDENCE
from bot.components.sentence_embedding import PREPARED
from bot.labs.session import from_json
from bot.language.danger.judge import judge, read_limits
from bot.language.text import clean

DANGER = "danger"
"""The message property that carries a :class:`bot.language.danger.judge.Judgement`."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class DangerDetector(GraphComponent):
    """Judges each message. Sets no intent: only the component ``Decide`` does."""

    def __init__(self) -> None:
        self.limits = read_limits(paths.SETTINGS)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DangerDetector:
        """Create the component with the limits of bot/language/settings.yml."""
        return cls()

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Put the judgement on each message that has scores of danger; returns the same messages.

        ``tracker`` is None where a text is read without a conversation.
        """
        age_asked = tracker is not None and asks_age(tracker)
        for message in messages:
            scores = message.get(DANGER_SCORES)
            if scores is not None:
                prepared = message.get(PREPARED)
                parts = list(zip([prepared.text, *prepared.parts], scores, strict=True))
                typed = clean(message.get(TEXT), lines=True)
                message.set(DANGER, judge(typed, parts, self.limits, message.get(EVIDENCE).foreign, age_asked))
        return messages


def asks_age(tracker: DialogueStateTracker) -> bool:
    """Tell whether the form about laboratory results has just asked for the age."""
    if tracker.active_loop_name != "lab_form":
        return False
    question = from_json(tracker.get_slot("labs")).pending()
    return question is not None and question.id == "age"
