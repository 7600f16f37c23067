"""The doctor names each thing that is really broken, and says what to do; it never shows a secret."""

import json
import os
import resource
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import paths
from bot.runtime.doctor import machine
from tests.channels.conftest import clinics_file
from tests.faults.project import bot, clock_variables, copy_project, fake_clock

SECRET = "not-to-be-shown"
YEARS = 20 * 365 * 24 * 3600


def found(done: subprocess.CompletedProcess[str]) -> dict[str, list[dict[str, Any]]]:
    assert not done.stderr, done.stderr
    told = json.loads(done.stdout)
    assert done.returncode == (0 if told["ok"] else 1)
    by_name: dict[str, list[dict[str, Any]]] = {}
    for finding in told["findings"]:
        assert set(finding) == {"name", "ok", "words"}
        by_name.setdefault(finding["name"], []).append(finding)
    return by_name


def wrong(told: dict[str, list[dict[str, Any]]]) -> dict[str, str]:
    return {
        name: " ".join(one["words"] for one in all_ if not one["ok"])
        for name, all_ in told.items()
        if not all_[-1]["ok"]
    }


def clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("IGM_GUIDE_")}


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_where_all_is_well_each_line_says_so() -> None:
    done = bot(paths.ROOT, "doctor", "--quick", "--port", "0", env=clean())
    assert done.returncode == 0, done.stdout
    lines = done.stdout.splitlines()
    assert len(lines) > 12
    assert all(line.startswith("OK ") for line in lines)


def test_each_broken_file_is_named(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    lock = project / "requirements.lock"
    lock.write_text(lock.read_text().replace("rasa==3.6.21", "rasa==3.6.20"))
    (project / "build/embedding.onnx").write_bytes(b"")
    (project / "build/knowledge.db").write_bytes((project / "build/knowledge.db").read_bytes()[:4096])
    (project / "build/words.json").unlink()
    with (project / "models/igm-guide.tar.gz").open("r+b") as model:
        model.write(b"X")
    (project / "credentials.yml").write_text("rest:\n")
    clinics = project / "clinics.yml"
    clinics.write_text("clinics:\n- {id: north}\n")
    told = found(bot(project, "doctor", "--json", "--port", "0", "--clinics", str(clinics), env=clean()))
    problems = wrong(told)
    assert "rasa" in problems.pop("environment")
    assert "knowledge.db" in problems.pop("knowledge base opens")
    assert "name" in problems.pop("clinics")
    assert "rest" in problems.pop("Rasa's own channels")
    for name, file in (
        ("the sentence embedding", "embedding.onnx"),
        ("the knowledge base", "knowledge.db"),
        ("the word lists", "words.json"),
        ("the dialogue model", "igm-guide.tar.gz"),
        ("model answers", "igm-guide.tar.gz"),
    ):
        words = problems.pop(name)
        assert file in words
        assert "make setup" in words
    assert not problems


def test_files_that_are_not_those_the_products_were_built_from_are_noticed(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    with (project / "knowledge/labs/intervals.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    told = wrong(found(bot(project, "doctor", "--json", "--quick", "--port", "0", env=clean())))
    assert set(told) == {"the knowledge base"}
    served = bot(project, "serve", "--port", "0", env=clean())
    assert served.returncode == 1
    assert "the knowledge base; run `make setup`" in served.stderr


def test_each_wrong_setting_is_named_and_no_value_is_shown(tmp_path: Path, taken: int) -> None:
    variables = {
        "IGM_GUIDE_SECRT": SECRET,
        "IGM_GUIDE_QQQ": SECRET,
        "IGM_GUIDE_SECRET": SECRET,
        "IGM_GUIDE_COUNTRY": "XX",
        "IGM_GUIDE_KEEP_UNKNOWN": "/dev/full",
        "IGM_GUIDE_CLINICS": str(tmp_path / "nowhere.yml"),
    }

    def no_file_may_grow() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    done = bot(
        paths.ROOT,
        "doctor",
        "--json",
        "--quick",
        "--port",
        str(taken),
        env={**clean(), **variables},
        preexec_fn=no_file_may_grow,
    )
    problems = wrong(found(done))
    assert SECRET not in done.stdout
    settings = problems.pop("settings")
    for part in ("IGM_GUIDE_SECRT", "did you mean IGM_GUIDE_SECRET", "IGM_GUIDE_QQQ", "32 characters"):
        assert part in settings
    assert "IGM_GUIDE_COUNTRY" in problems.pop("country")
    assert "IGM_GUIDE_KEEP_UNKNOWN" in problems.pop("unknown questions")
    assert "nowhere.yml" in problems.pop("clinics")
    assert "TMPDIR" in problems.pop("temporary folder")
    assert "another program" in problems.pop("port")
    assert not problems


@pytest.mark.skipif(fake_clock() is None, reason="libfaketime is not installed")
def test_a_redis_that_does_not_answer_and_a_wrong_clock_are_named(tmp_path: Path, taken: int) -> None:
    clock = tmp_path / "clock"
    clinics = clinics_file(tmp_path)
    variables = {"IGM_GUIDE_REDIS": f"redis://:{SECRET}@127.0.0.1:1/0", "IGM_GUIDE_SECRET": "s" * 32}
    environment = {**clean(), **variables, "IGM_GUIDE_CLINICS": str(clinics), **clock_variables(clock)}
    clock.write_text(f"-{YEARS}\n")
    done = bot(paths.ROOT, "doctor", "--json", "--quick", "--port", "0", env=environment)
    assert SECRET not in done.stdout
    assert "s" * 32 not in done.stdout
    problems = wrong(found(done))
    assert "IGM_GUIDE_REDIS" in problems.pop("Redis")
    assert "before the model was built" in problems.pop("clock")
    assert not problems


def test_too_little_memory_is_named(tmp_path: Path) -> None:
    file = tmp_path / "meminfo"
    file.write_text("MemTotal:  1000000 kB\nMemAvailable:  204800 kB\n")
    (finding,) = machine.memory(file)
    assert not finding.ok
    assert "200 MB" in finding.words
    (unknown,) = machine.memory(tmp_path / "none")
    assert unknown.ok
