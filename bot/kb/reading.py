"""Reading grade of a text, with the glossary's medical terms counted as plain words.

The measure is the Flesch-Kincaid grade (textstat). A patient who meets a glossary term can have it
explained, so a term counts as one short word; everything around it must be plain. The aim of
grade 6 is that of the American Medical Association and the National Institutes of Health.
"""

import re
from typing import Any

SHORT_LIMIT = 6.0
SIMPLE_LIMIT = 4.5


def term_pattern(glossary: list[dict[str, Any]]) -> re.Pattern[str]:
    """Return a pattern that matches every term and alias of the glossary as whole words."""
    forms = {form for term in glossary for form in (term["term"], *term["aliases"])}
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b", re.IGNORECASE)


class TermFinder:
    """Finds the glossary's terms in a text: whole words, any case, the longest match first."""

    def __init__(self, glossary: list[dict[str, Any]]) -> None:
        self.by_form = {form.lower(): t["id"] for t in glossary for form in (t["term"], *t["aliases"])}
        self.pattern = term_pattern(glossary)

    def find(self, text: str) -> list[str]:
        """Return the ids of the terms that a text names, in order of appearance, each once."""
        return list(dict.fromkeys(self.by_form[match[0].lower()] for match in self.pattern.finditer(text)))


def reading_grade(text: str, terms: re.Pattern[str]) -> float:
    """Return the school grade (US) that reads ``text`` with ease."""
    import textstat

    return float(textstat.flesch_kincaid_grade(terms.sub("word", " ".join(text.split()))))
