"""Other languages are noticed; English with medical words, slips and names is not taken for one."""

import pytest

from bot.language.foreign import foreign_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Mi hijo tiene la inmunoglobulina M baja y no sé qué hacer", "es"),
        ("Was sind die Ursachen von einem IgM Mangel bei Kindern", "de"),
        ("quels sont les symptômes de cette maladie chez les adultes", "fr"),
        ("Что такое дефицит IgM?", "und"),
        ("我发烧了怎么办", "und"),
    ],
)
def test_other_languages(text: str, language: str) -> None:
    assert foreign_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "what is it",
        "wat r the symtoms of low igm pls",
        "is Hizentra or Privigen better than Cuvitru",
        "hola",
        "IgM 32 mg/dL, IgG 900, IgA 120",
        "Priya Venkataraman's son Arjun has it",
        "???",
        "do kids grow out of it",
    ],
)
def test_english_and_what_cannot_be_told(text: str) -> None:
    assert foreign_language(text) is None
