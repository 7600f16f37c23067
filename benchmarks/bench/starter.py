"""Rasa's own starter project, as ``rasa init --no-prompt`` makes it: default pipeline, default policies."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.bench.contenders import QUIET
from bot import paths

PROJECT = paths.BUILD / "starter"


def rasa(python: Path, folder: Path, *arguments: str) -> None:
    """Run Rasa's command line in a folder, with the environment that ``python`` belongs to.

    Raises:
        subprocess.CalledProcessError: it failed; what it wrote is on standard error.
    """
    command = [str(python), "-m", "rasa", *arguments]
    done = subprocess.run(command, cwd=folder, env={**os.environ, **QUIET}, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout, done.stderr, file=sys.stderr)
        done.check_returncode()


def starter_project(python: Path) -> Path:
    """Return the folder of the starter project, trained; make it if it is not there.

    Raises:
        subprocess.CalledProcessError: Rasa could not make it.
    """
    if not list(PROJECT.glob("models/*.tar.gz")):
        print("making and training Rasa's starter project ...", file=sys.stderr)
        shutil.rmtree(PROJECT, ignore_errors=True)
        PROJECT.mkdir(parents=True)
        rasa(python, PROJECT, "init", "--no-prompt")
    return PROJECT


def seconds_to_train(python: Path) -> float:
    """Return the seconds that ``rasa train`` takes with an empty cache."""
    with tempfile.TemporaryDirectory(dir=paths.BUILD) as folder:
        copy = Path(folder) / "starter"
        shutil.copytree(starter_project(python), copy, ignore=shutil.ignore_patterns(".rasa", "models"))
        started = time.perf_counter()
        rasa(python, copy, "train")
        return time.perf_counter() - started
