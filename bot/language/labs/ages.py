"""Ages: "40 years old", "my 2 year old", "aged 6", "18 months", "34F", "newborn"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from bot.language.labs.number_words import SMALL, read_words

OLDEST_MONTHS = 120 * 12
DAYS_OF_YEAR = Decimal("365.25")

WORDS = "|".join(sorted(SMALL, key=len, reverse=True))
NUMBER = (
    rf"(?:\d{{1,3}}(?:\.\d)?(?!\d|[.,]\d)|\b(?:{WORDS})(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?\b)"
)
YEARS, MONTHS, WEEKS, DAYS = r"y(?:ea)?rs?|y", r"months?|mo?s?|mths?", r"weeks?|wks?|w", r"days?|d"
SPAN = rf"(?:(?:(?P<years>{YEARS})|(?P<months>{MONTHS})|(?P<weeks>{WEEKS})|(?P<days>{DAYS}))(?:['’]s?)?(?![a-z/]))"
LONG_SPAN = (
    r"(?:(?:(?P<years>years?|yrs?)|(?P<months>months?|mos?|mths?)|(?P<weeks>weeks?|wks?)|(?P<days>days?))(?![a-z/]))"
)
HALF = r"(?P<half>[\s-]*(?:and[\s-]+a[\s-]+half|1/2|½))?"
MORE = r"(?:\s*(?:,|and)?\s*(?P<more>\d{1,2})\s*-?(?:months?|mths?|mos?|m)\b)?"
RELATIVE = (
    r"(?:sons?|boys?|daughters?|girls?|child|kid|kiddo|baby|babies|bub|toddler|infant|newborn|grandson|granddaughter|"
    r"nephew|niece|brother|sister|husband|wife|partner|(?:mother|father|brother|sister)[ -]in[ -]law|mother|mom|mum|"
    r"mam|father|dad|grandmother|grandma|grandfather|grandpa|grandad|granddad|gran|granny|nan|nana|aunt|uncle|teen|teenager|"
    r"patient|pt|hubby|little (?:one|guy|man|girl|lad)|lad|lass|premie|preemie|fianc[eé]e?|girlfriend|"
    r"boyfriend|twins?|bf|gf|mil|fil)"
)
SUBJECT = (
    r"(?:lo is|ich bin|i['’]?m|(?:i )?am|he['’]?s|he is|she['’]?s|she is|hes|shes|"
    rf"{RELATIVE}(?:['’]?s| is| are| was| just))"
)
MILD = r"(?:\s+(?:now|only|just|about|almost|nearly|turning|turned|a|at|roughly|around|already))*"
NOT_A_QUANTITY = (
    r"(?!\s*(?:mg|g/|gm|kg|lb|pound|ku|iu|u/|ml|mcg|ug|%|/|°|degrees|weeks? (?:pregnant|along)|x\b|times|cm|foot|feet|"
    r"ft|for\b|on (?:the|a|my)\b|next\b|"
    r"['’]\s?\d|[.,]?\d|-\s?\d|to\s?\d))"
)
MILD_NAME = r"(?:(?!is\b|was\b)[a-z]+\s+)?"
FORMS = (
    r"(?P<n>\d{1,2})\s*(?P<years>y(?:rs?|ears?)?)\.?\s*(?:and\s*)?(?P<more>\d{1,2})\s*m(?:o|os|onths?|ths?)?\b",
    rf"(?P<n>{NUMBER}){HALF}[\s-]*{SPAN}{MORE}[\s.-]*(?:olds?\b|of\s+age\b|young\b)",
    rf"(?P<n>{NUMBER}){HALF}[\s-]*(?P<years>y\s?/\s?o|y\.?o\.?|yrs?old|years?old|yr?o)\b",
    rf"(?P<n>{NUMBER})[\s-]*(?P<months>m\s?/\s?o|mo?old|monthsold)\b",
    rf"(?<!biological )(?<!bone )(?<!gestational )\b(?:age|aged|turned|turning|turns)\s*"
    rf"(?:at (?:test|collection|testing|draw|sampling|time of \w+)|"
    rf"when (?:tested|taken)|on (?:the )?(?:label|form|report|paper|slip))?\s*"
    rf"(?:\((?:y(?:ea)?rs?|y)\))?\s*(?:is|of|was)?\s*[:=]?{MILD}\s*(?P<n>{NUMBER}){HALF}"
    rf"(?:\s*-?{SPAN}{MORE})?{NOT_A_QUANTITY}",
    rf"\b{SUBJECT}{MILD}\s+(?P<n>{NUMBER}){HALF}(?:\s*-?{LONG_SPAN}{MORE})?(?!\s*(?:weeks?|months?|wks?|mos?|years?|yrs?|days?)?\s*"
    rf"(?:pregnant|along|postpartum|post|after|into|since|out|away|ago|from|in\s))"
    rf"{NOT_A_QUANTITY}(?!\s*(?:days?|weeks?|months?|years?|hours?)\b)",
    rf"\b{RELATIVE}\s*(?:,\s*who is|,\s*who['’]s|,|\(|-|who is|who['’]s)\s*(?:age[d]?\s*)?(?P<n>{NUMBER}){HALF}"
    rf"(?:\s*{SPAN}{MORE})?(?=\s*(?:[,).;:]|$|has|and|had))",
    rf"\b{RELATIVE}\s+[a-z]+\s?[,(]\s?(?P<n>\d{{1,2}}){HALF}(?:\s*{SPAN}{MORE})?(?=[,)])",
    rf"\b{RELATIVE}\W{{1,3}}(?P<n>{NUMBER}){HALF}\s*-?{LONG_SPAN}{MORE}",
    rf"(?P<n>{NUMBER}){HALF}[\s-]*{LONG_SPAN}[\s-]*(?:old\s+)?(?:boy"
    rf"|girl|male|female|man|woman|son|daughter|baby|child|infant)\b",
    rf"\(\s*(?P<n>{NUMBER})\s*-?{SPAN}\s*\)",
    r"(?<![\d.,])(?<!type )(?P<n>\d{1,2}) ?[/,-]? ?(?:(?P<years>y(?:ea)?rs?|y)"
    r"\b)? ?[/,(-]? ?(?P<sex>female|male|woman|man|f|m)\b(?!\s*[/:=])(?!\s*\d)",
    rf"(?<![a-z/'’])(?P<sex>(?:female|male|woman|man|boy|girl)\b|[fm]\s?(?=[/,(]))\s?"
    rf"[/,(:-]?\s?(?P<n>\d{{1,2}})(?![\d.,]\d|\d)(?:\s?{SPAN}{MORE})?{NOT_A_QUANTITY}",
    rf"\b(?:patient|pt)\W+(?P<n>{NUMBER})\s*{LONG_SPAN}",
    rf"\b{RELATIVE}\s+(?P<n>{NUMBER}){HALF}(?:\s*-?{LONG_SPAN}{MORE})?(?=\s*(?:has|had|with|got|in\b|ig|[.,;]|$))",
    rf"\b{RELATIVE}\b[^.;\n]{{0,40}}?,\s*(?:and )?is (?P<n>\d{{1,2}})(?=\s*(?:,|\.|and\b))",
    r"\b(?:now|pregnant|me) at (?P<n>\d{2})\b(?![.,]?\d|\s*(?:mg|g/|weeks?|wks?|months?))",
    r"(?-i:\b(?!Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[A-Z][a-z]{2,}), (?P<n>\d{1,2})(?=,\s)",
    r"\b(?:pupils?|students?|residents?|patients?|clients?|members?),\s*(?P<n>\d{1,2})(?=,\s)",
    rf"\b{RELATIVE}\s+(?:of|aged|age)\s+(?P<n>{NUMBER}){HALF}(?:\s*-?{LONG_SPAN}{MORE})?{NOT_A_QUANTITY}",
    rf"\b{RELATIVE},?\s+aged?\s+(?P<n>{NUMBER}){HALF}(?:\s*-?{LONG_SPAN}{MORE})?(?=\s*[,.;])",
    r"(?<![\d.,-])(?P<n>[1-9]\d) now\b(?=\s*(?:[.,;]|$))",
    r"\bnow (?P<n>[1-9]\d)(?=\s*(?:[.,;]|$))",
    r"\bage(?: is)?(?: still|\?) (?P<n>\d{1,2})\b",
    r"\b(?:are|is|we['’]re) both (?P<n>\d{2})(?=\s*(?:[.,;]|$|and\b))",
    r"\ba [a-z]+(?: [a-z]+)?, (?P<n>[1-9]\d)(?=\s*(?:\.|$))",
    r"\d (?:kilos?|kg|lbs?|pounds), (?P<n>[1-9]\d)(?=\s*,)",
    r"(?:^|[,;.]\s+|\bhere,? )(?P<sex>[fm])(?P<n>[1-9]\d)(?![\w%]|[.,]\d)",
    r"\b(?:pt|patient)\W+(?P<n>\d{1,3})\s?(?P<sex>[mf])\b",
    r"\byou(?: are|['’]re) (?P<n>\d{2})(?=\s*(?:and\b|[,.]))",
    r"(?<!for )(?<!since )(?<!last )(?<!past )(?<!every )(?<!in )(?<![\d.,-])(?P<n>\d{1,2}(?:\.\d)?)"
    rf"{HALF}\s*(?P<years>yrs?|years?)(?=\s*(?:[,.;)\n]|$|and\b|i\b|my\b|ig))",
    r"(?:(?<=[/d]l )|(?<=[/d]l, )|(?<=[/d]l\. ))(?P<n>[1-9]\d?) ?(?P<years>y)\b(?!\s*\d)",
    r"(?<=[,;.)] )(?P<n>[1-9]\d?) ?(?P<years>y)(?=\s*(?:[,.;)\n]|$))",
    rf"(?:^|[,.;!?]|\band|\bbut)\s+at\s+(?P<n>{NUMBER})\s+(?=i\b|he\b|she\b|my\b|we\b)",
    rf"\b(?:man|woman|lady|gentleman|chap|boy|girl|males?|females?|person|adults?|people|folks?|anyone|someone)\s+"
    rf"(?:of|over|aged|above|around|under|past|beyond)\s+(?P<n>{NUMBER}){NOT_A_QUANTITY}",
    r"(?<!born )(?<!prem )(?<!early )(?<!premature )(?<!preterm )(?<!delivered )(?<!arrived )\bat\s+"
    rf"(?P<n>{NUMBER})\s*-?{LONG_SPAN}(?!\s*(?:post|after|ago|(?:of )?gestation|later|into|"
    r"since|apart|(?:of )?pregnan|along))",
    r"(?<![\d.,])(?P<n>\d{1,2}) here\b",
    rf"\b{RELATIVE}\s+{MILD_NAME}(?:is|was|just turned)\s+(?P<n>{NUMBER}){HALF}\s*-?{LONG_SPAN}{MORE}"
    r"(?=\s*(?:[,.;:!?]|and\b|$))",
    rf"\b(?!(?:it|that|this|there|which|what|pregnancy|appointment|test|result|next|wait)\b)[a-z]+ is "
    rf"(?P<n>{NUMBER}){HALF}\s*-?{LONG_SPAN}{MORE}(?=\s*(?:[,.;!]|and\b|$))",
    rf"\b{RELATIVE}\s*\([^()\d]{{0,20}}?(?P<n>\d{{1,2}}){HALF}(?:\s*{SPAN}{MORE})?\)",
    r"\b(?:for|of|named|called|son|daughter|boy|girl|husband|wife|mum|mom|dad)\s+(?-i:[A-Z])[a-z]+,\s*(?P<n>\d{1,2})(?=[,.;])",
    r"\b(?:here|retired|married|single|widowed|widow|widower|student|teacher|nurse),\s*(?P<n>\d{2})(?:\s*y(?:ears?|rs?)?\b)?(?=\s*(?:[,.;!]|and\b|$))",
    r"(?:^|[.?!)]\s+)(?P<n>[1-9]\d),\s+(?=(?!ig)[a-z])",
    r",\s*(?P<n>[1-9]\d),\s*(?=\d{2,3}\s*(?:kg|lbs?|pounds|cm)\b)",
    r"\bi was (?P<n>\d{1,2}) (?:in (?:january|february|march|april|may|june|july|august|september|october|november|"
    r"december)\b(?! (?:of )?(?:19|20))|yesterday\b|last (?:week|month)\b|on (?:mon|tues|wednes|thurs|fri|satur|sun)"
    r"day\b)",
    r"(?:^|[,;.]\s*)(?P<sex>f)\s(?P<n>[1-9]\d)(?=\s*(?:$|[,.;\n]))",
    r"\b(?:mr|mrs|ms|miss|mx)\s+[a-z]+,?\s*(?:aged?\s*)?(?P<n>\d{1,3})(?=\s*(?:[,.;)\n]|$|y(?:ea)?rs?\b))",
    rf"\bso (?P<n>\d{{1,2}})\s*{LONG_SPAN}",
    r"(?<![\d.,])(?P<n>\d{1,2})\s*(?:(?P<years>años?|ans|jahre?|anni|anos|lat|yaş)|(?P<months>mois|meses|monate|mesi))\b",
    r"\b(?P<half_a_year>half a year)\b(?! ago)",
    r"\bi have (?P<n>\d{1,2}) (?P<years>years)\b",
    r"\b(?P<year_and_half>a year and a half)\b",
    r"\b(?P<newborn>new-?\s?borns?|neonate|cord blood)\b(?! screen)",
)
SEXES = {"f": "female", "w": "female", "g": "female", "m": "male", "b": "male"}
WRITTEN_OUT = {"newborn": 0, "half_a_year": 6, "year_and_half": 18}
EITHER_SEX_OR_MONTHS = 36
"""Up to here "22m" can be a man's age or a baby's months; it is left open."""

COLDEST_FEVER = 94
"""From here on a number followed by F can be a temperature in Fahrenheit; below it is an age and a sex."""


@dataclass(frozen=True)
class Age:
    """An age in whole months, the places of the text that say it, and the sex if it stands there."""

    months: int
    start: int
    end: int
    sex: str | None = None


SEVERAL = re.compile(rf"(?i)(?:\bthey(?:['’]?re| are)|\bages?d?:?)\s+{NUMBER}(?:\s*(?:,|and|&)\s*{NUMBER})+")
"""Ages of several people ("they're 9 and 12"): nobody's in particular."""


