"""``python -m bot chat``: a conversation in the terminal, or through a pipe."""

import asyncio
import sys
from collections.abc import Callable

import click
from rich.console import Console

from bot.runtime.assistant import Assistant, ModelMissing
from bot.terminal.show import console, show
from bot.terminal.typed import Typed
from bot.terminal.words import words

NAME = "terminal"


def load(to: Console) -> Assistant:
    """Load the assistant, with a spinner where there is a terminal; end with a clear message if it fails."""
    try:
        if not to.is_terminal:
            return Assistant.load()
        with to.status(words("loading")):
            return Assistant.load()
    except ModelMissing as error:
        raise click.ClickException(str(error)) from error


def reader(interactive: bool) -> Callable[[], str]:
    """Return what reads the next line: with editing and history at a terminal, plainly from a pipe.

    The reader raises EOFError at the end of the input.
    """
    if not interactive:
        return read_plain
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import InMemoryHistory

    session: PromptSession[str] = PromptSession(history=InMemoryHistory())
    return lambda: session.prompt(words("prompt"))


def read_plain() -> str:
    """Return the next line of standard input; bytes that are not UTF-8 become a replacement sign.

    Raises:
        EOFError: at the end of the input.
    """
    line = sys.stdin.buffer.readline()
    if not line:
        raise EOFError
    return line.decode("utf-8", errors="replace").rstrip("\r\n")


def talk(assistant: Assistant, read: Callable[[], str], to: Console) -> None:
    """Answer line after line until the input ends (Ctrl-D). Ctrl-C drops the line that is being typed."""
    loop, typed = asyncio.new_event_loop(), Typed(assistant)
    try:
        while True:
            try:
                line = read()
            except KeyboardInterrupt:
                continue
            except EOFError:
                break
            show(loop.run_until_complete(typed.say(NAME, line)), to)
        to.print(words("farewell"))
    finally:
        loop.close()


@click.command()
@click.option("--no-colour", "--no-color", "plain", is_flag=True, help="Print without colour.")
def command(plain: bool) -> None:
    """Talk in the terminal. History is kept for this conversation only, never on disk."""
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    to = console(False if plain else None)
    assistant = load(to)
    to.print(words("welcome"))
    to.print()
    talk(assistant, reader(sys.stdin.isatty() and sys.stdout.isatty()), to)
