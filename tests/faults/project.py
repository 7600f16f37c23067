"""A copy of the whole project that tests may break, and a server that runs in it as people run it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from bot import paths

FOLDERS = ("actions", "bot", "build", "data", "knowledge", "models", "web")
LIBRARIES = ("libfaketime.so.1", "libfaketimeMT.so.1")
SECONDS_TO_START = 120


def copy_project(target: Path) -> Path:
    """Copy what a server needs; nothing in the copy is shared with the original."""
    target.mkdir()
    for name in FOLDERS:
        if (paths.ROOT / name).is_dir():
            shutil.copytree(paths.ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__", "system"))
    for file in paths.ROOT.iterdir():
        if file.is_file() and file.suffix in (".yml", ".lock"):
            shutil.copy(file, target)
    return target


def fake_clock() -> Path | None:
    """Debian's libfaketime, which puts a process's wall clock forward or back; None where it is not installed."""
    found = [file for name in LIBRARIES for file in Path("/usr/lib").glob(f"*/faketime/{name}")]
    return found[0] if found else None


def clock_variables(file: Path) -> dict[str, str]:
    """The variables that make a process read the distance of its wall clock from ``file``; only the wall clock."""
    library = fake_clock()
    if library is None:
        return {}
    file.write_text("+0\n")
    quick = {"FAKETIME_NO_CACHE": "1", "DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    return {"LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(file), **quick}


def bot(project: Path, *arguments: str, **more: object) -> subprocess.CompletedProcess[str]:
    """Run a command in a copy of the project until it ends."""
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=60, **more)  # type: ignore[call-overload,no-any-return]


class Served:
    """`python -m bot serve` in a copy of the project."""

    def __init__(self, project: Path, port: int = 0, **variables: str) -> None:
        command = [sys.executable, "-m", "bot", "serve", "--port", str(port)]
        environment = {**os.environ, **variables}
        self.process = subprocess.Popen(command, cwd=project, env=environment, stderr=subprocess.PIPE, text=True)
        self.lines: list[str] = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        self.address = ""

    def _read(self) -> None:
        assert self.process.stderr is not None
        self.lines.extend(iter(self.process.stderr.readline, ""))

    def wait_until_ready(self) -> "Served":
        end = time.monotonic() + SECONDS_TO_START
        while "ready\n" not in self.lines:
            assert self.process.poll() is None, self.lines
            assert time.monotonic() < end, self.lines
            time.sleep(0.05)
        self.address = re.findall(r"http://\S+(?=/)", "".join(self.lines))[0]
        return self

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def stop(self) -> int:
        """Tell it to end; returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(30)
        finally:
            self.process.kill()
        self.reader.join(10)
        return code
