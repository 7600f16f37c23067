"""Reads messages in a thread beside the event loop, so that a server answers others meanwhile.

Half of the time of a reading is arithmetic that needs no lock of Python's. It is one thread, so that readings come one
after the other and no part of the pipeline is ever used twice at a time.
"""

import asyncio
import sys
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

SECONDS_TO_WAIT = 0.0005
"""So long a thread that wants to go on waits for another one; Python's own 5 ms are half a turn."""


def read_beside(processor: Any) -> None:
    """Make a loaded processor of Rasa read its messages in a thread."""
    sys.setswitchinterval(SECONDS_TO_WAIT)
    parse, thread = processor.parse_message, ThreadPoolExecutor(1, "reading")

    async def parse_beside(*given: Any, **named: Any) -> Any:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(thread, lambda: _result(parse(*given, **named)))

    processor.parse_message = parse_beside


def _result(reading: Coroutine[Any, Any, Any]) -> Any:
    """Return what a coroutine returns that waits for nothing.

    Raises:
        RuntimeError: it waits for something.
    """
    try:
        reading.send(None)
    except StopIteration as ended:
        return ended.value
    reading.close()
    raise RuntimeError("a reading must not wait")
