"""What Rasa is made to do once must answer what Rasa answers."""

import ast
import asyncio
import inspect

import pytest
from rasa.core import processor as rasa_processor
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.trackers import DialogueStateTracker

from bot.runtime.assistant import Assistant
from bot.runtime.quicker import RulesByStep


@pytest.fixture(scope="module")
def policy(assistant: Assistant) -> RulePolicy:
    nodes = assistant.agent.processor.graph_runner.nodes.values()
    return next(node._component for node in nodes if isinstance(node._component, RulePolicy))


def test_every_rule_that_applies_is_found(policy: RulePolicy) -> None:
    checked = 0
    for lookup in (rules for rules in policy.lookup.values() if isinstance(rules, dict)):
        for key in lookup:
            states = RulePolicy._rule_key_to_state(key)
            for tried in (states, states[:1], [{}, *states], [*states, {"prev_action": {"action_name": "other"}}]):
                assert policy._get_possible_keys(lookup, tried) == RulePolicy._get_possible_keys(policy, lookup, tried)
                checked += 1
    assert checked > 700


def test_few_rules_are_tried(policy: RulePolicy) -> None:
    state = {"prev_action": {"action_name": "action_listen"}, "user": {"intent": "treatment.overview"}}
    assert 1 <= len(RulesByStep(policy.lookup["rules"]).that_may_apply(state)) < 10


def test_a_rule_that_asks_for_nothing_or_for_absence_is_always_tried() -> None:
    keys = ['[{"user": {"intent": "a"}}]', '[{"prev_action": {"action_name": "should_not_be_set"}}]']
    assert RulesByStep(keys).that_may_apply({"user": {"intent": "b"}}) == keys


@pytest.mark.parametrize("text", ["how is it treated", "my IgM is 32", "hello", "/chitchat.thanks"])
def test_the_graph_runs_as_with_dask(assistant: Assistant, text: str) -> None:
    from rasa.core.channels.channel import UserMessage

    processor = assistant.agent.processor
    dask = DaskGraphRunner.__new__(DaskGraphRunner)
    dask._graph_schema, dask._instantiated_nodes = processor.graph_runner.schema, dict(processor.graph_runner.nodes)
    dask._execution_context = None
    results = []
    for runner in (processor.graph_runner, dask):
        inputs = {"__message__": [UserMessage(text)], "__tracker__": DialogueStateTracker("x", [])}
        target = processor.model_metadata.nlu_target
        (message,) = runner.run(inputs=inputs, targets=[target])[target]
        results.append(message.as_dict(only_output_properties=True))
    assert results[0] == results[1]


def test_the_order_is_worked_out_once(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    asyncio.run(assistant.understand("how is it treated"))
    monkeypatch.setattr(assistant.agent.processor.graph_runner, "_order", lambda targets: 1 / 0)
    asyncio.run(assistant.understand("what are the symptoms"))


def test_the_domain_knows_every_intent_that_is_decided(assistant: Assistant) -> None:
    from bot.components.intent_evidence import IntentEvidenceClassifier
    from bot.language import decide
    from bot.language.evidence import TOPIC

    nodes = assistant.agent.processor.graph_runner.nodes.values()
    model = next(n._component.model for n in nodes if isinstance(n._component, IntentEvidenceClassifier))
    constants = {value for name, value in vars(decide).items() if name.isupper() and isinstance(value, str)}
    learned = {*model.topic_names, *model.scope_names}
    assert (constants | learned) - {TOPIC} <= set(assistant.agent.domain.intents)
    assert len(learned) > 80


def test_rasas_processor_copies_for_its_log_only() -> None:
    tree = ast.parse(inspect.getsource(rasa_processor))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    logged = [call for call in calls if ast.unparse(call.func) == "structlogger.debug"]
    in_log = {id(inner) for call in logged for inner in ast.walk(call)}
    copies = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "copy"]
    assert len(copies) >= 5
    assert all(id(copy) in in_log for copy in copies)
