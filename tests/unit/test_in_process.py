import asyncio
from typing import Any

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


def test_half_an_answer_is_no_answer(
    assistant: Assistant, loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An action that fails after another has spoken: Rasa would go on with what there is."""
    endpoint = assistant.agent.processor.action_endpoint
    run = endpoint.executor.run

    async def fail_once(call: dict[str, Any]) -> Any:
        if call["next_action"] == "action_answer":
            raise OSError("the database is gone")
        return await run(call)

    loop.run_until_complete(assistant.say("half", "my IgM is 32 mg/dL"))
    with monkeypatch.context() as broken:
        broken.setattr(endpoint.executor, "run", fail_once)
        (reply,) = loop.run_until_complete(assistant.say("half", "What is IgM deficiency?"))
    assert reply["custom"]["kind"] == "error"
    loop.run_until_complete(assistant.forget("half"))
