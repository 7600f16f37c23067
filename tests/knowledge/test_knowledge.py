"""The curated files, and that each check of them really finds what it is there for."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bot import paths
from bot.kb import build, check, files, provenance
from bot.kb.citations import parse_references
from bot.kb.files import Knowledge, KnowledgeError
from bot.kb.query import KnowledgeBase, KnowledgeUnavailable

DESIGN_TOPICS = 63
ARTICLE_REFERENCES = 30  # 1 to 31; number 4 is missing in the article


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(paths.KNOWLEDGE, tmp_path / "knowledge"))


def test_the_knowledge_base_has_no_problems() -> None:
    assert check.check_all(paths.KNOWLEDGE) == []


def test_every_topic_has_a_statement_with_a_published_source(knowledge: Knowledge) -> None:
    assert len(knowledge.topics) >= DESIGN_TOPICS
    assert len(knowledge.references) == ARTICLE_REFERENCES
    for statement in knowledge.statements:
        assert build.cited_by(statement), statement["id"]


def replace(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


FAULTS = {
    "unknown field": (replace("risk.yml", "  audience: anyone", "  audience: anyone\n  colour: red"), "colour"),
    "missing field": (replace("risk.yml", "  audience: anyone\n", ""), "audience"),
    "no review date": (replace("risk.yml", "reviewed_on: 2026-11-22", "reviewed_on: null"), "reviewed_on"),
    "no source": (replace("risk.yml", "origin:", "origin: []\n  old:"), "origin"),
    "unknown topic": (replace("risk.yml", "topic: risk.factors", "topic: risk.nothing"), "risk.nothing"),
    "unknown next": (
        replace("topics.yml", "next: [overview.antibodies", "next: [overview.nothing"),
        "overview.nothing",
    ),
    "unknown source": (replace("care.yml", "source: ", "source: nobody_"), "nobody_"),
    "unsorted": (replace("glossary.yml", "- id: antibiotic\n", "- id: zebra\n"), "not sorted"),
    "duplicate id": (replace("topics.yml", "- id: overview.antibodies", "- id: overview.definition"), "duplicate id"),
    "hard words": (
        replace(
            "risk.yml",
            "short: >-",
            "short: >-\n    Notwithstanding epidemiological heterogeneity, determinants remain unestablished.\n   ",
        ),
        "reading grade",
    ),
    "term not listed": (replace("risk.yml", "glossary: [", "glossary: [zz_nothing, "), "zz_nothing"),
    "term nobody explains": (replace("glossary.yml", "- id: igm\n", "- id: igm_\n"), "unknown term igm"),
}


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_each_fault_is_found(fault: str, folder: Path) -> None:
    change, expected = FAULTS[fault]
    change(folder)
    problems = check.check_all(folder)
    assert any(expected in problem for problem in problems), problems[:5]


def test_a_file_that_is_not_yaml_is_named(folder: Path) -> None:
    (folder / "risk.yml").write_text("area: [", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"risk\.yml"):
        check.check_all(folder)


def test_every_line_of_the_article_is_accounted_for(knowledge: Knowledge, article: Path) -> None:
    assert provenance.check_article(knowledge, article) == []


@pytest.mark.parametrize(
    ("number", "new", "expected"),
    [
        (185, "something else", "article line 185 has changed"),
        (240, "", "article line 240 is gone"),
        (241, "a new line", "article line 241 is new"),
        (241, "a new line", "article line 241 is not accounted for"),
    ],
)
def test_a_changed_line_is_found(
    number: int, new: str, expected: str, knowledge: Knowledge, article: Path, tmp_path: Path
) -> None:
    lines = article.read_text(encoding="utf-8").split("\n")
    lines[number - 1] = new
    (tmp_path / "article.txt").write_text("\n".join(lines), encoding="utf-8")
    assert expected in provenance.check_article(knowledge, tmp_path / "article.txt")


def test_the_bibliography_is_what_the_article_prints(knowledge: Knowledge, article: Path) -> None:
    assert parse_references(article.read_text(encoding="utf-8")) == knowledge.references


def test_no_sentence_of_the_article_was_copied(knowledge: Knowledge, article: Path) -> None:
    def runs(text: str, length: int = 9) -> set[tuple[str, ...]]:
        words = text.lower().replace(",", "").replace(".", "").split()
        return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}

    printed = runs(article.read_text(encoding="utf-8"))
    for statement in knowledge.statements:
        ours = runs(" ".join(statement[field] for field in ("short", "fuller", "simple")))
        assert not ours & printed, statement["id"]


def dump(path: Path) -> list[str]:
    with sqlite3.connect(path) as connection:
        return list(connection.iterdump())


def test_building_twice_gives_the_same_content_and_replaces_the_old(knowledge: Knowledge, tmp_path: Path) -> None:
    target = tmp_path / "kb.db"
    build.build_database(knowledge, target, "x")
    first = dump(target)
    build.build_database(knowledge, target, "x")
    assert dump(target) == first
    assert list(tmp_path.iterdir()) == [target]


def test_the_database_is_read_only(knowledge_base: KnowledgeBase) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        knowledge_base.db.execute("delete from statements")


@pytest.mark.parametrize("content", [None, b"", b"nonsense" * 500])
def test_a_missing_or_damaged_database_says_what_to_do(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "kb.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(KnowledgeUnavailable, match="make setup"):
        KnowledgeBase(path).statement("overview.definition")


def test_a_database_of_another_version_is_refused(knowledge: Knowledge, tmp_path: Path) -> None:
    build.build_database(knowledge, tmp_path / "kb.db", "x")
    with sqlite3.connect(tmp_path / "kb.db") as connection:
        connection.execute("update meta set schema_version = 99")
    with pytest.raises(KnowledgeUnavailable, match="version 99"):
        KnowledgeBase(tmp_path / "kb.db").statement("overview.definition")


def test_full_text_search_finds_topics(knowledge_base: KnowledgeBase) -> None:
    assert "prevention.hand_washing" in knowledge_base.search("soap water seconds")
    assert knowledge_base.search("") == []
    assert knowledge_base.search('"; drop table statements; --') is not None


def test_terms_are_found_longest_first(knowledge_base: KnowledgeBase) -> None:
    found = [term.id for term in knowledge_base.find_terms("What does conjugate vaccine mean, and B cells?")]
    assert found == ["conjugate_vaccine", "b_cell"]


def test_no_text_for_patients_holds_a_dose_a_diagnosis_or_false_comfort(knowledge: Knowledge) -> None:
    import re

    forbidden = re.compile(
        r"\d\s*(mg|mcg|g|ml|units?)\s*(/|per)\s*(kg|kilo)|\bmg/kg\b|\bevery (three|four|3|4) (to \w+ )?weeks\b"
        r"|\byou (do )?have (selective |primary )?IgM deficiency\b"
        r"|nothing to worry|no need to worry|don't worry|safe to wait",
        re.IGNORECASE,
    )
    for statement in knowledge.statements:
        for field in ("short", "fuller", "simple"):
            found = forbidden.search(statement[field])
            assert not found, f"{statement['id']} {field}: {found and found[0]}"


def test_a_named_medicine_goes_with_do_not_stop(knowledge: Knowledge) -> None:
    names = ("carbamazepine", "phenytoin", "rituximab")
    for statement in knowledge.statements:
        for field in ("short", "simple"):
            if any(name in statement[field].lower() for name in names):
                assert "stop" in statement[field].lower(), f"{statement['id']} {field}"


def test_children_never_get_the_adult_cut_off(knowledge: Knowledge) -> None:
    for statement in knowledge.statements:
        if statement["audience"] == "child":
            text = " ".join(statement[field] for field in ("short", "simple"))
            assert "40 mg/dL" not in text or "adult" in text, statement["id"]


def test_statement_files_read_the_same_as_tables(knowledge: Knowledge, knowledge_base: KnowledgeBase) -> None:
    for given in knowledge.statements:
        kept = knowledge_base.statement(given["topic"], given["audience"])
        assert kept is not None
        assert (kept.short, kept.reviewed_on, kept.glossary) == (
            given["short"],
            given["reviewed_on"],
            given["glossary"],
        )
        assert kept.sources


def test_content_hash_sees_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    (tmp_path / "b").write_text("2")
    both = files.content_hash([tmp_path / "a", tmp_path / "b"], tmp_path)
    assert both == files.content_hash([tmp_path / "b", tmp_path / "a"], tmp_path)
    (tmp_path / "a").write_text("3")
    assert both != files.content_hash([tmp_path / "a", tmp_path / "b"], tmp_path)