BEGINNINGS = (rf"\b{RELATIVE}", rf"(?P<n>{NUMBER})")
"""With these many forms begin: where a text has them is looked up once for all."""


@lru_cache(maxsize=1)
def _expressions() -> tuple[tuple[re.Pattern[str], str | None], ...]:
    """Return the forms, each with what it begins with, if that is one of ``BEGINNINGS``."""
    begins = [next(filter(form.startswith, BEGINNINGS), None) for form in FORMS]
    return tuple((re.compile(form, re.IGNORECASE), begin) for form, begin in zip(FORMS, begins, strict=True))


@lru_cache(maxsize=1)
def _beginnings() -> dict[str, re.Pattern[str]]:
    return {begin: re.compile(f"(?={begin})", re.IGNORECASE) for begin in BEGINNINGS}


def _matches(expression: re.Pattern[str], text: str, places: list[int] | None) -> Iterator[re.Match[str]]:
    """Yield what ``finditer`` finds; ``places`` are all at which the expression can match, None: anywhere."""
    if places is None:
        yield from expression.finditer(text)
        return
    end = 0
    for place in places:
        if place >= end and (match := expression.match(text, place)):
            yield match
            end = match.end()


def find_ages(text: str) -> list[Age]:
    """Return the ages that a prepared text states, in order; overlapping ones count once, the earlier form first."""
    taken = marked(len(text), ages_of_several(text))
    found: list[Age] = []
    places = {begin: [m.start() for m in where.finditer(text)] for begin, where in _beginnings().items()}
    for expression, begin in _expressions():
        for match in _matches(expression, text, places[begin] if begin else None):
            age = _age(match)
            if age and not any(taken[age.start : age.end]):
                found.append(age)
                taken[age.start : age.end] = b"\1" * (age.end - age.start)
    return sorted(found, key=lambda age: age.start)


