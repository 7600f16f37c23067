"""The server of tests/channels, for the tests of privacy too."""

from tests.channels.conftest import client, clock, own_assistant, server, web

__all__ = ["client", "clock", "own_assistant", "server", "web"]
