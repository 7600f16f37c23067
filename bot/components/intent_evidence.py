"""Rasa classifier: trains and applies the intent model; puts its evidence on the message."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import paths
from bot.components.fingerprint import fingerprint_of, language
from bot.components.sentence_embedding import HALVES, IN_CONTEXT
from bot.kb.shared import knowledge_base
from bot.language.conditions import names_another_condition
from bot.language.context import FollowUp, is_familiar
from bot.language.definitions import asked_word
from bot.language.distress import is_distressed
from bot.language.facts import topic_named
from bot.language.foreign import foreign_language
from bot.language.gaps import gap_named
from bot.language.intent_model import Evidence, IntentModel, ranked
from bot.language.questions import is_question, parts_of
from bot.language.spelling import canonical, put_right
from bot.language.text import clean

EVIDENCE = "evidence"
"""The message property that carries an :class:`Evidence` to the component that decides."""

FILE = "intent_model.npz"

LONG = 40
"""A message of so many words is a story: if it asks one thing, that question alone is read."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentEvidenceClassifier(GraphComponent):
    """Ranks scopes and topics. Sets no intent: only the component ``Decide`` does."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self.unlearned = frozenset(config["unlearned_intents"])
        self.topic_areas = frozenset(config["topic_areas"])
        self.storage, self.resource = storage, resource
        self.model: IntentModel | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings: areas whose intents are topics; intents that only decisions set."""
        return {"topic_areas": [], "unlearned_intents": []}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentEvidenceClassifier:
        """Create an untrained component."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on all examples that have a text and a learned intent; keep it."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT) not in self.unlearned]
        intents = [example.get(INTENT) for example in examples]
        topics = frozenset(intent for intent in intents if intent.partition(".")[0] in self.topic_areas)
        texts = [canonical(clean(example.get(TEXT))) for example in examples]
        vectors = np.vstack([vectors_of(example)[0] for example in examples])
        self.model = IntentModel.fit(texts, vectors, intents, topics)
        with self.storage.write_to(self.resource) as folder:
            self.model.save(folder / FILE)
        return self.resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentEvidenceClassifier:
        """Load the trained model.

        Raises:
            ModelDamaged: the model in the archive cannot be read.
        """
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component.model = IntentModel.load(folder / FILE)
        return component

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Return what besides this class the trained model depends on."""
        return fingerprint_of(
            paths.WORDS, *language("features.py", "intent_model.py", "spelling.py", "talk.yml", "text.py")
        )

    def process(self, messages: list[Message]) -> list[Message]:
        """Put the evidence on each message that has a text; returns the same messages."""
        for message in messages:
            if self.model is not None and message.get(TEXT):
                message.set(EVIDENCE, self._evidence(message))
        return messages

    def _evidence(self, message: Message) -> Evidence:
        assert self.model is not None
        text = clean(message.get(TEXT))
        parts = parts_of(text)
        evidence = self.model.read([canonical(part) for part in (text, *parts)], vectors_of(message))
        questions = tuple(part for part, asked in zip(evidence.questions, parts, strict=True) if is_question(asked))
        word, spelt = asked_word(text), put_right(text)
        return replace(
            evidence,
            questions=questions,
            is_long=len(text.split()) >= LONG,
            named_topic=topic_named(spelt),
            distressed=is_distressed(text),
            another_condition=names_another_condition(spelt),
            halves=tuple(self.model.part(half, vector) for half, vector in message.get(HALVES, [])),
            foreign=foreign_language(text) is not None,
            gap=gap_named(spelt),
            follow_up=self._follow_up(message, text),
            asks_word=word is not None and knowledge_base().explains(word),
        )

    def _follow_up(self, message: Message, text: str) -> FollowUp | None:
        if self.model is None or message.get(IN_CONTEXT) is None:
            return None
        topic, both, vector = message.get(IN_CONTEXT)
        scores, _ = self.model.scores(both, vector)
        return FollowUp(topic, ranked(self.model.topic_names, scores), is_familiar(text))


def vectors_of(message: Message) -> Any:
    """Return the embeddings of a message: the whole text, then its parts where it has several."""
    each, whole = message.get_dense_features(TEXT, [])
    return np.vstack([part.features for part in (whole, each) if part is not None])
