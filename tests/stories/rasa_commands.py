"""`rasa data validate` and `rasa test core` through wrappers that fail where Rasa only prints."""

import json
import os
import re
import subprocess
import sys
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

from bot import paths

STORIES = Path(__file__).parent
WARNING = re.compile(r"\b(WARNING|UserWarning|ERROR)\b.*")
UNUSED = re.compile(r"The utterance '(\w+)' is not used")


def rasa(*arguments: str, cwd: Path = paths.ROOT) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
    return subprocess.run(
        [sys.executable, "-m", "rasa", *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=cwd,
        env=environment,
    )


def validation_problems(*arguments: str) -> list[str]:
    """Run `rasa data validate`; return everything it warns of.

    Rasa does not see what actions utter: a test of test_rasa_data.py holds those responses against the code.
    """
    done = rasa("data", "validate", *arguments)
    output = done.stdout + done.stderr
    found = [match[0] for match in WARNING.finditer(output)]
    code = "\n".join(path.read_text() for folder in ("actions", "bot") for path in (paths.ROOT / folder).rglob("*.py"))
    found = [
        warning
        for warning in found
        if not (unused := UNUSED.search(warning))
        or (f'"{unused[1]}"' not in code and f'"{unused[1].removeprefix("utter_terminal_")}"' not in code)
    ]
    return found or ([output[-2000:]] if done.returncode else [])


def failed_stories(stories: Path, results: Path) -> int:
    """Run `rasa test core`; return how many stories failed.

    Raises:
        AssertionError: the test did not run at all.
    """
    done = rasa("test", "core", "--e2e", "--stories", str(stories), "--out", str(results), "--model", str(paths.MODEL))
    report = results / "story_report.json"
    assert report.is_file(), done.stderr[-2000:]
    counts = json.loads(report.read_text())["conversation_accuracy"]
    assert counts["total"] > 0
    return int(counts["total"] - counts["correct"])


def started(pool: Executor, place: Path) -> dict[str, Future[Any]]:
    """Start the commands, on the real data and stories and on wrong ones; ``place`` is a folder for what they write."""
    domain = (paths.ROOT / "domain.yml").read_text(encoding="utf-8")
    wrong = place / "domain.yml"
    wrong.write_text(domain.replace("- clarify\n", "- clarify\n- nobody_asks_this\n"), encoding="utf-8")
    return {
        "data": pool.submit(validation_problems),
        "wrong data": pool.submit(validation_problems, "--domain", str(wrong)),
        "stories": pool.submit(failed_stories, STORIES / "test_conversations.yml", place / "right"),
        "wrong story": pool.submit(failed_stories, STORIES / "test_wrong_on_purpose.yml", place / "wrong"),
    }
