"""The product runs where there is no network at all: in a network namespace of its own (no root is needed)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot import paths

MARK, VALUE = "zebraquux", "7351"
WITHOUT_NETWORK = ("unshare", "--map-root-user", "--net")


def test_the_namespace_has_no_network() -> None:
    code = "import socket; socket.create_connection(('192.0.2.1', 9), 1)"
    done = subprocess.run([*WITHOUT_NETWORK, sys.executable, "-c", code], capture_output=True, text=True)
    assert "Network is unreachable" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [
        (["ask", f"my IgM is {VALUE} mg/dL {MARK}"], ""),
        (["chat"], f"my IgM is {VALUE} mg/dL {MARK}\nI cannot breathe {MARK}\n"),
        (["build", "--check"], ""),
        (["labs", f"IgM {VALUE} {MARK}", "--unit", "mg/dL", "--age", "40y"], ""),
    ],
    ids=["ask", "chat", "build", "labs"],
)
def test_the_commands_need_no_network_and_leave_nothing(arguments: list[str], typed: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [*WITHOUT_NETWORK, sys.executable, "-m", "bot", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        cwd=paths.ROOT,
        env={**os.environ, "LOG_LEVEL": "DEBUG", "TMPDIR": str(tmp_path)},
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert MARK not in done.stderr
    assert VALUE not in done.stderr
    assert list(tmp_path.iterdir()) == []
