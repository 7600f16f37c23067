"""A server of its own for the length of a block, without the limits that would slow a benchmark down."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

LIMITS = {
    "IGM_GUIDE_RATE_CONVERSATION": "1000000",
    "IGM_GUIDE_RATE_ADDRESS": "1000000",
    "IGM_GUIDE_PROXIES": "1",
}


@dataclass(frozen=True)
class Served:
    """The process and its address."""

    process: subprocess.Popen[str]
    address: str

    def is_alive(self) -> bool:
        """Tell whether it still runs."""
        return self.process.poll() is None


@contextmanager
def served() -> Iterator[Served]:
    """Start `python -m bot serve` on a free port and wait until it is ready; it is told to stop at the end.

    Raises:
        RuntimeError: it did not get ready.
    """
    command = [sys.executable, "-m", "bot", "serve", "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, **LIMITS})
    assert process.stderr is not None
    address = ""
    try:
        for line in process.stderr:
            address = next(iter(re.findall(r"http://\S+(?=/)", line)), address)
            if line.strip() == "ready":
                threading.Thread(target=process.stderr.read, daemon=True).start()  # so that it can always write
                yield Served(process, address)
                return
        raise RuntimeError("the server did not start; `python -m bot serve` says why")
    finally:
        process.terminate()
        process.wait(30)
