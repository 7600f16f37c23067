"""Runs the custom actions in the assistant's own process, without an action server."""

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from bot.runtime.action_failures import telling_failures

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
        from rasa_sdk.interfaces import ActionExecutionRejection

        with telling_failures(lambda error: isinstance(error, ActionExecutionRejection)):
            answer: dict[str, Any] = await self.executor.run(json)
        return answer


def list_classes_once() -> None:
    """Make Rasa keep the list of a class's subclasses, which it gathers anew for every event of a conversation.

    Call when everything is loaded: a class that is defined later would not be found.
    """
    from rasa.shared.utils import common

    if not hasattr(common.all_subclasses, "cache_info"):
        common.all_subclasses = lru_cache(maxsize=None)(common.all_subclasses)


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
