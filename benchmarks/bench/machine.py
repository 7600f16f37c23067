"""What the figures were measured on."""

import os
import platform
import re
import subprocess
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path

from bot import paths

NAMED = ("rasa", "sanic", "onnxruntime", "numpy", "aiohttp", "uvloop")


def first(pattern: str, path: str) -> str:
    """Return the first thing that ``pattern`` (with one group) finds in a file."""
    found = re.search(pattern, Path(path).read_text(encoding="utf-8"))
    return found[1] if found else "unknown"


def machine() -> dict[str, str]:
    """Return processor, cores, memory, kernel, load and Python."""
    memory = int(first(r"MemTotal:\s+(\d+)", "/proc/meminfo")) * 1024 / 1e9
    return {
        "processor": first(r"model name\s*:\s*(.+)", "/proc/cpuinfo"),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{memory:.0f} GB",
        "kernel": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
    }


def versions() -> dict[str, str]:
    """Return the versions of what the figures depend on, and the project's commit."""
    command = ["git", "describe", "--always", "--dirty"]
    done = subprocess.run(command, cwd=paths.ROOT, stdout=subprocess.PIPE, text=True)
    return {"IgM Guide": done.stdout.strip() or "unknown", **{name: version(name) for name in NAMED}}


def now() -> str:
    """Return date, time and load of the machine in this moment."""
    return f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC, load {os.getloadavg()[0]:.1f}"
