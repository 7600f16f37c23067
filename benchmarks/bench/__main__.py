"""``make bench``: measures, keeps the figures in docs/plots/bench.json and writes docs/performance.md from them.

``--quick`` measures little, for development. ``--only SECTION`` measures a part anew and keeps the rest.
``--render`` measures nothing.
"""

import argparse
import json
import signal
import sys
import time
from typing import Any

from benchmarks.bench import contenders, measures
from benchmarks.bench.machine import machine, now, versions
from benchmarks.bench.plots import FOLDER, draw
from benchmarks.bench.render import rendered, write_page
from benchmarks.bench.setting_up import set_up
from benchmarks.bench.starter import starter_project
from benchmarks.bench.texts import guide_texts, starter_texts
from benchmarks.bench.with_actions import together_with_actions
from benchmarks.default_environment import default_python

RESULTS = FOLDER / "bench.json"
SECTIONS = ("starts", "one process", "two processes", "action server", "inside", "set-up")


def measured(section: str, quick: bool) -> dict[str, Any]:
    """Return the figures of one section."""
    python = default_python()
    project = starter_project(python)
    effort = measures.QUICK if quick else measures.Effort()
    three = [
        contenders.guide(guide_texts()),
        contenders.starter(python, project, starter_texts(project)),
        contenders.echo(guide_texts()),
    ]
    if section == "starts":
        return {"cold_start_s": measures.cold_starts(three, effort)}
    if section == "one process":
        return measures.one_process(three, effort)
    if section == "action server":
        return {"together_with_actions_s": together_with_actions(python, effort)}
    if section == "two processes":
        return measures.two_processes(three, effort)
    return measures.inside() if section == "inside" else set_up()


def keep(results: dict[str, Any]) -> None:
    """Write the results; done after each section, so that a run that is broken off is not lost."""
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Measure, keep, draw and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few repetitions, for development; without the set-up")
    parser.add_argument("--only", action="append", choices=SECTIONS, help="measure only this part (may be repeated)")
    parser.add_argument("--render", action="store_true", help="write the page from the figures that are kept")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to stop"))  # so that the servers are ended
    kept: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    if not given.render:
        sections = given.only or [name for name in SECTIONS if not given.quick or name != "set-up"]
        if not given.only:
            kept = {}
        results = {"figures": {}, "measured": {}, **kept, "machine": machine(), "versions": versions()}
        results["quick"] = given.quick or bool(kept.get("quick"))
        for section in sections:
            started, date = time.perf_counter(), now()
            results["figures"].update(measured(section, given.quick))
            results["measured"][section] = f"{date}, {time.perf_counter() - started:.0f} s"
            print(f"{section}: {results['measured'][section]}", file=sys.stderr)
            keep(results)
        kept = results
    draw(kept["figures"])
    write_page(kept)
    print(rendered(kept))


if __name__ == "__main__":
    main()
