"""What the widget's files become on their way: smaller, and the same program."""

import gzip

import pytest

from bot import paths
from bot.channels.compact import compact, compressed

SCRIPTS = sorted((paths.ROOT / "web").rglob("*.js"))


def test_comments_go_and_code_stays() -> None:
    source = b"/** Says.\n * @param {string} a\n */\nfunction f(a) {\n  // why\n  /** @type {X} */ (a).b(); /* c */\n"
    source += b"  return 'a // b';\n}\n"
    assert compact(source, ".js") == b"function f(a) {\n(a).b(); /* c */\nreturn 'a // b';\n}\n"


def test_a_cast_does_not_swallow_what_follows() -> None:
    source = b"  /** @type {X} */ (a).b();\nkeep();\n/* gone */\nkept();\n"
    assert compact(source, ".js") == b"(a).b();\nkeep();\nkept();\n"


def test_other_files_are_left_alone() -> None:
    assert compact(b"  /* x */\n", ".json") == b"  /* x */\n"


def test_casts_go() -> None:
    assert compact(b"x = /** @type {any[]} */ (y);\n", ".js") == b"x = (y);\n"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_no_text_spans_lines(script) -> None:
    code = compact(script.read_bytes(), ".js").decode("utf-8")
    assert [line for line in code.splitlines() if line.count("`") % 2] == []


@pytest.mark.parametrize("asked", ["gzip", "br, gzip;q=0.5", "gzip, deflate"])
def test_compressed_where_asked(asked: str) -> None:
    content = b"words " * 200
    small = compressed(content, asked)
    assert small is not None
    assert gzip.decompress(small) == content


@pytest.mark.parametrize(
    ("asked", "size"), [("", 1200), ("br", 1200), ("gzip;q=0", 1200), ("gzip;q=0, br", 1200), ("gzip", 10)]
)
def test_not_compressed_otherwise(asked: str, size: int) -> None:
    assert compressed(b"x" * size, asked) is None
