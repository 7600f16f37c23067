"""Every regular expression is proven by an analyser, or measured where the proof is of polynomial time."""

import subprocess

from benchmarks.recheck import main
from bot import paths


def test_no_expression_can_be_attacked() -> None:
    subprocess.run([paths.ROOT / "scripts/setup_recheck.sh"], check=True)
    assert main() == 0
