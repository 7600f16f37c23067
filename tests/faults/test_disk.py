"""Disks that are full and files that others hold: an answer is worth more than a note or a line of a log."""

import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot import paths
from bot.runtime.assistant import Assistant, ModelMissing
from bot.runtime.unknown import SWITCH, grouped

UNKNOWN = "what is the capital of France"


@pytest.mark.parametrize("place", ["/dev/full", "/proc/nowhere/unknown.db", "/"])
def test_an_unknown_question_that_cannot_be_kept_is_answered(
    place: str, talk: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SWITCH, place)
    assert talk(UNKNOWN)[-1]["custom"]["kind"] == "out_of_scope"


def test_nobody_waits_for_a_file_that_another_process_holds(
    tmp_path: Path, talk: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "unknown.db"
    monkeypatch.setenv(SWITCH, str(place))
    talk(UNKNOWN)
    with closing(sqlite3.connect(place)) as other:
        other.execute("begin exclusive")
        began = time.monotonic()
        assert talk(UNKNOWN)[-1]["custom"]["kind"] == "out_of_scope"
        assert time.monotonic() - began < 3  # SQLite's own patience is 5 s
    assert sum(group["count"] for group in grouped(place)) == 1


def test_a_full_disk_under_the_log_stops_nothing() -> None:
    code = (
        "import logging; from bot.channels.log import log_without_content; from bot.channels.serve import tell;"
        "log_without_content(); tell('ready'); logging.getLogger('bot.x').error('y'); print('alive')"
    )
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=paths.ROOT, stdout=subprocess.PIPE, stderr=full, text=True, timeout=60
        )
    assert done.stdout == "alive\n"


def test_a_model_that_finds_no_room_to_be_unpacked_says_so(assistant: Assistant) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024 * 1024, before[1]))
    try:
        with pytest.raises(ModelMissing, match="TMPDIR"):
            Assistant.load(server=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
