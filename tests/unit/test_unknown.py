"""Unknown questions are kept only where that is switched on, and then without anything private."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.runtime.unknown import SWITCH, grouped, keep, kept_words

TODAY = date(2026, 11, 25)
PRIVATE = "My daughter Aoife O'Rourke, born 3/4/2019 in Ballina, wants a tattoo with low IgM 23. Can she get one?"


def test_nothing_is_kept_by_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(SWITCH, raising=False)
    monkeypatch.chdir(tmp_path)
    keep(PRIVATE, {"not_covered"}, TODAY)
    assert list(tmp_path.iterdir()) == []


def test_words_of_the_project_only() -> None:
    kept = kept_words(PRIVATE.lower())
    assert "daughter" in kept
    assert not {"aoife", "rourke", "ballina", "2019"} & set(kept)
    assert kept == sorted(kept)


def test_kept_and_grouped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place = tmp_path / "unknown.db"
    monkeypatch.setenv(SWITCH, str(place))
    keep(PRIVATE, {"not_covered"}, TODAY)
    keep("is a tattoo safe", {"not_covered"}, TODAY)
    keep("who won the match", {"out_of_scope"}, TODAY)
    keep("what is it", {"answer"}, TODAY)
    groups = grouped(place)
    assert [(g["kind"], g["gap"], g["count"]) for g in groups] == [
        ("not_covered", "cosmetic treatments and tattoos", 2),
        ("out_of_scope", None, 1),
    ]
    assert b"Aoife" not in place.read_bytes()
    shown = CliRunner().invoke(main, ["gaps"])
    assert shown.exit_code == 0
    assert "cosmetic treatments and tattoos" in shown.output


def test_the_command_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(SWITCH, raising=False)
    assert SWITCH in CliRunner().invoke(main, ["gaps"]).output
    assert "nothing was kept" in CliRunner().invoke(main, ["gaps", str(tmp_path / "none.db")]).output
