"""How long a text an expression meets can be, and what it has been through before."""

import re

from benchmarks.expressions.collect import Expression
from bot.labs.fhir_codes import LONGEST_NAME
from bot.labs.fhir_values import LONGEST_TEXT
from bot.language.text import MAX_CHARACTERS

CLEANED = ("bot/language/", "bot/components/", "bot/runtime/", "actions/")
"""What reads messages; `bot.language.text.clean` comes before."""

SHORTER = {
    "bot/labs/fhir_codes.py": LONGEST_NAME,
    "bot/labs/fhir_values.py": LONGEST_TEXT,
    "bot/labs/fhir_ranges.py": LONGEST_TEXT,
}
TRUSTED = {"bot/kb/citations.py": "reads the list of references of an article, on a curator's own machine"}
"""Files whose expressions meet no stranger's text, with the reason."""


def longest(expression: Expression) -> int:
    """Return of how many characters the texts are that an expression meets."""
    return SHORTER.get(expression.file, MAX_CHARACTERS)


def settled(expression: Expression, text: str) -> str:
    """Return a text as the expression meets it: white space folded where messages are cleaned before."""
    if not expression.file.startswith(CLEANED) or expression.file == "bot/language/text.py":
        return text
    return re.sub(r"\n+", "\n", re.sub(r"[^\S\n]+", " ", text)).strip()
