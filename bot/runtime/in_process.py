"""Runs the custom actions in the assistant's own process, without an action server."""

import logging
from collections.abc import Mapping
from typing import Any

logger = logging.getLogger(__name__)


class InProcessActions:
    """Stands where Rasa expects the endpoint of an action server.

    ``RemoteAction`` needs ``request``, ``kwargs`` and ``url`` of it and nothing else.
    """

    url = "in-process"
    kwargs: Mapping[str, Any] = {"enable_selective_domain": True}

    def __init__(self) -> None:
        from rasa_sdk.executor import ActionExecutor

        self.executor = ActionExecutor()
        self.executor.register_package("actions")

    async def request(self, json: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Run the action that ``json`` names; returns its events and responses.

        Raises:
            ActionNotFoundException: the domain names an action that does not exist.
        """
        answer: dict[str, Any] = await self.executor.run(json)
        return answer


def check_results_once() -> None:
    """Make Rasa check action results with one compiled schema instead of compiling it at each turn."""
    from jsonschema import Draft7Validator
    from rasa.core.actions.action import RemoteAction

    validator = Draft7Validator(RemoteAction.action_response_format_spec())

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        """Raise jsonschema.ValidationError where ``result`` is not what an action may return."""
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate
