"""Rasa featurizer: the embedding of the neutral text, and of each of its parts, as dense features."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import paths
from bot.components.fingerprint import fingerprint_of, language
from bot.kb.shared import knowledge_base
from bot.language.context import may_follow_up, together
from bot.language.embedding import SentenceEmbedding
from bot.language.questions import halves_of, parts_of
from bot.language.spelling import canonical
from bot.language.text import clean

HALVES = "halves"
"""The message property with the things that a short text names side by side, each with its embedding."""

IN_CONTEXT = "in_context"
"""The message property with the topic at hand, the text that continues its question, and that text's embedding."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEmbeddingFeaturizer(GraphComponent):
    """Adds dense features (384 numbers a row) to every message that has a text.

    The sentence feature is the whole text; the sequence feature has one row a part (bot/language/questions.py),
    where there are several.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.embedding = SentenceEmbedding(paths.EMBEDDING)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEmbeddingFeaturizer:
        """Create the component; the embedding itself is opened at first use."""
        return cls(execution_context.node_name)

    def process(self, messages: list[Message], tracker: DialogueStateTracker) -> list[Message]:
        """Add the features to each message, and what it may follow up on; returns the same messages.

        ``tracker`` is None where a text is read without a conversation.
        """
        topic = tracker.get_slot("topic") if tracker is not None else None
        for message in messages:
            text = clean(message.get(TEXT) or "")
            self._add(message, FEATURE_TYPE_SENTENCE, [text] if text else [])
            self._add(message, FEATURE_TYPE_SEQUENCE, parts_of(text))
            halves = [canonical(half) for half in halves_of(text)]
            if halves:
                message.set(HALVES, [(half, self.embedding.embed(half)) for half in halves])
            if text and topic in knowledge_base().topics and may_follow_up(text):
                both = together(knowledge_base().topics[topic].question, text)
                message.set(IN_CONTEXT, (topic, both, self.embedding.embed(both)))
        return messages

    def _add(self, message: Message, kind: str, texts: list[str]) -> None:
        if texts:
            rows = np.vstack([self.embedding.embed(canonical(text)) for text in texts])
            message.add_features(Features(rows, kind, TEXT, self.name))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the sentence feature to each training example; examples are learned as wholes."""
        for message in training_data.training_examples:
            text = clean(message.get(TEXT) or "")
            self._add(message, FEATURE_TYPE_SENTENCE, [text] if text else [])
        return training_data

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Return what besides this class the features depend on: the embedding as built, and the cutting."""
        return fingerprint_of(
            paths.EMBEDDING,
            paths.WORDS,
            *language("embedding.py", "embedding_graph.py", "questions.py", "spelling.py", "talk.yml", "text.py"),
        )
