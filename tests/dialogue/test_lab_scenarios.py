"""Conversations about laboratory results with the trained model in one process."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from bot.replies import Reply
from tests.dialogue.contract import keeps_the_contract

SCENARIOS = yaml.safe_load((Path(__file__).parent / "lab_scenarios.yml").read_text(encoding="utf-8"))


def check_report(step: dict[str, Any], reply: Reply, shown: str) -> None:
    report = reply["custom"]["report"]
    newest = {result["analyte"]: result["flag"] for result in report["results"]}
    for analyte, flag in step.get("flags", {}).items():
        assert newest[analyte] == flag, shown
    for field in ("pattern", "urgency", "age_months"):
        assert report[field] == step.get(field, report[field]), shown
    drawing = reply["custom"]["drawing"]
    if drawing is not None:
        ET.fromstring(drawing["svg"])
        assert max(map(len, drawing["text"].splitlines())) <= 72


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario["name"])
def test_scenario(scenario: dict[str, Any], talk: Callable[[str], list[Reply]]) -> None:
    for step in scenario["steps"]:
        replies = talk(step["say"])
        for reply in replies:
            keeps_the_contract(reply)
        last, kinds = replies[-1], [reply["custom"]["kind"] for reply in replies]
        shown = f"{step['say']!r} got {kinds}: {last['text'][:600]}"
        assert kinds == step.get("kinds", kinds), shown
        assert last["custom"]["kind"] == step.get("kind", last["custom"]["kind"]), shown
        assert step.get("says", "").lower() in " ".join(reply["text"] for reply in replies).lower(), shown
        assert "not_says" not in step or step["not_says"].lower() not in last["text"].lower(), shown
        assert ("page" in last["custom"]) == step.get("page", False), shown
        if last["custom"]["kind"] == "lab_report":
            check_report(step, last, shown)
