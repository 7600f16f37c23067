"""Logging of a server: to standard error, without anything that a person said.

An exception's text and its traceback can hold a message or a value, so only its kind and place are written.
"""

import logging
import sys
import traceback
from typing import Any

import structlog

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
QUIET = ("rasa", "rasa_sdk", "sanic", "sanic.root", "sanic.error", "sanic.access", "sanic.server", "asyncio")


class WithoutContent(logging.Formatter):
    """Writes of an exception its class and the lines of code, never its text."""

    def formatException(self, ei: Any) -> str:
        """Return class and places of an exception."""
        kind, _, trace = ei
        places = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(trace)]
        return f"{getattr(kind, '__name__', kind)} at {' < '.join(reversed(places))}"

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; what libraries log is cut to where it was logged, because they log what they were given."""
        if record.name.split(".")[0] != "bot":
            record = logging.makeLogRecord({**vars(record), "msg": f"in {record.module}:{record.lineno}", "args": ()})
        record.exc_text = None
        return super().format(record)


def log_without_content() -> None:
    """Send what is logged to standard error; libraries only where something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WithoutContent(FORMAT))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in QUIET:
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
        library.setLevel(logging.ERROR)
    # Rasa prints messages and slots through structlog, at any level.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
