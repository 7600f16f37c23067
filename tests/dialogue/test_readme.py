"""The conversation in the README is what the assistant says."""

import subprocess
import sys

from bot import paths


def test_the_transcript_is_current() -> None:
    done = subprocess.run([sys.executable, "scripts/transcript.py", "--check"], cwd=paths.ROOT, timeout=120)
    assert done.returncode == 0, "run scripts/transcript.py and read what it wrote"
