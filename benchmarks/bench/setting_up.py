"""Set-up: what is on the disk, and how long it takes to get there from a clean copy of the project."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.bench.starter import seconds_to_train
from benchmarks.default_environment import ENVIRONMENT, default_python, seconds_to_make
from bot import paths

TRAINING = "the dialogue model"
"""The product of `python -m bot build` that is trained."""


def megabytes(folder: Path) -> float:
    """Return the space that a folder takes on the disk, in MB (10^6 bytes)."""
    done = subprocess.run(["du", "-sk", folder.resolve()], stdout=subprocess.PIPE, text=True, check=True)
    return int(done.stdout.split()[0]) * 1024 / 1e6


def copy_project(target: Path) -> None:
    """Copy what git tracks, and new files that it does not ignore."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=paths.ROOT, stdout=subprocess.PIPE, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (paths.ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(paths.ROOT / name, target / name)


def build_times(project: Path) -> dict[str, float]:
    """Build everything in a project that has its environment; return the seconds by product.

    Raises:
        RuntimeError: the build failed.
    """
    command = [str(project / ".venv/bin/python"), "-m", "bot", "build"]
    times: dict[str, float] = {}
    name, since = "", time.perf_counter()
    build = subprocess.Popen(command, cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert build.stderr is not None
    for line in build.stderr:
        if line.startswith("building "):
            now = time.perf_counter()
            times[name or "start"] = now - since
            name, since = line.removeprefix("building ").strip(" .\n"), now
    times[name] = time.perf_counter() - since
    if build.wait():
        raise RuntimeError("the build of the copy failed; try `make setup` in a clean clone")
    return times


def ours() -> dict[str, float]:
    """Set a clean copy of the project up, Rasa's cache empty; return seconds of environment, build, training."""
    with tempfile.TemporaryDirectory(dir=paths.BUILD) as folder:
        project = Path(folder) / "igm-guide"
        copy_project(project)
        own = {"PYTHON": sys.executable, "RASA_TELEMETRY_ENABLED": "false"}
        started = time.perf_counter()
        subprocess.run(["sh", "scripts/setup.sh"], cwd=project, env={**os.environ, **own}, check=True)
        environment = time.perf_counter() - started
        products = build_times(project)
    return {"environment": environment, "build": sum(products.values()), "training": products[TRAINING]}


def set_up() -> dict[str, Any]:
    """Return sizes in MB and seconds of each contender."""
    mine = ours()
    theirs = {"environment": seconds_to_make(), "training": seconds_to_train(default_python())}
    return {
        "install_mb": {"IgM Guide": megabytes(paths.ROOT / ".venv"), "Rasa starter": megabytes(ENVIRONMENT)},
        "environment_s": {"IgM Guide": mine["environment"], "Rasa starter": theirs["environment"]},
        "build_s": {"IgM Guide": mine["build"], "Rasa starter": theirs["training"]},
        "training_s": {"IgM Guide": mine["training"], "Rasa starter": theirs["training"]},
    }
