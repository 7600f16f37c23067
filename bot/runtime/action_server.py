"""Runs the custom actions on Rasa's ordinary action server (`rasa run actions`) instead of in this process."""

from http import HTTPStatus
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.runtime.action_failures import telling_failures, turn_has_failed

SECONDS = 5.0
"""An action takes some ms; one that takes longer than this is given up."""


class ActionServer(EndpointConfig):
    """Rasa's endpoint with a short timeout; a turn learns of an action that has failed."""

    def __init__(self, url: str, seconds: float = SECONDS) -> None:
        super().__init__(url, enable_selective_domain=True)
        self.seconds = seconds

    async def request(self, *arguments: Any, **more: Any) -> Any:
        """Run the action that ``json`` names; returns its events and responses.

        Raises:
            ClientError: the server is down, or the action failed there.
            TimeoutError: it took too long.
        """
        if turn_has_failed():  # it ends as an apology: do not wait for a silent server once more
            raise aiohttp.ClientConnectionError("the turn has failed already")
        with telling_failures(is_rejection):
            # Rasa itself asks for a timeout of five minutes here.
            answer = await super().request(*arguments, **{**more, "timeout": aiohttp.ClientTimeout(total=self.seconds)})
            if not isinstance(answer, dict):
                raise aiohttp.ClientPayloadError("not an answer of an action server")
            return answer


def is_rejection(error: Exception) -> bool:
    """Tell whether an error is a form's way to say that the message is not for it."""
    return isinstance(error, ClientResponseError) and error.status == HTTPStatus.BAD_REQUEST
