"""Collects every regular expression that the assistant uses, and those of the widget.

``python -m benchmarks.expressions.collect`` prints them as JSON. It imports the modules that read texts, fills
every cache (what is made of the knowledge files is compiled then), and reads some texts; what `re` is asked to compile
meanwhile from within the project is noted. Expressions that stand in the code as plain text are looked up there, in
all of it.
"""

import ast
import importlib
import json
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from bot import paths

FOLDERS = ("bot", "actions")
USED = ("bot.language", "bot.labs", "bot.infobutton", "bot.clinics", "bot.kb")
"""Packages that are run here; in the others every expression stands in the code as plain text (a test looks)."""

CALLS = frozenset({"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn"})
TEXTS = (
    "my IgM is 32 mg/dL (40-230), IgG 9.5 g/L on 3 May 2024, she is 4 years old",
    "IgM\t0,4 g/l\nIgG 900 miligramms per deciliter\nIgA <7",
    "he has had a fever of 39.5 for two days and cannot breathe",
    "What is it? is it dangerous and should I stop the antibiotics",
    "no quiero vivir",
)
LITERAL = re.compile(r"(?:[(,=:]\s*|return )/((?![*/])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)/([a-z]*)")
"""A regular expression of JavaScript, where one can stand."""


@dataclass(frozen=True)
class Expression:
    """One expression: its text, the flags of Python's `re` (or letters of JavaScript's), the file that uses it.

    ``whole``: it is only ever held against a whole text (`fullmatch`), never looked for in one.
    """

    pattern: str
    flags: int | str
    file: str
    whole: bool = False


@cache
def collected() -> tuple[Expression, ...]:
    """Return the expressions of the Python code; they are collected in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.expressions.collect"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=paths.ROOT)
    return tuple(Expression(**one) for one in json.loads(done.stdout))


def of_widget() -> list[Expression]:
    """Return the expressions in the widget's scripts."""
    scripts = sorted(paths.WEB.rglob("*.js"))
    return [
        Expression(match[1], match[2], str(script.relative_to(paths.ROOT)))
        for script in scripts
        for match in LITERAL.finditer(script.read_text(encoding="utf-8"))
    ]


@dataclass(frozen=True)
class Call:
    """A call of `re`: the expression (None where it is made up while the program runs), the function, the file."""

    pattern: str | None
    function: str
    file: str


def in_code() -> Iterator[Call]:
    """Yield each call of `re`; for a compiled one that has a name, what it is used for in place of "compile"."""
    for folder in FOLDERS:
        for file in sorted((paths.ROOT / folder).rglob("*.py")):
            code = file.read_text(encoding="utf-8")
            tree = ast.parse(code)
            names = {id(n.value): n.targets[0].id for n in ast.walk(tree) if _is_named(n)}  # type: ignore[attr-defined]
            for node in ast.walk(tree):
                if _is_call_of_re(node):
                    first, function = node.args[0], node.func.attr  # type: ignore[attr-defined]
                    plain = _plain(first)
                    if id(node) in names:
                        uses = set(re.findall(rf"\b{names[id(node)]}\b(?:\.(\w+)\(| = |(.))", code))
                        function = "fullmatch" if uses <= {("fullmatch", ""), ("", "")} else "search"
                    yield Call(plain, function, str(file.relative_to(paths.ROOT)))


def _plain(node: ast.expr) -> str | None:
    """Return the text that stands in the code, that of bytes too; None where it is made up."""
    value = node.value if isinstance(node, ast.Constant) else None
    return value.decode("latin-1") if isinstance(value, bytes) else value if isinstance(value, str) else None


def _is_named(node: Any) -> bool:
    return isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _is_call_of_re(node.value)


def _is_call_of_re(node: Any) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
        return False
    return isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and node.func.attr in CALLS


def _watch(noted: dict[Expression, None]) -> None:
    """Note what the project has compiled from now on."""
    compile_it: Any = re._compile  # type: ignore[attr-defined]

    def compiled(pattern: Any, flags: int) -> Any:
        frame = sys._getframe(1)
        while frame and frame.f_code.co_filename.endswith(("/re.py", "functools.py")):
            frame = frame.f_back  # type: ignore[assignment]
        file = Path(frame.f_code.co_filename)
        if isinstance(pattern, str) and file.is_relative_to(paths.ROOT):
            inside = file.relative_to(paths.ROOT)
            if inside.parts[0] in FOLDERS:
                noted[Expression(pattern, int(flags), str(inside))] = None
        return compile_it(pattern, flags)

    re._compile = compiled  # type: ignore[attr-defined]


def _use_everything() -> None:
    """Import every module that reads texts, fill every cache that needs no argument, read the texts."""
    for name in USED:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            _fill(importlib.import_module(module.name))
    from bot.labs.units import unit_named
    from bot.language.danger.find import crises, red_flags
    from bot.language.labs.reader import read
    from bot.language.questions import halves_of, parts_of
    from bot.language.text import clean

    for text in TEXTS:
        read(text)
        red_flags(text)
        crises(text)
        halves_of(clean(text), parts_of(clean(text)))
    unit_named("miligramms per deciliter")


def _fill(module: Any) -> None:
    for made in list(vars(module).values()):
        asked: Any = getattr(made, "__wrapped__", None)
        if hasattr(made, "cache_info") and asked.__code__.co_argcount == 0:
            made()


def main() -> None:
    """Print the expressions as JSON."""
    noted: dict[Expression, None] = {}
    _watch(noted)
    _use_everything()
    found = list(noted)
    known = {one.pattern for one in found}
    calls = [call for call in in_code() if call.pattern is not None]
    plain = {call.pattern: call.file for call in calls if call.pattern not in known}
    found += [Expression(str(pattern), 0, file) for pattern, file in plain.items()]
    looked_for = {call.pattern for call in calls if call.function != "fullmatch"}
    whole = {call.pattern for call in calls} - looked_for
    found = [replace(one, whole=one.pattern in whole) for one in found]
    print(json.dumps([asdict(one) for one in found]))


if __name__ == "__main__":
    main()
