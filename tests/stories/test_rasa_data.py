"""Rasa's own checks of data and stories, and what they do not see."""

import re
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.understanding.held_out import FOLDER, questions, text_key, trained_texts
from bot import paths
from bot.kb.files import Knowledge


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
