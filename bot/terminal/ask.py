"""``python -m bot ask``: one question, or many conversations from standard input."""

import asyncio
import json
import sys
from typing import Any

import click

from bot.replies import Reply
from bot.runtime.assistant import Assistant, ModelMissing
from bot.terminal.typed import Typed


class BadLine(ValueError):
    """A line of --jsonl that is not a conversation; the message says what is wrong with it."""


def load() -> Assistant:
    """Load the assistant or end with a clear message."""
    try:
        return Assistant.load()
    except ModelMissing as error:
        raise click.ClickException(str(error)) from error


def read_conversation(line: bytes) -> tuple[Any, list[str]]:
    """Return id and turns of one line ``{"id": ..., "turns": ["...", ...]}``.

    Raises:
        BadLine: it is not UTF-8, not JSON, or not of that form.
    """
    try:
        given = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadLine("the line is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise BadLine("the line is not JSON") from error
    if not isinstance(given, dict) or not isinstance(given.get("id"), str | int):
        raise BadLine('the line has no "id" (a text or a whole number)')
    turns = given.get("turns")
    if not isinstance(turns, list) or not all(isinstance(turn, str) for turn in turns):
        raise BadLine('"turns" is not a list of texts')
    return given["id"], turns


async def hold(assistant: Typed, name: str, turns: list[str]) -> list[list[Reply]]:
    """Hold one fresh conversation; returns one list of replies a turn. It is forgotten afterwards."""
    try:
        return [await assistant.say(name, turn) for turn in turns]
    finally:
        await assistant.forget(name)


async def answer_lines(assistant: Typed) -> int:
    """Answer each line of standard input on standard output; returns how many lines were bad."""
    bad = 0
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            name, turns = read_conversation(line)
            result = {"id": name, "replies": await hold(assistant, f"line-{number}", turns)}
        except BadLine as error:
            bad += 1
            result = {"id": None, "line": number, "error": str(error)}
        click.echo(json.dumps(result, ensure_ascii=False))
    return bad


@click.command()
@click.argument("text", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the replies as JSON.")
@click.option("--jsonl", is_flag=True, help='Read {"id": ..., "turns": [...]} lines; write one line each.')
def command(text: str | None, as_json: bool, jsonl: bool) -> None:
    """Answer TEXT once; or, with --jsonl, one conversation a line from standard input.

    Exit status with --jsonl: 1 if any line was bad; the others are answered all the same.
    """
    if jsonl == (text is not None):
        raise click.UsageError("give either TEXT or --jsonl")
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    assistant = Typed(load())
    if jsonl:
        if asyncio.run(answer_lines(assistant)):
            raise SystemExit(1)
        return
    assert text is not None
    said = asyncio.run(hold(assistant, "ask", [text]))[0]
    if as_json:
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    from bot.terminal.show import console, show

    show(said, console())
