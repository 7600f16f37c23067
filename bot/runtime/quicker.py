"""Makes Rasa do once what it does anew at every step of a turn; what it answers stays the same."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

RESULT = {
    "type": "object",
    "required": ["events", "responses"],
    "properties": {
        "events": {"type": "array", "items": {"type": "object", "required": ["event"]}},
        "responses": {"type": "array", "items": {"type": "object"}},
    },
}
"""What an action returns. Rasa's own schema also tells every kind of event apart, at each turn for 3 ms; those that
actions make here are made by rasa_sdk's own functions."""


def check_results_once() -> None:
    """Make Rasa check action results with one compiled schema instead of compiling its own at each turn."""
    from jsonschema import Draft7Validator
    from rasa.core.actions.action import RemoteAction

    validator = Draft7Validator(RESULT)

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        """Raise jsonschema.ValidationError where ``result`` is not what an action may return."""
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate


def list_classes_once() -> None:
    """Make Rasa keep the list of a class's subclasses, which it gathers anew for every event of a conversation.

    Call when everything is loaded: a class that is defined later would not be found.
    """
    from rasa.shared.utils import common

    if not hasattr(common.all_subclasses, "cache_info"):
        common.all_subclasses = lru_cache(maxsize=None)(common.all_subclasses)


def log_without_copies() -> None:
    """Make Rasa's processor log events as they are, instead of copying them for lines that nobody asked for."""
    from rasa.core import processor

    processor.copy = SimpleNamespace(deepcopy=lambda value: value)


@contextmanager
def domain_is_checked() -> Iterator[None]:
    """Make Rasa load a domain without checking it against its schema, as it did when the model was trained."""
    from rasa.shared.utils import validation

    check = validation.validate_yaml_schema
    validation.validate_yaml_schema = lambda *_, **__: None
    try:
        yield
    finally:
        validation.validate_yaml_schema = check


def run_in_order(processor: Any) -> None:
    """Make Rasa run the graph of a loaded model without dask, and look up rules by what they ask for last.

    It also stops looking for intents that the domain does not know, which makes an empty domain at every message: the
    component that decides knows no others (tests/unit/test_quicker.py).
    """
    from rasa.core.policies.rule_policy import RulePolicy

    from bot.runtime.graph_runner import OrderedRunner

    processor._check_for_unseen_features = lambda reading: None
    processor.graph_runner = OrderedRunner.of(processor.graph_runner)
    for node in processor.graph_runner.nodes.values():
        if isinstance(node._component, RulePolicy):
            look_up_rules(node._component)


def look_up_rules(policy: Any) -> None:
    """Make a rule policy try only rules that can apply, instead of all of them at every step.

    A rule that asks for an action and an intent at the latest step can apply at no other; no rule asks for a text.
    """
    every = {id(rules): RulesByStep(rules) for rules in policy.lookup.values() if isinstance(rules, dict)}
    possible, find = policy._get_possible_keys, policy._find_action_from_rules
    asks_for_text = any('"text":' in key for rules in policy.lookup.values() for key in rules)

    def possible_keys(lookup: dict[str, str], states: list[dict[str, Any]]) -> set[str]:
        may_apply = every[id(lookup)].that_may_apply(states[-1])
        keys: set[str] = possible({key: lookup[key] for key in may_apply}, states)
        return keys

    def from_rules(tracker: Any, domain: Any, use_text_for_last_user_input: bool) -> Any:
        if use_text_for_last_user_input and not asks_for_text:
            return None, None, False
        return find(tracker, domain, use_text_for_last_user_input)

    policy._get_possible_keys = possible_keys
    policy._find_action_from_rules = from_rules


class RulesByStep:
    """Rules by the action and the intent that they ask for at the latest step."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._rules: dict[tuple[str | None, str | None], list[str]] = defaultdict(list)
        for key in keys:
            latest = json.loads(key)[-1]
            action = _asked(latest, "prev_action", "action_name")
            self._rules[action, action and _asked(latest, "user", "intent")].append(key)

    def that_may_apply(self, state: dict[str, Any]) -> list[str]:
        """Return the rules that ask for the action and the intent of a state, or for none."""
        action = state.get("prev_action", {}).get("action_name")
        intent = state.get("user", {}).get("intent")
        steps = {(a, i) for a in (action, None) for i in (intent, None)}
        return [key for step in steps for key in self._rules.get(step, ())]


def _asked(state: dict[str, Any], kind: str, name: str) -> str | None:
    """Return what a rule asks for; None where it asks for nothing, or for its absence."""
    from rasa.core.policies.rule_policy import SHOULD_NOT_BE_SET

    value = state.get(kind, {}).get(name)
    return None if value == SHOULD_NOT_BE_SET else value
