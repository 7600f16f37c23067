"""Every test that SECURITY.md names exists."""

import ast
import re

from bot import paths

NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def test_every_test_of_the_threat_model_exists() -> None:
    named = NAMED.findall((paths.ROOT / "SECURITY.md").read_text(encoding="utf-8"))
    assert len(named) > 20
    for file, name in named:
        tree = ast.parse((paths.ROOT / file).read_text(encoding="utf-8"))
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, f"{file}::{name}"


def test_every_kind_of_threat_is_judged() -> None:
    text = (paths.ROOT / "SECURITY.md").read_text(encoding="utf-8")
    kinds = (
        "Spoofing",
        "Tampering",
        "Repudiation",
        "Information disclosure",
        "Denial of service",
        "Elevation of privilege",
    )
    assert all(f"| {kind} |" in text for kind in kinds)
