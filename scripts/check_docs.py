"""Checks the documents: links lead somewhere, commands exist, nothing private of a machine is named."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
COMMAND = re.compile(r"`make ([a-z-]+)`")
BOT = re.compile(r"`python -m bot ([a-z]+)")
PRIVATE = re.compile(r"/root/|/home/\w+/|/work/|/tmp/\w|https?://[^\s)]*pypi|files\.pythonhosted")


def tracked(*patterns: str) -> list[Path]:
    """Return the tracked files that match."""
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603, S607
    return [ROOT / line for line in listed.stdout.splitlines()]


def problems_of(path: Path, targets: set[str], commands: set[str]) -> list[str]:
    """Return what is wrong with one Markdown document."""
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(ROOT)
    problems = []
    for link in LINK.findall(text):
        if "://" not in link and not (path.parent / link).exists():
            problems.append(f"{name}: the link {link} leads nowhere")
    problems += [f"{name}: there is no `make {t}`" for t in COMMAND.findall(text) if t not in targets]
    problems += [f"{name}: there is no `python -m bot {c}`" for c in BOT.findall(text) if c not in commands]
    return problems


def main() -> int:
    """Print the problems; return 1 if there are any."""
    sys.path.insert(0, str(ROOT))
    from benchmarks.understanding.figures import is_current
    from bot.cli import COMMANDS

    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    problems = [p for path in tracked("*.md") for p in problems_of(path, targets, set(COMMANDS))]
    for path in tracked("*.md", "*.py", "*.yml", "*.sh", "*.toml", "*.in", "*.lock", "Makefile"):
        if path != Path(__file__).resolve() and (found := PRIVATE.search(path.read_text(encoding="utf-8"))):
            problems.append(f"{path.relative_to(ROOT)}: names {found[0]}")
    if not is_current():
        problems.append("docs/figures.md: not of the files as they are; run `make eval`")
    print("\n".join(problems) or "documents: no problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
