"""The widget's wording: complete, used, easy to read, and the word list equal to the knowledge base's."""

import json
import re

import pytest
import textstat
import yaml

from bot import paths
from scripts.web_glossary import SOURCE, TARGET, word_list

WEB = paths.ROOT / "web"
WORDS = json.loads((WEB / "words" / "en.json").read_text(encoding="utf-8"))
CODE = "\n".join(path.read_text(encoding="utf-8") for path in [WEB / "igm-guide.js", *(WEB / "igm-guide").glob("*.js")])
MADE_UP = re.compile(r"^(problem|unreachable|delivery|feedback|mark|choices|simpler|more)\.")
"""Keys that the code puts together."""


def test_every_key_that_the_code_names_exists() -> None:
    named = set(re.findall(r'\bsay\(\s*"([\w.]+)"', CODE)) | set(re.findall(r'"(mark\.\w+|choices\.\w+)"', CODE))
    assert named - set(WORDS) - {"mark."} == set()


def test_every_word_is_used() -> None:
    unused = {key for key in WORDS if f'"{key}"' not in CODE and not MADE_UP.match(key)}
    assert unused == set()


def test_the_word_list_is_that_of_the_knowledge_base() -> None:
    terms = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))["terms"]
    assert TARGET.read_text(encoding="utf-8") == word_list(terms), "run python -m scripts.web_glossary"


def test_sentences_are_easy_to_read() -> None:
    sentences = " ".join(text for text in WORDS.values() if text.endswith((".", "?")) and len(text.split()) > 4)
    assert textstat.flesch_kincaid_grade(sentences) <= 6


@pytest.mark.parametrize("path", sorted(WEB.rglob("*.js")), ids=lambda path: path.name)
def test_files_are_small(path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 200
