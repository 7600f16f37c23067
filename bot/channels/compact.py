"""The widget's files as they are sent: without comments and indentation, and compressed where the browser asks for it.

There is no build step: what runs in the browser is what stands in web/, line by line.
"""

import gzip
import re

COMMENT = re.compile(r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
"""A comment that has its lines to itself; one with code behind it stays."""

CAST = re.compile(r"/\*\* @type \{[^{}\n]*\} \*/ ?")
LINE_COMMENT = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
INDENT = re.compile(r"^[ \t]+|^\n", re.MULTILINE)
LEAST = 600
"""Smaller files are not worth compressing."""


def compact(content: bytes, suffix: str) -> bytes:
    """Return a file without what only its readers need. Scripts must not hold texts of several lines (a test looks)."""
    if suffix not in (".js", ".css"):
        return content
    text = COMMENT.sub("", content.decode("utf-8"))
    if suffix == ".js":
        text = CAST.sub("", LINE_COMMENT.sub("", text))
    return INDENT.sub("", text).encode("utf-8")


def compressed(content: bytes, accepted: str) -> bytes | None:
    """Return the content compressed with gzip; None where the header ``Accept-Encoding`` does not ask for it."""
    asked = re.search(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))", accepted)
    return gzip.compress(content, 9, mtime=0) if asked and len(content) >= LEAST else None
