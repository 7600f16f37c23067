"""Compiles the phrases of knowledge/danger/ to regular expressions over folded text."""

import re
import unicodedata

GAP = r"'{0,3}[^\w'.?!;\n][^\w.?!;\n]{0,3}"
"""Between two words of a phrase: spaces and small signs, never the end of a sentence.

One of them is no apostrophe, and no word begins or ends with one, so that a text is cut into words in one way only: a
row of apostrophes could be cut in millions.
"""

NEAR_GAP = r"'{0,3}[^\w'.?!;,\n][^\w.?!;,\n]{0,3}"
"""The same within a clause: no comma."""

WORD = r"[\w.](?:[\w'.]*[\w.])?"
FEW, MORE = 5, 12
"""So many words may stand where a phrase has " ~ " and "...": the field guide of red_flags.yml."""

BEFORE, AFTER = r"(?<![\w'])", r"(?!\w)"
"""A phrase is made of whole words."""

NAME = re.compile(r"\{([a-z_]+)\}")


def fold(text: str) -> str:
    """Return text in lower case without accents, typographic signs made plain, spaces single, lines kept."""
    text = unicodedata.normalize("NFKD", text.lower())
    text = "".join(character for character in text if not unicodedata.combining(character))
    text = re.sub(r"[\u2018\u2019\u02bc`´]", "'", text).replace("\u2026", "... ")
    text = re.sub(r"[\u2010-\u2015]", "-", text)
    return re.sub(r"[ \t\u00a0]+", " ", text).strip()


def compiled(phrase: str, words: dict[str, str]) -> re.Pattern[str]:
    """Return the expression of one phrase.

    Raises:
        KeyError: the phrase names a group of words that there is none of.
    """
    phrase = NAME.sub(lambda match: words[match[1]], phrase)
    phrase = phrase.replace(" ... ", f"{GAP}(?:{WORD}{GAP}){{0,{MORE}}}")
    phrase = phrase.replace(" ~ ", f"{NEAR_GAP}(?:{WORD}{NEAR_GAP}){{0,{FEW}}}")
    phrase = phrase.replace(" ?", f"(?:{GAP})?")
    return re.compile(BEFORE + "(?:" + re.sub(r"(?<!\[) (?![^\[]*\])", lambda _: GAP, phrase) + ")" + AFTER)


def any_of(expressions: list[re.Pattern[str]]) -> re.Pattern[str]:
    """Return one expression that finds something where any of those of ``compiled`` does, in a third of the time."""
    inner = "|".join(one.pattern.removeprefix(BEFORE).removesuffix(AFTER) for one in expressions)
    return re.compile(f"{BEFORE}(?:{inner}){AFTER}")


DENYING = re.compile(r"n'\??t\b|\bnot\b|\bno\b|\bwithout\b|\bnever\b|refus|\bsin\b|stopped|stay")


def says_no(phrase: str) -> bool:
    """Tell whether a phrase itself holds a word of denial ("can't breathe"), so that one inside it denies nothing."""
    return DENYING.search(phrase) is not None


def status_pattern(phrases: list[str]) -> re.Pattern[str]:
    """Return one expression for a list of status.yml; up to five words or numbers may stand where it has " ~ "."""
    gap = r"\W+(?:\w[^\s.,;:!?]*[\s.,;:!?]\W*){0,5}"
    return re.compile("|".join(f"(?:{phrase.replace(' ~ ', gap)})" for phrase in phrases))
