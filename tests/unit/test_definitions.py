import pytest

from bot.kb.query import KnowledgeBase
from bot.language.definitions import asked_word


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("What does conjugate vaccine mean?", "conjugate vaccine"),
        ("what does the word 'titre' mean", "titre"),
        ("and what is the meaning of sepsis?", "sepsis"),
        ("define prophylactic please", "prophylactic"),
        ("explain the term autoimmune", "autoimmune"),
        ("what does CVID stand for", "cvid"),
        ("what are the symptoms", None),
        ("what is IgM deficiency", None),
    ],
)
def test_asked_word(text: str, word: str | None) -> None:
    assert asked_word(text) == word


def test_the_glossary_explains_words_but_not_its_own_subject(knowledge_base: KnowledgeBase) -> None:
    assert knowledge_base.explains("conjugate vaccine")
    assert knowledge_base.explains("Titer")
    assert not knowledge_base.explains("igm")
    assert not knowledge_base.explains("a positive result")
