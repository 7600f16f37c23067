"""The starter project with one action of its own, on the ordinary action server.

The starter as it is never waits inside a turn, most Rasa projects do: for an action server. Messages that one user
sends at once then meet the lock's polling, which is all that is measured with this one.
"""

import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.bench.contenders import LOOK_AGAIN, QUIET, SECONDS_TO_START, Contender, end, free_port, running
from benchmarks.bench.measures import Effort, Servers, all_together
from benchmarks.bench.starter import rasa, starter_project
from benchmarks.bench.texts import STARTER_AFTER, STARTER_BEFORE, mixed
from bot import paths

PROJECT = paths.BUILD / "starter-with-actions"
QUESTIONS = ["are you a bot?", "are you a human?", "am I talking to a bot?", "am I talking to a human?"]
"""The starter's examples of the intent that the action answers."""

ACTION = """from rasa_sdk import Action


class ActionTell(Action):
    def name(self):
        return "action_tell"

    def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="I am a program.")
        return []
"""


def project_with_actions(python: Path) -> Path:
    """Return the folder of the project, trained; make it if it is not there.

    Raises:
        subprocess.CalledProcessError: Rasa could not train it.
    """
    if not list(PROJECT.glob("models/*.tar.gz")):
        shutil.rmtree(PROJECT, ignore_errors=True)
        shutil.copytree(starter_project(python), PROJECT, ignore=shutil.ignore_patterns("models"))
        (PROJECT / "actions" / "actions.py").write_text(ACTION, encoding="utf-8")
        domain, rules = PROJECT / "domain.yml", PROJECT / "data" / "rules.yml"
        domain.write_text(domain.read_text("utf-8") + "\nactions:\n  - action_tell\n", encoding="utf-8")
        rules.write_text(rules.read_text("utf-8").replace("utter_iamabot", "action_tell"), encoding="utf-8")
        rasa(python, PROJECT, "train")
    return PROJECT


@contextmanager
def action_server(python: Path, project: Path) -> Iterator[None]:
    """Run the action server of a project, and let its endpoints.yml name it.

    Raises:
        RuntimeError: it did not start.
    """
    port, started = free_port(), time.perf_counter()
    endpoint = f"action_endpoint:\n  url: http://localhost:{port}/webhook\n"
    (project / "endpoints.yml").write_text(endpoint, encoding="utf-8")
    command = [str(python), "-m", "rasa", "run", "actions", "--port", str(port)]
    server = subprocess.Popen(
        command, cwd=project, env={**os.environ, **QUIET}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not is_healthy(port):
            if server.poll() is not None or time.perf_counter() - started > SECONDS_TO_START:
                raise RuntimeError("the action server did not start")
            time.sleep(LOOK_AGAIN)
        yield
    finally:
        end(server)


def is_healthy(port: int) -> bool:
    """Tell whether an action server answers at a port."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


def together_with_actions(python: Path, effort: Effort) -> list[float]:
    """Return the seconds until five messages that one user sends at once are all answered.

    Raises:
        subprocess.CalledProcessError: Rasa could not train the project.
        RuntimeError: a server did not start.
    """
    project = project_with_actions(python)
    command = [str(python), "-m", "rasa", "run", "--interface", "127.0.0.1", "--port"]
    texts = mixed(QUESTIONS, STARTER_BEFORE, STARTER_AFTER)
    name = "Rasa starter with an action server"
    contender = Contender(name, "rest", texts, lambda port: [*command, str(port)], folder=project)
    with action_server(python, project), running(contender) as run:
        return all_together([Servers(contender, [run])], effort)[name]
