"""Holds every expression against `recheck`, an analyser that proves an expression safe or finds a text that attacks it.

``python -m benchmarks.expressions.recheck`` needs node and what scripts/setup_recheck.sh fetches. It reads JavaScript;
an expression of Python is translated from its parse tree (bounds and classes kept). What recheck calls polynomial is
measured: its attack at the size limit must stay below the limit of time. Nothing may be exponential.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from typing import Any

from benchmarks.expressions.collect import Expression, collected, of_widget
from benchmarks.expressions.javascript import NoTranslation, translated
from benchmarks.expressions.limits import TRUSTED, longest, settled
from benchmarks.expressions.pumping import LIMIT, slowest, strings
from bot import paths

FOLDER = paths.ROOT / "build/system/recheck"
SCRIPT = """
const { checkSync } = require("recheck");
let sent = "";
process.stdin.on("data", (part) => (sent += part)).on("end", () => {
  for (const one of JSON.parse(sent)) {
    const options = { timeout: 1500, attackTimeout: 500, incubationTimeout: 1000, recallTimeout: -1 };
    const { status, complexity, attack } = checkSync(one.source, one.flags, options);
    console.log(JSON.stringify([status, complexity?.type, attack?.pumps, attack?.suffix]));
  }
});
"""


def verdicts(sources: list[tuple[str, str]]) -> list[list[Any]]:
    """Return recheck's verdict on each expression: status, complexity, the attack's pumps and suffix."""
    asked = json.dumps([{"source": source, "flags": flags} for source, flags in sources])
    environment = {**os.environ, "RECHECK_BACKEND": "pure", "RECHECK_SYNC_BACKEND": "pure"}
    command = ["node", "-e", SCRIPT]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True, cwd=FOLDER, env=environment)
    return [json.loads(line) for line in done.stdout.splitlines()]


def attack(pumps: list[dict[str, str]], suffix: str, size: int) -> str:
    """Return recheck's attack with about ``size`` characters."""
    room = size - len(suffix) - sum(len(pump["prefix"]) for pump in pumps)
    times = max(1, room // max(1, sum(len(pump["pump"]) for pump in pumps)))
    return ("".join(pump["prefix"] + pump["pump"] * times for pump in pumps) + suffix)[:size]


def judged(expression: Expression, verdict: list[Any]) -> str:
    """Return what is to be said of an expression: "safe", "bounded" (measured), or what is wrong with it."""
    status, complexity, pumps, suffix = verdict
    if status == "safe":
        return "safe"
    if isinstance(expression.flags, str):
        return f"wrong: {complexity or status}"
    compiled, size = re.compile(expression.pattern, expression.flags), longest(expression)
    texts = [attack(pumps, suffix, size)] if pumps else []
    took, _ = slowest(
        compiled, (settled(expression, text) for text in [*texts, *strings(compiled, size)]), expression.whole
    )
    return "bounded" if took < LIMIT else f"wrong: {complexity or status}, {took * 1000:.0f} ms"


def source_of(expression: Expression) -> tuple[str, str] | None:
    """Return an expression as JavaScript has it; None where it cannot be said there (it is measured only)."""
    try:
        return translated(expression)
    except NoTranslation:
        return None


def main() -> int:
    """Print how many expressions are safe, bounded or wrong; return 1 if one is wrong."""
    known = [one for one in [*collected(), *of_widget()] if one.file not in TRUSTED]
    sources = {one: source_of(one) for one in known}
    answers = iter(verdicts([source for source in sources.values() if source]))
    found = [judged(one, next(answers) if source else ["unknown", None, None, ""]) for one, source in sources.items()]
    for name, number in Counter(verdict.partition(":")[0] for verdict in found).items():
        print(f"{name}: {number}")
    for one, verdict in zip(sources, found, strict=True):
        if verdict.startswith("wrong"):
            print(f"{one.file}: {verdict}: {one.pattern[:100]}")
    return int(any(verdict.startswith("wrong") for verdict in found))


if __name__ == "__main__":
    sys.exit(main())
