"""Whose value or age it is: the person's own, a relative's, or a stranger's."""

from bot.language.labs.items import Item
from bot.language.labs.word_lists import words

SELF, STRANGER = "self", "stranger"
MALE, FEMALE, RELATIVE = "relative_male", "relative_female", "relative"
RELATIVES = (MALE, FEMALE, RELATIVE)
PERSONS = frozenset((*RELATIVES, SELF, STRANGER))
OWNED = words("owned")
PARENTS = words("parents")
SAYING = words("saying")
OWNING = words("owning")
OWNER_LABELS = frozenset({"now", "past", "low_flag", "high_flag", "generic", "not_a_value_label", "male", "female"})
PRONOUNS = words("pronouns")
ANYBODY = words("anybody")
HAVING = words("having")


def person_at(items: list[Item], i: int, stop: int = -1) -> str | None:
    """Return whose the item at ``i`` is, by the nearest person named before it (after ``stop``); None: nobody."""
    for k in range(i - 1, stop, -1):
        item = items[k]
        if item.labels.isdisjoint(PERSONS) and item.text not in PARENTS:
            continue
        after = items[k + 1].text if k + 1 < len(items) else ""
        if after in SAYING:
            continue
        if item.text in PARENTS and after == "of":
            if k + 2 < len(items) and items[k + 2].text in ("a", "an", "my"):
                return RELATIVE
            continue
        for label in RELATIVES if item.has(*RELATIVES) else ():
            if item.has(label) and not _stands_by(items, k, i):
                return STRANGER if item.text in PRONOUNS and _told_of_stranger(items, k) else label
        if item.has("stranger") and not any(later.kind in ("stop", "newline") for later in items[k:i]):
            return STRANGER
        if item.has("self") and _owns(items, k, i):
            return SELF
    return None


def _stands_by(items: list[Item], k: int, i: int) -> bool:
    """Tell whether a relative at ``k`` only does something ("my mom made me get tested"), so owns nothing at ``i``."""
    text, after = items[k].text, items[k + 1] if k + 1 < min(i, len(items)) else None
    if after is not None and after.role == "age" and text in ("he's", "she's", "he’s", "she’s", "hes", "shes"):
        return any(item.text in ("i'm", "i’m", "im") for item in items[max(0, k - 8) : k])  # "I'm 34, he's 37"
    if after is None or after.kind != "word" or after.labels & OWNER_LABELS:
        return False
    if text in ("his", "her"):
        return any(items[k + 1].has(label) for label in RELATIVES)
    return after.text not in OWNED and after.text not in OWNING


def _told_of_stranger(items: list[Item], k: int) -> bool:
    """Tell whether a pronoun means a stranger: "a lady in my group said her IgM"."""
    for item in reversed(items[:k]):
        if item.has("stranger"):
            return True
        if item.kind in ("stop", "newline") or (item.has(*RELATIVES) and item.text not in PRONOUNS):
            return False
    return False


def is_owned(items: list[Item], i: int) -> bool:
    """Tell whether "my" or "our" stands just before an age: "my 17 year old girl" is not the writer."""
    return any(item.text in ("my", "our") for item in items[max(0, i - 2) : i])


def _owns(items: list[Item], k: int, i: int) -> bool:
    """Tell whether "my", "mine" or "I have" at ``k`` says whose the item at ``i`` is ("my doctor" does not)."""
    text = items[k].text
    if text == "mine":
        return True
    after = items[k + 1 : i + 1]
    if text == "my":
        return all(
            item.kind in ("analyte", "unit") or item.text in OWNED or item.has("now", "low_flag", "high_flag")
            for item in after[:1]
        )
    return text in ("i", "i've", "ive", "i'm", "im", "i’m") and (
        i - k <= 2 or (bool(after) and after[0].text in HAVING)
    )


def same(one: str | None, other: str | None) -> bool:
    """Tell whether two mentions can be one person; an unknown one can be anybody."""
    if one is None or other is None or one == other:
        return True
    return RELATIVE in (one, other) and SELF not in (one, other) and STRANGER not in (one, other)


def merge(one: str | None, other: str | None) -> str | None:
    """Return the more exact of two mentions of one person."""
    if one in (None, RELATIVE):
        return other if other is not None else one
    return one


def sex_of(person: str | None) -> str | None:
    """Return the sex that a mention tells: "he" is male."""
    return {MALE: "male", FEMALE: "female"}.get(person or "")
