"""Ages: "40 years old", "my 2 year old", "aged 6", "18 months", "34F", "newborn"."""

import re
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
HALF = r"(?P<half>\s*(?:and\s+a\s+half|1/2|½))?"
MORE = r"(?:\s*(?:,|and)?\s*(?P<more>\d{1,2})\s*-?(?:months?|mos?|m)\b)?"
RELATIVE = (
    r"(?:sons?|boys?|daughters?|girls?|child|kid|kiddo|baby|babies|bub|toddler|infant|newborn|grandson|granddaughter|"
    r"nephew|niece|brother|sister|husband|wife|partner|mother|mom|mum|father|dad|grandmother|grandma|grandfather|"
    r"grandpa|aunt|uncle|teen|teenager|patient|pt|hubby|little one)"
)
SUBJECT = rf"(?:lo is|i['’]?m|(?:i )?am|he['’]?s|he is|she['’]?s|she is|hes|shes|{RELATIVE}(?:['’]?s| is| was| just))"
MILD = r"(?:\s+(?:now|only|just|about|almost|nearly|turning|turned|a|at|roughly|around|already))*"
NOT_A_QUANTITY = (
    r"(?!\s*(?:mg|g/|gm|kg|lb|pound|ku|iu|u/|ml|mcg|ug|%|/|°|degrees|weeks? (?:pregnant|along)|x\b|times|cm|"
    r"ft|for\b|on\b|"
    r"['’]\s?\d|[.,]?\d|-\s?\d|to\s?\d))"
)
FORMS = (
    rf"(?P<n>{NUMBER}){HALF}[\s-]*{SPAN}{MORE}[\s.-]*(?:olds?\b|of\s+age\b|young\b)",
    rf"(?P<n>{NUMBER}){HALF}[\s-]*(?P<years>y\s?/\s?o|y\.?o\.?|yrs?old|years?old|yr?o)\b",
    rf"(?P<n>{NUMBER})[\s-]*(?P<months>m\s?/\s?o|mo?old|monthsold)\b",
    rf"\b(?:age|aged|turned|turning|turns)\s*(?:at (?:test|collection|testing|draw)|when (?:tested|taken))?\s*"
    rf"(?:\((?:y(?:ea)?rs?|y)\))?\s*(?:is|of|was)?\s*[:=]?{MILD}\s*(?P<n>{NUMBER}){HALF}"
    rf"(?:\s*-?{SPAN}{MORE})?{NOT_A_QUANTITY}",
    rf"\b{SUBJECT}{MILD}\s+(?P<n>{NUMBER}){HALF}(?:\s*-?{LONG_SPAN}{MORE})?(?!\s*(?:weeks?|months?|wks?|mos?|years?|yrs?|days?)?\s*"
    rf"(?:pregnant|along|postpartum|post|after|into|since|out|away|ago|from|in\s))"
    rf"{NOT_A_QUANTITY}(?!\s*(?:days?|weeks?|months?|years?|hours?)\b)",
    rf"\b{RELATIVE}\s*(?:,|\(|-|who is|who['’]s)\s*(?:age\s*)?(?P<n>{NUMBER}){HALF}(?:\s*{SPAN}{MORE})?"
    rf"(?=\s*(?:[,).;:]|$|has|and|had))",
    rf"\b{RELATIVE}\s+[a-z]+\s?[,(]\s?(?P<n>\d{{1,2}}){HALF}(?:\s*{SPAN}{MORE})?(?=[,)])",
    rf"\b{RELATIVE}\W{{1,3}}(?P<n>{NUMBER}){HALF}\s*-?{LONG_SPAN}{MORE}",
    rf"(?P<n>{NUMBER}){HALF}[\s-]*{LONG_SPAN}[\s-]*(?:old\s+)?(?:boy"
    rf"|girl|male|female|man|woman|son|daughter|baby|child|infant)\b",
    rf"\(\s*(?P<n>{NUMBER})\s*-?{SPAN}\s*\)",
    r"(?<![\d.,])(?<!type )(?P<n>\d{1,2}) ?[/,-]? ?(?:(?P<years>y(?:ea)?rs?|y)"
    r"\b)? ?[/,(-]? ?(?P<sex>female|male|woman|man|f|m)\b(?!\s*[/:=])(?!\s*\d)",
    rf"(?<![a-z/'’])(?P<sex>(?:female|male|woman|man|boy|girl)\b|[fm]\s?(?=[/,(]))\s?"
    rf"[/,(:-]?\s?(?P<n>\d{{1,2}})(?![\d.,]\d|\d)(?:\s?{SPAN})?{NOT_A_QUANTITY}",
    rf"\b(?:patient|pt)\W+(?P<n>{NUMBER})\s*{SPAN}",
    rf"\b{RELATIVE}\s+(?P<n>{NUMBER}){HALF}(?=\s*(?:has|had|with|got|ig|[.,;]|$))",
    r"(?<!for )(?<!last )(?<!past )(?<!every )(?<!in )(?<![\d.,-])(?P<n>\d{1,2})\s*"
    r"(?P<years>yrs?|years?)(?=\s*(?:[,.;)]|$|and\b|i\b|my\b|ig))",
    rf"(?:^|[,.;!?]|\band|\bbut)\s+at\s+(?P<n>{NUMBER})\s+(?=i\b|he\b|she\b|my\b|we\b)",
    rf"\b(?:man|woman|lady|boy|girl|males?|females?|person|adults?|people|folks?|anyone|someone)\s+"
    rf"(?:of|over|aged|above|around|under|past|beyond)\s+(?P<n>{NUMBER}){NOT_A_QUANTITY}",
    rf"\bat\s+(?P<n>{NUMBER})\s*-?{LONG_SPAN}(?!\s*(?:post|after|ago|gestation|later|into|since|apart))",
    r"(?P<n>\d{1,2})\s*(?P<years>y(?:rs?|ears?)?)\s*(?P<more>\d{1,2})\s*m(?:o|os|onths?)?\b",
    r"(?<![\d.,])(?P<n>\d{1,2}) here\b",
    r"\b(?P<half_a_year>half a year)\b(?! ago)",
    r"\bi have (?P<n>\d{1,2}) (?P<years>years)\b",
    r"\b(?P<year_and_half>a year and a half)\b",
    r"\b(?P<newborn>new-?\s?borns?|neonate)\b(?! screen)",
)
SEXES = {"f": "female", "w": "female", "g": "female", "m": "male", "b": "male"}
WRITTEN_OUT = {"newborn": 0, "half_a_year": 6, "year_and_half": 18}
COLDEST_FEVER = 94
"""From here on a number followed by F can be a temperature in Fahrenheit; below it is an age and a sex."""


@dataclass(frozen=True)
class Age:
    """An age in whole months, the places of the text that say it, and the sex if it stands there."""

    months: int
    start: int
    end: int
    sex: str | None = None


@lru_cache(maxsize=1)
def _expressions() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form, re.IGNORECASE) for form in FORMS)


def find_ages(text: str) -> list[Age]:
    """Return the ages that a prepared text states, in order; overlapping ones count once, the earlier form first."""
    found: list[Age] = []
    for expression in _expressions():
        for match in expression.finditer(text):
            age = _age(match)
            if age and not any(age.start < other.end and other.start < age.end for other in found):
                found.append(age)
    return sorted(found, key=lambda age: age.start)


def _age(match: re.Match[str]) -> Age | None:
    parts = match.groupdict()
    sex = SEXES.get((parts.get("sex") or "").lower()[:1])
    for name, fixed in WRITTEN_OUT.items():
        if parts.get(name):
            return Age(fixed, match.start(), match.end())
    value = _number(parts["n"])
    if value is None or (parts.get("sex") and value >= COLDEST_FEVER):
        return None
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
