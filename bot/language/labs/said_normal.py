"""What a text calls normal or low without a number: "IgG is normal", "normal IgG and IgA", "IgM low"."""

from bot.language.labs.found import Found
from bot.language.labs.items import Item
from bot.language.labs.word_lists import words

BESIDE_NORMAL = words("beside_normal")
BETWEEN_NAMES = words("list_signs")


def said_normal_in(items: list[Item], found: list[Found], flag: str = "normal_flag") -> tuple[str, ...]:
    """Return the analytes that the message calls normal (or what ``flag`` says) without a number: "normal IgG and IgA".

    What is asked ("is my IgM low?") is not said.
    """
    measured = {one.measured.analyte for one in found}
    named: list[str] = []
    for i, item in enumerate(items):
        if not item.has(flag) or item.text in ("n", "ok", "l"):
            continue
        if flag != "normal_flag" and any(other.text == "?" for other in items[i:]):
            continue
        if any(other.has("negation") for other in items[max(0, i - 3) : i]):
            continue
        before = list(reversed(items[:i]))
        named += _listed(before)[::-1] or _listed(items[i + 1 :])
    return tuple(dict.fromkeys(name for name in named if name not in measured))


def _listed(row: list[Item]) -> list[str]:
    """Return the names of the list with which a row of items begins, small words before it aside.

    ``row`` goes away from the word "normal". "low IgG and normal IgA": backwards it begins with "and", so no name.
    """
    names: list[str] = []
    for item in row:
        if item.kind == "analyte" and item.role is None and item.analyte:
            names.append(item.analyte)
        elif item.text not in (BETWEEN_NAMES if names else BESIDE_NORMAL) or (not names and item.text == "and"):
            break
    return names
