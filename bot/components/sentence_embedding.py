"""Rasa featurizer: the sentence embedding of the neutral text, as a dense sentence feature."""

from __future__ import annotations

import hashlib
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import paths
from bot.language.embedding import SentenceEmbedding
from bot.language.embedding_graph import WEIGHTS_SHA256
from bot.language.text import clean, neutral


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEmbeddingFeaturizer(GraphComponent):
    """Adds one dense feature of 384 numbers to every message that has a text."""

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
        """Add the feature to each message; returns the same messages."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                vector = self.embedding.embed(neutral(clean(text))).reshape(1, -1)
                message.add_features(Features(vector, FEATURE_TYPE_SENTENCE, TEXT, self.name))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the feature to each training example."""
        self.process(training_data.training_examples)
        return training_data

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Return what besides this class the features depend on: the embedding as it was built."""
        built = paths.EMBEDDING.read_bytes() if paths.EMBEDDING.is_file() else b""
        return WEIGHTS_SHA256 + hashlib.sha256(built).hexdigest()
