"""The terminal commands, as processes of their own."""

import json
import os
import subprocess
import sys
import time

import pytest

from bot import paths


def bot(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=stdin,
        capture_output=True,
        timeout=120,
        cwd=paths.ROOT,
        env={**os.environ, **environment},
    )


def test_ask_answers_in_words() -> None:
    done = bot("ask", "How should we wash our hands?")
    assert done.returncode == 0
    assert b"20 seconds" in done.stdout
    assert b"1. " in done.stdout
    assert b"Not yet reviewed by a clinician" in b" ".join(done.stdout.split())
    assert done.stderr == b""


def test_ask_answers_in_json() -> None:
    (reply,) = json.loads(bot("ask", "How should we wash our hands?", "--json").stdout)
    assert reply["custom"]["topic"] == "prevention.hand_washing"


def test_ask_wants_a_text_or_jsonl() -> None:
    for arguments in ([], ["text", "--jsonl"]):
        done = bot("ask", *arguments)
        assert done.returncode == 2
        assert b"either TEXT or --jsonl" in done.stderr


@pytest.fixture(scope="module")
def answered() -> tuple[subprocess.CompletedProcess[bytes], float]:
    """500 conversations and some bad lines among them, and the seconds that took."""
    good = [
        {"id": f"c{n}", "turns": ["hello", "What are the symptoms?", "tell me more"][: 1 + n % 3]} for n in range(500)
    ]
    lines = [json.dumps(conversation).encode() for conversation in good]
    lines[3:3] = [b"not json", b"\xff\xfe{", b'{"id": "x"}', b'{"turns": []}', b'{"id": "y", "turns": [1]}', b"[]", b""]
    lines.append(json.dumps({"id": "odd", "turns": ["", "x" * 100_000, "\u0000\u0007", "😀", "/greet"]}).encode())
    started = time.monotonic()
    done = bot("ask", "--jsonl", stdin=b"\n".join(lines) + b"\n")
    return done, time.monotonic() - started


def test_jsonl_answers_every_good_line_and_names_every_bad_one(
    answered: tuple[subprocess.CompletedProcess[bytes], float],
) -> None:
    done, _ = answered
    results = [json.loads(line) for line in done.stdout.splitlines()]
    errors = [result["error"] for result in results if "error" in result]
    assert done.returncode == 1
    assert len(errors) == 6
    assert any("not UTF-8" in error for error in errors)
    good = [result for result in results if "error" not in result]
    assert len(good) == 501
    assert [len(result["replies"]) for result in good[:3]] == [1, 2, 3]
    assert all(replies for result in good for replies in result["replies"])
    assert [turn[0]["custom"]["kind"] for turn in good[-1]["replies"]][:4] == ["error"] * 4


def test_500_conversations_take_under_30_seconds(answered: tuple[subprocess.CompletedProcess[bytes], float]) -> None:
    _, seconds = answered
    print(f"500 conversations (999 turns) in {seconds:.1f} s, with loading")
    assert seconds < 35


def test_chat_through_a_pipe() -> None:
    done = bot(
        "chat", stdin="hi\nwhat is IgM deficiency?\n1\n\nbad \xff byte\n".encode("latin-1"), COLUMNS="60", NO_COLOR="1"
    )
    text = done.stdout.decode()
    assert done.returncode == 0
    assert "antibody IgM" in text
    assert "Goodbye, and take care." in text
    assert "\x1b[" not in text
    assert max(map(len, text.splitlines())) <= 61


def test_chat_at_a_terminal(tmp_path) -> None:
    pty = pytest.importorskip("pty", reason="needs a Unix pseudo-terminal")
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"], stdin=follower, stdout=follower, stderr=follower, cwd=paths.ROOT
    )
    os.close(follower)
    shown = read_until(leader, "Ctrl-D")
    os.write(leader, b"How should we wash our hands?\r")
    shown += read_until(leader, "reviewed")
    shown += read_until(leader, "You:")
    os.write(leader, b"\x04")
    shown += read_until(leader, "take care")
    assert process.wait(timeout=30) == 0
    assert "20 seconds" in shown


def read_until(descriptor: int, word: str, seconds: float = 60) -> str:
    import select

    shown, end = "", time.monotonic() + seconds
    while word not in shown and time.monotonic() < end:
        if select.select([descriptor], [], [], 1)[0]:
            try:
                shown += os.read(descriptor, 4096).decode(errors="replace")
            except OSError:
                break
    assert word in shown, shown
    return shown


def test_kb_show_and_check() -> None:
    assert b"20 seconds" in bot("kb", "show", "prevention.hand_washing").stdout
    missing = bot("kb", "show", "nothing.here")
    assert missing.returncode == 1
    assert b"no statement for nothing.here" in missing.stderr
    assert b"no problems" in bot("kb", "check").stdout


def test_help_is_fast_and_lists_the_commands() -> None:
    started = time.monotonic()
    done = bot("--help")
    assert time.monotonic() - started < 2
    for command in (b"ask", b"build", b"chat", b"kb"):
        assert command in done.stdout
