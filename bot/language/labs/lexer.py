"""Cuts a text into tokens that keep numbers, dates and units whole."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from bot.labs.units import fold, spellings

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTH = rf"(?:{'|'.join(MONTHS)})[a-z]*\.?"
SEPARATORS = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))")
SPLIT_DECIMAL = re.compile(r"(?<=\b\d) \.(?=\d)|(?<=(?<![\w.,])0)\. (?=\d{1,3}\s?(?:m?g|[(\[]))")
SHORTENED = re.compile(r"(?i)\b(ref|approx|dr|mr|mrs|ms|vs|val|lab|no)\.(?=\s)")
BROKEN_NAME = re.compile(r"(?i)(immunoglobulins?)[ \t]*\n\s*(?=[MGAED]\b)")
LIMIT_NAME = re.compile(r"(?i)\b(ref|range|normal|lower|upper|limit)_?(low|high|min|max|lower|upper)\b")
BROKEN_RANGE = re.compile(r"(?<=\d)[ \t]*\n\s*-[ \t]*\n\s*(?=\d)")
SPACED_THOUSANDS = re.compile(r"(?<![\w.,])(?<!\d )(?<!\d[ \t][LHN][ \t])(\d{1,2}) (\d{3})(?=[ \t]*(?:mg|[)\]]))(?!\d)")
SUBCLASS_BEFORE = re.compile(r"(?i)(?:ig\s?-?g|sub\s?-?class|subtype)\s?$")
BRACKETS = str.maketrans({"⟨": "[", "⟩": "]", "〈": "[", "〉": "]", "【": "[", "】": "]", "«": "[", "»": "]"})
SPELT_UNITS = (
    (re.compile(r"(?i)\bm\.? ?g\.? (?:slash|per) d\.? ?l\b"), "mg/dl"),
    (re.compile(r"(?i)\bg (?:slash|per) l\b"), "g/l"),
    (re.compile(r"(?i)\b(mgs?) (dl)\b"), r"\1/\2"),
)
DRAWN_RANGE = re.compile(r"(?<=\d)\s*[-=~]{2,}[*xo|^]?[-=~]{2,}\s*(?=\d)")
CSV_LINE = re.compile(
    r"(?m)^(?=[^\n]*,\"?[a-zA-Zµ]+/[a-zA-Z]+\"?,)(?:\"[^\"\n]*\"|[^,\s\"][^,\n\"]*)?(?:,(?:\"[^\"\n]*\"|[^,\s\"][^,\n\"]*)?){3,}$"
)
ROW_OF_SIGNS = re.compile(r"([^\w\s])\1{3,}")
"""One sign over and over, as in a drawn line: three of them say the same and take less time."""

CSV_CELL = re.compile(r"\"[^\"\n]*\"|,")
UP_TO = re.compile(r"(?i)((?:ref\w{0,12}|range|normal)\W{0,3}\d+(?:[.,]\d+)?) up to (?=\d)")
PERIOD = re.compile(r"(?i)\b(question mark|full stop)\b|(?<=dl) period\b|(?<=litre) period\b|(?<=liter) period\b")
SPELT_NAME = re.compile(r"(?i)\bi[ .-]g[ .-]([mgae])\b")
ABOUT = re.compile(r"(?i)(?<=\d)\s?-?ish\b")
FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75"}

DATE = rf"""
    \d{{4}}-\d{{1,2}}-\d{{1,2}}(?:T[\d:.Z+-]+)?(?!\d) | \d{{4}}/\d{{1,2}}/\d{{1,2}}(?!\d)
  | \d{{4}}\.\d{{1,2}}\.\d{{1,2}}(?!\d) | \d{{1,2}}/{MONTH}/\d{{4}}
  | \d{{1,2}}[/.]\d{{1,2}}[/.](?:\d{{4}}|\d{{2}})(?!\d|\.\d) | \d{{1,2}}-\d{{1,2}}-(?:\d{{4}})(?!\d)
  | \d{{1,2}}(?:st|nd|rd|th)?[\s-]*(?:of\s+)?{MONTH}[\s,-]*(?:\d{{4}}|'?\d{{2}}(?!\d))
  | \b{MONTH}\s*\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}
  | \b{MONTH}[\s,]*(?:of\s+)?(?:19|20)\d\d(?!\d) | (?<![\d.])\d{{1,2}}/(?:19|20)\d\d(?!\d)
  | (?<![\d.,-])(?:19[5-9]\d|20[0-4]\d)(?=\s*(?:[:,)(;?!]|\.(?!\d)|$|\n|and|it|was|my|i\b))"""
PHONE = r"""\b\d{3}-0\d{3}\b | \b0\d{2,4}[ -]\d{3,4}(?:[ -]?\d{3,4})?\b
  | \(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d|\s*(?:m?g|ug|mcg|ku|iu)[ /]) | \+\d[\d ()-]{8,}\d"""
CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?!\d)"
TITRE = r"(?<![\d.])1:\d+(?!\d)"
COUNT = r"(?:x\s?)?10\s?(?:\^|\*\*?|e)\s?\d+\s?(?:/\s?[a-zµ]+)?"
NUMBER = r"""
    \d{1,3}(?:[,'’]\d{3})+(?:\.\d+)?(?!\d) | \d{1,3}(?:\.\d{3})+,\d+(?!\d) | \d+,\d{1,3}(?![\d]) | \d+\.\d+ | \d+
  | (?<![\w.])[.,]\d+"""
ALL_SUBCLASSES = r"\bigg\s?1\s?-\s?(?:igg)?\s?4(?!\d)"
AFTER_NAME = r"(?:(?<=ig[mgae][ ])|(?<=ig[mgae]:[ ])|(?<=ig[mgae]:)|(?<=ig[mgae]=)|(?<=[l1]g[mgae][ ]))"
BEFORE_UNIT = r"(?=\s?(?:[mµu]?g|mcg|k?i?u)\s?/)"
FIGURES = r"(?-i:[\dOoIl]+(?:[.,][\dOoIl]+)*)"
LETTERED = (
    r"(?<![\w.,])(?=(?-i:[\dOoIl.,]*\d))(?![\d.,]*\d[.,]?\dl(?!\w))(?!\dl(?!\w|\s?[mµu]?g))(?=(?-i:[\d.,]*[OoIl]))"
    rf"(?:{AFTER_NAME}{FIGURES}(?!\w)|{FIGURES}(?!\w){BEFORE_UNIT})"
)
"""A number in which a letter stands for a figure, as scans and typing make it: "3O", "l2", "O.35"."""

SUBCLASS = r"\big\s?-?g\s?-?[1-4](?!['’]\d{3})(?![\d.,OoIl]*\d)(?!\s*(?:m?gm?s?|gr|mcg|ug|k?i?u)\s?[/%\\])"
WORD = r"[^\W\d_]+(?:['’][^\W\d_]+)?"


@lru_cache(maxsize=1)
def lexicon() -> re.Pattern[str]:
    """Return the expression that finds one token after the other."""
    written = sorted((s for s in spellings() if re.search(r"[/\\|%]", s)), key=len, reverse=True)
    loose = "|".join(r"\s?".join(re.escape(part) for part in re.split(r"(?=[/\\|%])|(?<=[/\\|%])", s)) for s in written)
    loose = loose.replace("u", "[uµμ]")
    unit = rf"(?<![a-z])(?:{loose})(?![a-z])"
    parts = {
        "newline": r"\n",
        "date": DATE,
        "phone": PHONE,
        "titre": TITRE,
        "clock": CLOCK,
        "count": f"{COUNT}|{ALL_SUBCLASSES}",
        "subclass": SUBCLASS,
        "lettered": LETTERED,
        "number": NUMBER,
        "unit": unit,
        "word": WORD,
        "sign": r"<\s?or\s?=|>\s?or\s?=|\.{2,}|<=|>=|=<|=>|≤|≥|--+|[^\s]",
    }
    return re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in parts.items()), re.I | re.X)


def normal(text: str) -> str:
    """Return the text as it is cut: Unicode folded to usual characters, lines kept, no other control characters."""
    text = SPLIT_DECIMAL.sub(".", ROW_OF_SIGNS.sub(r"\1\1\1", text.replace("_", " ")))
    text = SHORTENED.sub(r"\1", text)
    text = ABOUT.sub("", SEPARATORS.sub("", text)).translate(BRACKETS)
    text = SPACED_THOUSANDS.sub(_joined_thousands, LIMIT_NAME.sub(r"\1 \2", BROKEN_RANGE.sub(" - ", text)))
    text = CSV_LINE.sub(_cells_apart, DRAWN_RANGE.sub(" - ", text))
    text = UP_TO.sub(r"\1-", text)
    text = SPELT_NAME.sub(r"Ig\1", PERIOD.sub(" . ", text))
    for spelt, unit in SPELT_UNITS:
        text = spelt.sub(unit, text)
    for fraction, decimal in FRACTIONS.items():
        text = re.sub(rf"(?<=\d){fraction}", decimal, text).replace(fraction, f"0{decimal}")
    text = unicodedata.normalize("NFKC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " \t "))
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text)
    text = BROKEN_NAME.sub(r"\1 ", text)
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))


def _cells_apart(line: re.Match[str]) -> str:
    """Return a line of values between commas with signs that are no decimal commas; what is in quotes is one cell."""
    return CSV_CELL.sub(lambda cell: " ; " if cell[0] == "," else cell[0].strip('"'), line[0])


def _joined_thousands(match: re.Match[str]) -> str:
    """Join "1 040", but not the digit of a subclass to its value ("IgG 1 340"); no value begins with 0."""
    subclass = SUBCLASS_BEFORE.search(match.string[: match.start()]) and match[1] in "1234"
    return match.group() if subclass and match[2][0] != "0" else match[1] + match[2]


class Token(NamedTuple):
    """A token: its text, the same in lower case, whether white space follows, its kind, and where it begins."""

    text: str
    lower: str
    spaced: bool
    kind: str
    start: int


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a text that ``normal`` has prepared."""
    found = []
    for match in lexicon().finditer(text):
        word, end, kind = match.group(), match.end(), match.lastgroup or ""
        if kind == "word" and fold(word) in spellings():
            kind = "unit_word"
        found.append(Token(word, word.lower(), end < len(text) and text[end].isspace(), kind, match.start()))
    return found


def together(tokens: list[Token]) -> str:
    """Return the text of some tokens, one space where white space stood."""
    return "".join(f"{token.text} " if token.spaced else token.text for token in tokens[:-1]) + tokens[-1].text
