"""Writes the conversation in README.md anew with the trained model, or checks that it is current (--check)."""

import asyncio
import io
import re
import sys
from pathlib import Path

from rich.console import Console

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(r"(?<=```text\n)You: .*?(?=```)", re.DOTALL)


def transcript(said: list[str]) -> str:
    """Return the conversation as the terminal shows it, 80 columns wide, without colour."""
    from bot.runtime.assistant import Assistant
    from bot.terminal.show import show
    from bot.terminal.typed import Typed

    shown = io.StringIO()
    console = Console(file=shown, width=80, highlight=False, markup=False, emoji=False, no_color=True)
    typed, loop = Typed(Assistant.load()), asyncio.new_event_loop()
    for text in said:
        shown.write(f"You: {text}\n")
        show(loop.run_until_complete(typed.say("readme", text)), console)
    loop.close()
    return "\n".join(line.rstrip() for line in shown.getvalue().rstrip().splitlines()) + "\n"


def current() -> tuple[str, str]:
    """Return the README as it is and as it should be."""
    text = README.read_text(encoding="utf-8")
    block = BLOCK.search(text)
    assert block, "README.md has no transcript"
    said = [line.removeprefix("You: ") for line in block[0].splitlines() if line.startswith("You: ")]
    return text, text[: block.start()] + transcript(said) + text[block.end() :]


def main() -> int:
    """Rewrite the README; with --check change nothing and return 1 if it is not current."""
    sys.path.insert(0, str(ROOT))
    is_now, should_be = current()
    if "--check" in sys.argv:
        return int(is_now != should_be)
    README.write_text(should_be, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
