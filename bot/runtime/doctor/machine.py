"""Looks at the machine: clock, memory, disk, port, and the places that are written to."""

import errno
import http.client
import json
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

from bot import paths
from bot.runtime.doctor.finding import Finding, well, wrong
from bot.runtime.unknown import SWITCH

MEGABYTES = 1024 * 1024
UNPACKED = 300
"""Megabytes of disk that the model takes while it is loaded."""

MEMORY = 600
"""Megabytes that a server takes with some thousand conversations."""

A_DAY = 24 * 3600


def clock() -> Iterator[Finding]:
    """Look whether the clock could be right: not before the model was built."""
    built = paths.MODEL.stat().st_mtime if paths.MODEL.is_file() else 0.0
    today = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    if time.time() < built - A_DAY:
        yield wrong("clock", f"it says {today}, which is before the model was built; set it, or portals' tokens fail")
    else:
        yield well("clock", f"it says {today}")


def memory(file: Path = Path("/proc/meminfo")) -> Iterator[Finding]:
    """Look whether there is memory for a server, where the system tells."""
    try:
        lines = dict(line.split(":", 1) for line in file.read_text(encoding="ascii").splitlines())
        free = int(lines["MemAvailable"].split()[0]) // 1024
    except (OSError, ValueError, KeyError):
        yield well("memory", f"this system does not tell how much is free; a server takes about {MEMORY} MB")
        return
    if free < MEMORY:
        yield wrong("memory", f"{free:,} MB are free, a server takes about {MEMORY} MB; add memory")
    else:
        yield well("memory", f"{free:,} MB are free, a server takes about {MEMORY} MB")


def temporary_folder() -> Iterator[Finding]:
    """Look for room where the model is unpacked at the start."""
    try:
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"x" * 4096)
            file.flush()
            folder = Path(file.name).parent
        free = shutil.disk_usage(folder).free // MEGABYTES
    except OSError as error:
        yield wrong("temporary folder", f"it cannot be written ({reason(error)}); name another one with TMPDIR")
        return
    if free < UNPACKED:
        yield wrong("temporary folder", f"{folder} has {free:,} MB left and needs {UNPACKED}; make room or set TMPDIR")
    else:
        yield well("temporary folder", f"{free:,} MB left")


def unknown_questions() -> Iterator[Finding]:
    """Look whether the file of unknown questions can be written, where they are kept."""
    place = os.environ.get(SWITCH)
    if not place:
        yield well("unknown questions", "not kept; a server writes nothing to disk")
        return
    file = Path(place)
    try:
        if file.exists() and not file.is_file():
            yield wrong("unknown questions", f"{SWITCH} names something that is no file; name a file")
            return
        target = file if file.exists() else file.parent
        if not os.access(target, os.W_OK):
            yield wrong("unknown questions", f"the place that {SWITCH} names cannot be written; mend its permissions")
            return
        with tempfile.NamedTemporaryFile(dir=file.parent) as probe:  # SQLite needs a journal beside the file
            probe.write(b"x" * 4096)
            probe.flush()
    except OSError as error:
        yield wrong("unknown questions", f"the folder of {SWITCH} cannot be written ({reason(error)}); mend that")
        return
    yield well("unknown questions", "kept in a file that can be written")


def port(host: str, number: int) -> Iterator[Finding]:
    """Look whether a server could listen, or whether one answers there already."""
    try:
        with socket.create_server((host, number), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            yield well("port", f"{number} is free")
    except OverflowError:
        yield wrong("port", f"{number} is no port; take one from 1 to 65535")
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            yield wrong("port", f"{number} cannot be used ({reason(error)}); take another --port")
        elif (state := state_of_server(host, number)) is None:
            yield wrong("port", f"{number} is used by another program; end it, or take another --port")
        elif state == "ready":
            yield well("port", f"a server answers at {number} already, and is ready")
        else:
            yield wrong("port", f"a server answers at {number}, but it is not ready: {state}")


def state_of_server(host: str, number: int) -> str | None:
    """Return ``ready`` or why the server at a port is not ready; None where it is no server of ours."""
    connection = http.client.HTTPConnection(host, number, timeout=3)
    try:
        connection.request("GET", "/health/ready")
        answer = json.loads(connection.getresponse().read(10_000))
        state = answer.get("reason") if answer["status"] != "ready" else "ready"
        return str(state)
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError, AttributeError):
        return None
    finally:
        connection.close()


def reason(error: OSError) -> str:
    """Return the system's words for an error."""
    return os.strerror(error.errno).lower() if error.errno else type(error).__name__
