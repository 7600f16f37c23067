"""Numbers written as words: "one hundred and twenty", "zero point three two", "nine fifty"."""

from decimal import Decimal

UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = {
    word: 10 * n
    for n, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)
}
SMALL = {word: n for n, word in enumerate(UNITS)} | TENS | {"fourty": 40, "oh": 0, "nought": 0}
SCALES = {"hundred": 100, "thousand": 1000}
POINT = "point"
NUMBER_WORDS = frozenset(SMALL) | frozenset(SCALES) | {POINT}


def read_words(words: list[str]) -> Decimal | None:
    """Return the number that lower-case words say, ``and`` and hyphens aside; None where they say none.

    "nine fifty" and "one twenty" are 950 and 120, as people say them.
    """
    whole, _, fraction = (" ".join(word for word in words if word not in ("and", "-", "a"))).partition(POINT)
    before, after = whole.split(), fraction.split()
    if POINT in words and not after:
        return None
    number = _whole(before) if before else 0
    if number is None or any(word not in SMALL or SMALL[word] > 99 for word in after):
        return None
    digits = "".join(str(SMALL[word]) for word in after)
    return Decimal(f"{number}.{digits}") if digits else Decimal(number)


def _whole(words: list[str]) -> int | None:
    total, group, last = 0, 0, None
    for word in words:
        if word in SCALES:
            scale = SCALES[word]
            if scale == 1000:
                total, group = total + (group or 1) * scale, 0
            else:
                group = (group or 1) * scale
            last = word
            continue
        value = SMALL.get(word)
        if value is None:
            return None
        if last is None or last in SCALES or (last in TENS and 0 < value < 10):
            group += value
        elif group < 10 and value >= 10:  # "nine fifty"
            group = group * 100 + value
        else:
            return None
        last = word
    return total + group
