"""Rasa featurizer: the embedding of the neutral text, and of each of its parts, as dense features."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import paths
from bot.components.fingerprint import fingerprint_of, language
from bot.language.embedding import SentenceEmbedding
from bot.language.questions import parts_of
from bot.language.text import clean, neutral


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

    def process(self, messages: list[Message]) -> list[Message]:
        """Add both features to each message; returns the same messages."""
        for message in messages:
            text = clean(message.get(TEXT) or "")
            self._add(message, FEATURE_TYPE_SENTENCE, [text] if text else [])
            self._add(message, FEATURE_TYPE_SEQUENCE, parts_of(text))
        return messages

    def _add(self, message: Message, kind: str, texts: list[str]) -> None:
        if texts:
            rows = np.vstack([self.embedding.embed(neutral(text)) for text in texts])
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
            paths.EMBEDDING, *language("embedding.py", "embedding_graph.py", "questions.py", "text.py")
        )
