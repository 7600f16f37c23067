"""`rasa data validate` and `rasa test core` through wrappers that fail where Rasa only prints."""

import json
import os
import re
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.held_out import FOLDER, questions, text_key, trained_texts
from bot import paths
from bot.kb.files import Knowledge

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

    Rasa does not see what actions utter: the last test of this file holds those responses against the code.
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


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Future[Any]]:
    """Run all four commands, two at a time: each takes a quarter of a minute to start."""
    place = tmp_path_factory.mktemp("rasa")
    domain = (paths.ROOT / "domain.yml").read_text(encoding="utf-8")
    wrong = place / "domain.yml"
    wrong.write_text(domain.replace("- clarify\n", "- clarify\n- nobody_asks_this\n"), encoding="utf-8")
    with ThreadPoolExecutor(2) as pool:
        return {
            "data": pool.submit(validation_problems),
            "wrong data": pool.submit(validation_problems, "--domain", str(wrong)),
            "stories": pool.submit(failed_stories, STORIES / "test_conversations.yml", place / "right"),
            "wrong story": pool.submit(failed_stories, STORIES / "test_wrong_on_purpose.yml", place / "wrong"),
        }


def test_the_training_data_is_valid(outcomes: dict[str, Future[Any]]) -> None:
    assert outcomes["data"].result() == []


def test_a_domain_with_an_unused_intent_is_noticed(outcomes: dict[str, Future[Any]]) -> None:
    assert any("nobody_asks_this" in problem for problem in outcomes["wrong data"].result())


def test_the_stories_are_predicted(outcomes: dict[str, Future[Any]]) -> None:
    assert outcomes["stories"].result() == 0


def test_a_wrong_story_fails(outcomes: dict[str, Future[Any]]) -> None:
    assert outcomes["wrong story"].result() == 1


def intents_of(path: Path) -> list[str]:
    return [entry["intent"] for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]]


def test_every_topic_is_an_intent_with_twenty_examples_and_the_one_rule(knowledge: Knowledge) -> None:
    topics = {topic["id"] for topic in knowledge.topics}
    counts: dict[str, int] = {}
    for path in sorted((paths.DATA / "nlu").glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            counts[entry["intent"]] = len(entry["examples"].strip().splitlines())
            if entry["intent"] in topics:
                assert entry["intent"].split(".")[0] == path.stem
    assert {topic for topic in topics if counts.get(topic, 0) < 20} == set()
    rules = yaml.safe_load((paths.DATA / "rules" / "topics.yml").read_text(encoding="utf-8"))["rules"]
    listed = [step["intent"] for step in rules[0]["steps"][0]["or"]]
    assert listed == [topic["id"] for topic in knowledge.topics]
    domain = yaml.safe_load((paths.ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert set(domain["intents"]) == set(counts)


def test_no_held_out_text_that_counts_is_a_training_example() -> None:
    trained = trained_texts()
    for kind in ("topics", "out_of_scope", "follow_ups"):
        for path in sorted(FOLDER.glob(f"{kind}_*.yml")):
            counted = questions(path.stem)
            assert len(counted) >= 40
            assert not [entry["text"] for entry in counted if text_key(entry["text"]) in trained]


def slots_of_forms(domain: dict[str, Any]) -> list[tuple[str, str]]:
    return [(form, slot) for form, content in domain["forms"].items() for slot in content["required_slots"]]


def test_every_action_and_response_is_used_by_a_rule_or_by_code() -> None:
    domain = yaml.safe_load((paths.ROOT / "domain.yml").read_text(encoding="utf-8"))
    rules = "\n".join(path.read_text() for path in (paths.DATA / "rules").glob("*.yml"))
    config = (paths.ROOT / "config.yml").read_text()
    code = "\n".join(path.read_text() for folder in ("actions", "bot") for path in (paths.ROOT / folder).rglob("*.py"))
    for action in domain["actions"]:
        by_form = any(action in (f"validate_{form}", f"action_ask_{slot}") for form, slot in slots_of_forms(domain))
        assert f"action: {action}\n" in rules or action in config or by_form, action
        assert f'"{action}"' in code, action
    for path in (paths.DATA / "responses").glob("*.yml"):
        for response in yaml.safe_load(path.read_text(encoding="utf-8"))["responses"]:
            name = response.removeprefix("utter_terminal_")
            assert f"action: {response}\n" in rules or f'"{response}"' in code or f'"{name}"' in code, response


@pytest.mark.parametrize("folder", ["actions", "bot"])
def test_no_sentence_for_patients_stands_in_code(folder: str) -> None:
    said = re.compile(r"(utter_message|send_text)\([^)]*text\s*=\s*f?[\"']")
    for path in (paths.ROOT / folder).rglob("*.py"):
        assert not said.search(path.read_text()), path
