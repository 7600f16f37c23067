"""Runs the custom actions in the assistant's own process, without an action server."""

import logging
from collections.abc import Mapping
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
