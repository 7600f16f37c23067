"""Rasa classifier: trains and applies the model of the examples; puts its evidence on the message."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot import paths
from bot.components.fingerprint import fingerprint_of, language
from bot.components.sentence_embedding import AT_HAND, EMBED, PREPARED, VECTORS
from bot.kb.shared import knowledge_base
from bot.language.conditions import names_another_condition
from bot.language.context import FollowUp, is_familiar
from bot.language.danger.model import examples, kinds_of
from bot.language.definitions import asked_word
from bot.language.distress import is_distressed
from bot.language.embedding import SentenceEmbedding, Vector
from bot.language.evidence import Evidence, Scored, evidence_of, part_of, ranked
from bot.language.example_model import Example, ExampleModel
from bot.language.facts import topic_named
from bot.language.foreign import foreign_language
from bot.language.gaps import gap_named
from bot.language.prepared import Prepared
from bot.language.questions import is_question
from bot.language.spelling import canonical
from bot.language.text import clean

EVIDENCE = "evidence"
"""The message property that carries an :class:`Evidence` to the components that decide."""

DANGER_SCORES = "danger_scores"
"""The message property with the scores of danger of the whole text and of each part."""

FILE = "examples.npz"

Scores = Callable[[Sequence[str]], list[Scored]]

LONG = 40
"""A message of so many words is a story: if it asks one thing, that question alone is read."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentEvidenceClassifier(GraphComponent):
    """Ranks scopes and topics, and scores danger. Sets no intent: only the component ``Decide`` does."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self.unlearned = frozenset(config["unlearned_intents"])
        self.topic_areas = frozenset(config["topic_areas"])
        self.storage, self.resource = storage, resource
        self.model: ExampleModel | None = None

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
        """Fit the model on all examples that have a text and a learned intent, and on data/danger/; keep it."""
        told = [e for e in training_data.intent_examples if e.get(TEXT) and e.get(INTENT) not in self.unlearned]
        intents = [example.get(INTENT) for example in told]
        topics = frozenset(intent for intent in intents if intent.partition(".")[0] in self.topic_areas)
        self.model = ExampleModel.fit([*_of_intents(told), *_of_danger()], topics)
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
            component.model = ExampleModel.load(folder / FILE)
        return component

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Return what besides this class the trained model depends on."""
        code = language(
            "features.py",
            "example_model.py",
            "kernel_graph.py",
            "spelling.py",
            "talk.yml",
            "text.py",
            "danger/model.py",
        )
        return fingerprint_of(paths.WORDS, *sorted((paths.DATA / "danger").glob("*.yml")), *code)

    def process(self, messages: list[Message]) -> list[Message]:
        """Put the evidence and the scores of danger on each message that has a text; returns the same messages."""
        for message in messages:
            prepared: Prepared | None = message.get(PREPARED)
            if self.model is not None and prepared is not None:
                scored = self.model.scores(prepared.texts(), message.get(VECTORS))
                more = partial(self._scores, message.get(EMBED))
                message.set(EVIDENCE, evidence(prepared, scored, message.get(AT_HAND), more))
                message.set(DANGER_SCORES, [one.danger for one in scored])
        return messages

    def _scores(self, embed: Callable[[str], Vector], texts: Sequence[str]) -> list[Scored]:
        assert self.model is not None
        return self.model.scores(texts, [embed(text) for text in texts]) if texts else []


def evidence(prepared: Prepared, scored: Sequence[Scored], at_hand: str | None, more: Scores) -> Evidence:
    """Return what is known of a message.

    Args:
        prepared: the message.
        scored: the scores of the whole and of the parts.
        at_hand: the topic that was answered last, None where there is none.
        more: returns the scores of further canonical texts.
    """
    found = evidence_of(scored)
    asked = zip(found.questions, prepared.parts, strict=True)
    word = asked_word(prepared.text)
    follow_up = None
    if at_hand and prepared.in_context:
        together = [prepared.in_context]
        follow_up = FollowUp(at_hand, lambda: ranked(more(together)[0].topics), is_familiar(prepared.whole))
    return replace(
        found,
        questions=tuple(part for part, text in asked if is_question(text)),
        is_long=len(prepared.text.split()) >= LONG,
        named_topic=topic_named(prepared.spelt),
        distressed=is_distressed(prepared.text),
        another_condition=names_another_condition(prepared.spelt),
        halves=lambda: [part_of(half) for half in more(prepared.halves)],
        foreign=foreign_language(prepared.text) is not None,
        gap=gap_named(prepared.spelt),
        follow_up=follow_up,
        asks_word=word is not None and knowledge_base().explains(word),
    )


def _of_intents(told: list[Message]) -> Iterator[Example]:
    """Yield the examples of data/nlu/; some of them teach about danger too."""
    intents = [example.get(INTENT) for example in told]
    for example, intent, danger in zip(told, intents, kinds_of(intents), strict=True):
        _, sentence = example.get_dense_features(TEXT)
        yield Example(canonical(clean(example.get(TEXT))), sentence.features[0], intent, danger)


def _of_danger() -> Iterator[Example]:
    """Yield the examples of data/danger/."""
    told = [(kind, canonical(clean(text))) for kind, text in examples(paths.DATA / "danger")]
    vectors = SentenceEmbedding(paths.EMBEDDING).embed_all(text for _, text in told)
    for (kind, text), vector in zip(told, vectors, strict=True):
        yield Example(text, vector, danger=kind)
