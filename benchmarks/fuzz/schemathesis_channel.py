"""Runs schemathesis against a server of its own: ``make test-api``.

Schemathesis needs a newer jsonschema than Rasa has, so it lives in an environment of its own (build/schemathesis).
Its check that valid data is taken is left out: no schema says whether a button was signed here or FHIR can be read.
"""

import subprocess
import sys

import requests

from benchmarks.served import served
from bot import paths

VERSION = "4.30.1"
HOME = paths.BUILD / "schemathesis"
LEFT_OUT = ["--exclude-checks", "positive_data_acceptance", "--exclude-operation-id", "eraseConversation"]


def environment() -> str:
    """Return the program, installed where it is not there yet."""
    program = HOME / VERSION / "bin" / "schemathesis"
    if not program.is_file():
        uv = str(paths.ROOT / ".venv" / "bin" / "uv")
        python = HOME / VERSION / "bin" / "python"
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(HOME / VERSION)], check=True)
        subprocess.run(
            [uv, "pip", "install", "--quiet", "--python", str(python), f"schemathesis=={VERSION}"], check=True
        )
    return str(program)


def main() -> int:
    """Test the server with what its own description allows and forbids; return the status of schemathesis."""
    program = environment()
    with served() as server:
        token = requests.post(f"{server.address}/api/v1/conversations", json={}, timeout=30).json()["token"]
        arguments = ["run", f"{server.address}/openapi.json", "-H", f"Authorization: Bearer {token}", *LEFT_OUT]
        more = ["--phases", "examples,coverage,fuzzing", "--max-examples", "50", "--continue-on-failure", "--no-color"]
        done = subprocess.run([program, *arguments, *more], cwd=HOME, check=False)
        alive = server.is_alive()
    return done.returncode or int(not alive)


if __name__ == "__main__":
    sys.exit(main())
