"""Nothing is loaded that is not the file that was built; what breaks later ends in an apology, not in silence."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import intact, paths
from bot.channels.readiness import has_knowledge
from bot.kb.shared import knowledge_base
from bot.runtime.assistant import Assistant, ModelMissing
from bot.runtime.build import Product


def built(folder: Path, content: bytes = b"content") -> Path:
    path = folder / "igm-guide.tar.gz"
    path.write_bytes(content)
    intact.keep_hash(path)
    return path


def remove(path: Path) -> None:
    path.unlink()


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def change(path: Path) -> None:
    path.write_bytes(b"C" + path.read_bytes()[1:])


def forget_hash(path: Path) -> None:
    intact.place_of_hash(path).unlink()


def spoil_hash(path: Path) -> None:
    intact.place_of_hash(path).write_bytes(b"\xff nonsense")


@pytest.mark.parametrize("harm", [remove, cut_short, change, forget_hash, spoil_hash])
def test_a_model_that_is_not_the_one_that_was_built_is_refused(harm: Callable[[Path], None], tmp_path: Path) -> None:
    model = built(tmp_path)
    intact.check(model)
    harm(model)
    with pytest.raises(ModelMissing, match=r"igm-guide\.tar\.gz.*make setup"):
        Assistant.load(model)


def test_a_changed_model_with_a_changed_hash_is_stopped_by_a_hash_kept_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = built(tmp_path)
    monkeypatch.setenv(intact.PINNED, intact.digest_of(model).upper())
    intact.check_built(model)
    change(model)
    intact.keep_hash(model)
    intact.check(model)
    with pytest.raises(ModelMissing, match=intact.PINNED):
        Assistant.load(model)


@pytest.mark.parametrize("name", ["DATABASE", "WORDS", "EMBEDDING"])
@pytest.mark.parametrize("harm", [remove, cut_short, change])
def test_everything_else_that_was_built_is_refused_too(
    name: str, harm: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = getattr(paths, name)
    copy = tmp_path / original.name
    shutil.copy(original, copy)
    shutil.copy(intact.place_of_hash(original), tmp_path)
    harm(copy)
    monkeypatch.setattr(paths, name, copy)
    with pytest.raises(ModelMissing, match=rf"{copy.name}.*make setup"):
        Assistant.load()


def test_a_damaged_product_is_built_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "BUILD", tmp_path)
    target = tmp_path / "thing"
    product = Product("a thing", target, list, lambda: target.write_bytes(b"whole") and None)
    assert product.ensure()
    assert not product.ensure()
    for harm in (cut_short, change, remove):
        harm(target)
        assert product.ensure()
        assert target.read_bytes() == b"whole"
    forget_hash(target)  # as with what was built before hashes were kept
    assert not product.ensure()
    assert intact.is_intact(target)


def test_a_knowledge_base_that_breaks_later_ends_in_an_apology_and_not_ready(talk: Callable[[str], Any]) -> None:
    base, whole = knowledge_base(), knowledge_base().db
    broken = sqlite3.connect(":memory:", check_same_thread=False)
    whole.conn.backup(broken)
    broken.execute("drop table citations")
    broken.execute("drop table statements")
    try:
        base.__dict__["db"] = type(whole)(broken)
        (apology,) = talk("What is IgM deficiency?")
        assert apology["custom"]["kind"] == "error"
        assert not asyncio.run(has_knowledge())
    finally:
        base.__dict__["db"] = whole
    assert asyncio.run(has_knowledge())
    assert talk("What is IgM deficiency?")[-1]["custom"]["topic"] == "overview.definition"


def test_the_knowledge_base_cannot_be_changed_by_a_running_assistant() -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        knowledge_base().db.execute("delete from statements")
