import pytest
from jsonschema import ValidationError

from bot.runtime.assistant import Assistant


def test_action_results_are_checked_with_one_compiled_schema(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rasa.core.actions.action import RemoteAction

    action = RemoteAction("action_answer", assistant.agent.processor.action_endpoint)
    monkeypatch.setattr(RemoteAction, "action_response_format_spec", staticmethod(lambda: 1 / 0))
    assert action._validate_action_result({"events": [], "responses": []})
    for wrong in ({"events": "none", "responses": []}, {"events": [{}], "responses": []}, {"events": []}, []):
        with pytest.raises(ValidationError):
            action._validate_action_result(wrong)


def test_the_endpoint_runs_every_action_of_the_domain(assistant: Assistant) -> None:
    registered = set(assistant.agent.processor.action_endpoint.executor.actions)
    assert set(assistant.agent.domain.user_actions) - set(assistant.agent.domain.responses) <= registered
