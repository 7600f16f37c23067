"""Rasa classifier, always last: decides the intent and the acts from the evidence."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY
from rasa.shared.nlu.training_data.message import Message

from bot import paths
from bot.components.danger import DANGER
from bot.components.fingerprint import fingerprint_of
from bot.components.intent_evidence import EVIDENCE
from bot.components.lab_values import LABS
from bot.language.danger.judge import Judgement
from bot.language.decide import OUT_OF_SCOPE, Decision, decide, read_thresholds
from bot.language.evidence import TOPIC, Evidence

ACTS = "acts"
"""What the actions carry out, in order: [{"kind": "urgent", "level": "today"}, {"topic": ...}, ...]."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Decide(GraphComponent):
    """Sets ``intent`` and ``acts``; whatever an earlier component put there is overwritten."""

    def __init__(self) -> None:
        self.thresholds = read_thresholds(paths.SETTINGS)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Decide:
        """Create the component with the thresholds of bot/language/settings.yml."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Decide about each message; one without evidence (no text) is out of scope."""
        for message in messages:
            evidence = message.get(EVIDENCE)
            labs, danger = message.get(LABS), message.get(DANGER) or Judgement()
            decision = decide(evidence, self.thresholds, labs, danger) if evidence else Decision(OUT_OF_SCOPE, 1.0)
            intent = {INTENT_NAME_KEY: decision.intent, PREDICTED_CONFIDENCE_KEY: decision.confidence}
            message.set(INTENT, intent, add_to_output=True)
            message.set("intent_ranking", ranking(evidence) if evidence else [intent], add_to_output=True)
            message.set(ACTS, decision.acts, add_to_output=True)
        return messages

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Return the settings file's text: Rasa's cache looks at classes only."""
        return fingerprint_of(paths.SETTINGS)


def ranking(evidence: Evidence) -> list[dict[str, Any]]:
    """Return the evidence in Rasa's form: every topic, weighed by the score of asking at all, and every other kind."""
    scopes = dict(evidence.scopes)
    asks = max(0.0, scopes.pop(TOPIC))
    every = [(name, asks * max(0.0, score)) for name, score in evidence.topics] + list(scopes.items())
    every.sort(key=lambda pair: -pair[1])
    return [{INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: score} for name, score in every]
