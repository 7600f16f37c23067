"""Texts that tell an age and nothing else, as people answer "How old?": "he's 3", "38F", "4 yr old boy"."""

import re

from bot.language.labs.ages import SPAN, WORDS, find_ages
from bot.language.labs.lexer import normal

BESIDE = re.compile(
    r"\W+|\b(?:sorry|oh|ok|okay|actually|well|so|and|is|are|was|am|now|about|almost|nearly|just|only|turned|the|a|an|my|"
    r"our|it|its|this|that|he|she|hes|shes|im|i|s|m|they|years?|yrs?|months?|mos?|old|of|age|aged|person|patient|pt|child|kid|baby|toddler|"
    r"infant|teen|teenager|adult|boy|girl|male|female|man|woman|son|daughter|husband|wife|mother|father|mom|mum|dad|for|test|results?)\b",
    re.IGNORECASE,
)
"""What may stand beside an age. Nothing here can tell of an illness."""

BARE = re.compile(rf"(?i)(?<![\d.,])\d{{1,3}}(?![\d.,]\d|\s?[°º%]|\s?[cfk]\b)(?:\s?{SPAN})?|\b(?:{WORDS})\b")
PERSON = re.compile(r"(?i)\b(?:toddler|infant|teen|teenager|adult|child|kid|baby)\b")
HINT = re.compile(rf"(?i)\d|\b(?:{WORDS})\b|half|year|born|neonate|cord")
"""What every age has that is told without one of the words of ``PERSON``."""

UNIT = re.compile(
    rf"(?i)\b(?:years?|yrs?|y|yo|months?|mos?|weeks?|wks?|days?|old|años?|ans|jahre?|anni|anos|boy|girl)\b|\d\s?{SPAN}"
)
TEMPERATURE = re.compile(r"(?i)\bat \d|(?<!\d)1\d\d(?!\d)")
"""More of a temperature than an age: "she's at 39", "104"."""

LONGEST = 60
BODY = ((33, 43), (91, 110))
"""Whole degrees that a body can have, Celsius and Fahrenheit (bot.language.danger.fever)."""

SPELT_BODY = re.compile(r"(?i)\b(?:thirty|forty|ninety|hundred)\b")


def is_age(text: str) -> bool:
    """Tell whether a text tells an age (or calls the person a toddler, an adult) and nothing else."""
    if len(text) > LONGEST or TEMPERATURE.search(text):
        return False
    plain = normal(text)
    if not (HINT.search(plain) or PERSON.search(plain)):
        return False
    ages = find_ages(plain)
    for age in reversed(ages):
        plain = f"{plain[: age.start]} {plain[age.end :]}"
    told = bool(ages or BARE.search(plain) or PERSON.search(plain))
    return told and not BESIDE.sub("", BARE.sub("", plain))


def is_age_for_sure(text: str) -> bool:
    """Tell whether a text tells an age and nothing else that could be a temperature, whatever was asked."""
    if not is_age(text):
        return False
    if UNIT.search(normal(text)):
        return True
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if not numbers:
        return not SPELT_BODY.search(text)
    return not any(low <= number <= high for number in numbers for low, high in BODY)
