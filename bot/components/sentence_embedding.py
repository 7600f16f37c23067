"""Rasa featurizer: makes each message ready, and adds the embeddings of its canonical texts."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import paths
from bot.components.fingerprint import fingerprint_of, language
from bot.kb.shared import knowledge_base
from bot.language.embedding import SentenceEmbedding
from bot.language.prepared import prepare
from bot.language.spelling import canonical
from bot.language.text import clean

PREPARED = "prepared"
"""The message property that carries a :class:`bot.language.prepared.Prepared`."""

VECTORS = "vectors"
"""The message property with the embeddings of the canonical texts of the whole and of the parts."""

EMBED = "embed"
"""The message property with the function that embeds further texts."""

AT_HAND = "at_hand"
"""The message property with the topic that was answered last in the conversation, None where there is none."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEmbeddingFeaturizer(GraphComponent):
    """Adds a dense sentence feature (384 numbers) to every message that has a text, and what the other parts need."""

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
        """Make each message ready, with what it may follow up on; returns the same messages.

        ``tracker`` is None where a text is read without a conversation.
        """
        topics = knowledge_base().topics
        topic = tracker.get_slot("topic") if tracker is not None else None
        topic = topic if topic in topics else None
        for message in messages:
            prepared = prepare(message.get(TEXT) or "", topics[topic].question if topic else None)
            if not prepared.text:
                continue
            vectors = [self.embedding.embed(text) for text in prepared.texts()]
            message.set(PREPARED, prepared)
            message.set(VECTORS, vectors)
            message.set(EMBED, self.embedding.embed)
            message.set(AT_HAND, topic)
            self._add(message, vectors[0])
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the sentence feature to each training example; examples are learned as wholes."""
        texts = [(message, clean(message.get(TEXT) or "")) for message in training_data.training_examples]
        told = [(message, canonical(text)) for message, text in texts if text]
        for (message, _), vector in zip(told, self.embedding.embed_all(text for _, text in told), strict=True):
            self._add(message, vector)
        return training_data

    def _add(self, message: Message, vector: Any) -> None:
        message.add_features(Features(np.vstack([vector]), FEATURE_TYPE_SENTENCE, TEXT, self.name))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Return what besides this class the features depend on: the embedding as built, and the spelling."""
        return fingerprint_of(
            paths.EMBEDDING,
            paths.WORDS,
            *language("embedding.py", "embedding_graph.py", "spelling.py", "talk.yml", "text.py"),
        )
