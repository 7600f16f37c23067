"""A quick look whether a text can hold laboratory values, so that spaCy is loaded only where it is needed."""

import re

NAMES = re.compile(
    r"(?i)\bi\.?\s?[-.]?\s?g\.?\s?[-.]?\s?[mgaed]?\d?\b|\big[mgaed]|im+[ua]n+|antibod|globulin|\bsub\s?class|\blevels?\b|\bresults?\b|\bmine\b"
)
NUMBERS = re.compile(
    r"(?i)\d|undetect|detect|measur|\b(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    r"twenty|thirty|fou?rty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|point)\b|positive|negative|reactive"
)


def may_hold_values(text: str) -> bool:
    """Tell whether a text names an antibody and has a number or a result in words; False is certain."""
    return bool(NAMES.search(text) and NUMBERS.search(text))
