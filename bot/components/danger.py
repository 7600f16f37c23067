"""Rasa classifier: finds danger in each message, before anything is decided; learns from data/danger/."""

from __future__ import annotations

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
from bot.components.intent_evidence import vectors_of
from bot.language.danger.judge import judge, read_limits
from bot.language.danger.model import ORDINARY, SAFE, DangerModel, examples
from bot.language.embedding import SentenceEmbedding
from bot.language.questions import parts_of
from bot.language.spelling import canonical
from bot.language.text import clean

DANGER = "danger"
"""The message property that carries a :class:`bot.language.danger.judge.Judgement`."""

FILE = "danger_model.npz"
AS_KIND = {"urgent": "emergency", "crisis": "crisis"}
"""Kinds of danger that the intents of data/nlu/ stand for; examples of all others are safe."""

PLEASANTRIES = "chitchat."
"""All of these examples are learned: "goodbye" alone is a pleasantry. Of other ordinary examples a part is enough."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DangerDetector(GraphComponent):
    """Judges each message. Sets no intent: only the component ``Decide`` does."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self.left_out = frozenset(config["left_out"])
        self.storage, self.resource = storage, resource
        self.limits = read_limits(paths.SETTINGS)
        self.model: DangerModel | None = None

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings: intents whose examples teach nothing about danger."""
        return {"left_out": []}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DangerDetector:
        """Create an untrained component."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on data/danger/, the examples of danger in data/nlu/ and a sample of its other examples."""
        embedding = SentenceEmbedding(paths.EMBEDDING)
        own = [(kind, canonical(clean(text))) for kind, text in examples(paths.DATA / "danger")]
        own_vectors = [embedding.embed(text) for _, text in own]
        told = [e for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT) not in self.left_out]
        ordinary = [example for example in told if example.get(INTENT) not in AS_KIND]
        short = [example for example in ordinary if example.get(INTENT).startswith(PLEASANTRIES)]
        safe = short + [example for example in ordinary if not example.get(INTENT).startswith(PLEASANTRIES)][::ORDINARY]
        dangers = [example for example in told if example.get(INTENT) in AS_KIND]
        rest = [(AS_KIND.get(one.get(INTENT), SAFE), canonical(clean(one.get(TEXT)))) for one in dangers + safe]
        rest_vectors = [vectors_of(example)[0] for example in dangers + safe]
        kinds, texts = zip(*own, *rest, strict=True)
        self.model = DangerModel.fit(texts, np.vstack(own_vectors + rest_vectors), kinds)
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
    ) -> DangerDetector:
        """Load the trained model.

        Raises:
            ModelDamaged: the model in the archive cannot be read.
        """
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component.model = DangerModel.load(folder / FILE)
        return component

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Return what besides this class the trained model depends on."""
        code = language("features.py", "intent_model.py", "spelling.py", "talk.yml", "text.py", "danger/model.py")
        return fingerprint_of(paths.WORDS, *sorted((paths.DATA / "danger").glob("*.yml")), *code)

    def process(self, messages: list[Message]) -> list[Message]:
        """Put the judgement on each message that has a text; returns the same messages."""
        for message in messages:
            if self.model is not None and message.get(TEXT):
                text = clean(message.get(TEXT))
                parts = [text, *parts_of(text)]
                rows = zip(parts, vectors_of(message), strict=True)
                scored = [(part, self.model.scores(canonical(part), row)) for part, row in rows]
                message.set(DANGER, judge(clean(message.get(TEXT), lines=True), scored, self.limits))
        return messages