def marked(length: int, places: list[tuple[int, int]]) -> bytearray:
    """Return for each of ``length`` characters whether it lies in one of the places (start, end)."""
    found = bytearray(length)
    for start, end in places:
        found[start:end] = b"\1" * (end - start)
    return found


def ages_of_several(text: str) -> list[tuple[int, int]]:
    """Return the places of a prepared text that tell the ages of several people: their numbers are no results."""
    return [match.span() for match in SEVERAL.finditer(text)]


def _age(match: re.Match[str]) -> Age | None:
    parts = match.groupdict()
    sex = SEXES.get((parts.get("sex") or "").lower()[:1])
    for name, fixed in WRITTEN_OUT.items():
        if parts.get(name):
            return Age(fixed, match.start(), match.end())
    value = _number(parts["n"])
    if value is None or (parts.get("sex") and value >= COLDEST_FEVER):
        return None
    if parts.get("sex") == "m" and value <= EITHER_SEX_OR_MONTHS and re.fullmatch(r"\d+m", match.group()):
        return None
    if (parts.get("months") or "").lower() == "m" and value > EITHER_SEX_OR_MONTHS:
        return None  # "patient, 76 M" is a man
    value += Decimal("0.5") if parts.get("half") else 0
    months = value * _months_of(parts) + Decimal(parts.get("more") or 0)
    return Age(int(months), match.start(), match.end(), sex) if months <= OLDEST_MONTHS else None


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text[0].isdigit() else read_words(re.split(r"[\s-]+", text.lower()))


def _months_of(parts: dict[str, str | None]) -> Decimal:
    if parts.get("months"):
        return Decimal(1)
    if parts.get("weeks"):
        return 7 * 12 / DAYS_OF_YEAR
    return 12 / DAYS_OF_YEAR if parts.get("days") else Decimal(12)
