"""Notices that a message asks for the meaning of a word: "what does titre mean", "define sepsis"."""

import re

ASKED = re.compile(
    r"""^\W*(?:(?:and|so|but|sorry|ok|okay|please|hi|hello)\b\W*)*
    (?:what\s+(?:does|do|is|was)\s+(?:the\s+(?:word|term)\s+)?(?:an?\s+)?(?P<mean>.{1,80}?)\s+(?:mean|means|meaning|stand\s+for)
    |(?:what(?:'s|\s+is)\s+)?(?:the\s+)?meaning\s+of\s+(?P<meaning>.{1,80}?)
    |(?:can\s+you\s+|please\s+)?define\s+(?P<define>.{1,80}?)
    |(?:can\s+you\s+|please\s+)?explain\s+the\s+(?:word|term)\s+(?P<explain>.{1,80}?)
    )(?:\s+please)?\W*$""",
    re.IGNORECASE | re.VERBOSE,
)


def asked_word(text: str) -> str | None:
    """Return the word whose meaning a text asks for, in lower case without quotation marks, or None."""
    match = ASKED.match(text)
    if match is None:
        return None
    word = next(group for group in match.groups() if group)
    return word.strip("\"'“”‘’ ").lower()
