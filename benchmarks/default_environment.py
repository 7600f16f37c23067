"""An environment of its own for Rasa's default pipeline, which needs TensorFlow (about 2 GB); made at first use."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

from bot import paths

ENVIRONMENT = paths.BUILD / "default-env"
MADE = ENVIRONMENT / "made.json"
PINS = ("rasa==3.6.21", "setuptools<71")


def default_python() -> Path:
    """Return the Python of the default pipeline's environment; make it if it is not there.

    Raises:
        subprocess.CalledProcessError: the packages cannot be installed.
    """
    python = ENVIRONMENT / "bin" / "python"
    if python.is_file():
        return python
    print("making an environment with TensorFlow ...", file=sys.stderr)
    started = time.perf_counter()
    try:
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
        uv = Path(sys.executable).with_name("uv")
        # Compiled as ours is, so that starts are compared and not the compiling of modules.
        subprocess.run([uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", python, *PINS], check=True)
    except subprocess.CalledProcessError:
        shutil.rmtree(ENVIRONMENT)  # half an environment would be taken for a whole one
        raise
    MADE.write_text(json.dumps({"seconds": time.perf_counter() - started}), encoding="utf-8")
    return python


def seconds_to_make() -> float | None:
    """Return how long it took to make the environment; None where that was not measured."""
    return float(json.loads(MADE.read_text(encoding="utf-8"))["seconds"]) if MADE.is_file() else None
