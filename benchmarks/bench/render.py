"""Writes what was measured between the markers of docs/performance.md."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.bench.targets import FLOOR, NAMES, OURS, THEIRS, targets
from bot import paths

PAGE = paths.ROOT / "docs" / "performance.md"
BEGINNING, END = "<!-- make bench: from here -->", "<!-- make bench: to here -->"
PLOTS = (
    ("latency", "one_user_ms", "Share of the messages of one user answered within a time"),
    ("throughput", "throughput", "Messages a second by number of users"),
)
"""Name of the file, the figures that it shows, and what it is."""


def number(value: float | None) -> str:
    """Return a figure with about three digits; a dash where there is none."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def row(label: str, ours: float | None, theirs: float | None, floor: float | None = None) -> str:
    """Return one row: absolute values, and ours as a multiple of the starter's."""
    ratio = "-" if ours is None or not theirs else f"{ours / theirs:.2f}"
    return f"| {label} | {number(ours)} | {number(theirs)} | {number(floor)} | {ratio} |"


def percentile(values: list[float], share: float) -> float:
    """Return the value below which that share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def of_each(figures: dict[str, Any], *keys: str) -> list[Any]:
    """Return what is found under the keys, where NAME stands for each contender in turn; None where there is none."""
    found = []
    for name in NAMES:
        place: Any = figures
        for key in keys:
            place = (place or {}).get(name if key == "NAME" else key)
        found.append(place)
    return found


def lists(figures: dict[str, Any], key: str, label: str, shares: Iterable[float]) -> list[str]:
    """Return one row for each percentile of single figures."""
    values = of_each(figures, key, "NAME")
    return [row(f"{label}, p{share * 100:.0f}", *(v and percentile(v, share) for v in values)) for share in shares]


def table(figures: dict[str, Any]) -> list[str]:
    """Return the table of all contenders."""
    rows = [
        row("installed, MB", *of_each(figures, "install_mb", "NAME")),
        row("set-up: environment, s", *of_each(figures, "environment_s", "NAME")),
        row("set-up: everything that is built, s", *of_each(figures, "build_s", "NAME")),
        row("training from nothing, s", *of_each(figures, "training_s", "NAME")),
        *lists(figures, "cold_start_s", "cold start to first reply, s", (0.5,)),
        row("memory after 100 messages, Pss MB", *of_each(figures, "memory_mb", "NAME", "pss")),
        row("memory after 100 messages, Rss MB", *of_each(figures, "memory_mb", "NAME", "rss")),
        row("memory after all measurements, Pss MB", *of_each(figures, "memory_at_end_mb", "NAME", "pss")),
        *lists(figures, "one_user_ms", "one user, ms", (0.5, 0.95, 0.99)),
    ]
    for key, processes in (("throughput", "one process"), ("throughput_two", "two processes")):
        for users in figures.get(key, {}).get(OURS, {}):
            kinds = (
                ("a_second", "messages a second"),
                ("p99_ms", "p99 ms"),
                ("processor_ms", "processor ms a message"),
            )
            for kind, label in kinds:
                rows.append(row(f"{processes}, {users} users, {label}", *of_each(figures, key, "NAME", users, kind)))
    rows += [row(f"turn {turn}, ms", *of_each(figures, "turn_ms", "NAME", turn)) for turn in ("5", "50", "200")]
    rows += lists(figures, "together_s", "five at once from one user, s", (0.5,))
    if "together_with_actions_s" in figures:
        rows.append(
            row(
                "the same, one of its actions on an action server, s",
                None,
                percentile(figures["together_with_actions_s"], 0.5),
            )
        )
    rows.append(row("a message of 100,000 characters, ms", *of_each(figures, "long_message", "NAME", "ms")))
    shown = [line for line in rows if "| - | - | - |" not in line]
    return [f"| | {OURS} | {THEIRS} | {FLOOR} | ours / starter |", "|---|---|---|---|---|", *shown]


def verdicts(figures: dict[str, Any]) -> list[str]:
    """Return the table of targets."""
    rows = [
        f"| {t.name} | {t.wanted} | {t.measured} | {'met' if t.is_met else '**not met**'} |" for t in targets(figures)
    ]
    return ["| target | wanted | measured | |", "|---|---|---|---|", *rows]


def alone(figures: dict[str, Any]) -> list[str]:
    """Return the tables of what only IgM Guide has: knowledge of two sizes, the parts of a turn."""
    lines = []
    if "knowledge" in figures:
        lines += ["| statements | opening, ms | a search, ms | a turn in process, ms |", "|---|---|---|---|"]
        for size, found in figures["knowledge"].items():
            values = (number(found[key]) for key in ("open_ms", "search_ms", "turn_ms"))
            lines.append(f"| {int(size):,} | {' | '.join(values)} |")
    if "profile" in figures:
        parts = figures["profile"]["parts_ms"]
        whole = sum(parts.values())
        lines += ["", "| part of a turn | ms, mean | share |", "|---|---|---|"]
        for part, spent in sorted(parts.items(), key=lambda pair: -pair[1]):
            lines.append(f"| {part} | {spent:.2f} | {spent / whole:.0%} |")
        lines.append(f"| whole | {whole:.2f} | |")
    return lines


def outcomes(figures: dict[str, Any]) -> list[str]:
    """Return in words what came of the messages, and of the long ones."""
    lines = []
    for key, label in (("outcomes", "one process"), ("outcomes_two", "two processes")):
        for name, counts in figures.get(key, {}).items():
            told = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(counts.items()))
            lines.append(f"- {name}, {label}: {told}")
    for name, found in figures.get("long_message", {}).items():
        lines.append(f"- {name}, 100,000 characters: {found['outcome']}")
    return lines


def client(figures: dict[str, Any]) -> str:
    """Return how much of a core the load generator itself used."""
    shares = {name: max(f["client"] for f in found.values()) for name, found in figures.get("throughput", {}).items()}
    return ", ".join(f"{name} {share:.0%}" for name, share in shares.items())


def rendered(results: dict[str, Any]) -> str:
    """Return the part of the page that is written by program."""
    figures = results["figures"]
    facts = ", ".join(f"{name} {value}" for name, value in (*results["machine"].items(), *results["versions"].items()))
    dates = "; ".join(f"{name}: {date}" for name, date in results["measured"].items())
    lines = [
        f"Machine and versions: {facts}. Measured ({dates}).",
        *(["**A quick run with few repetitions: not to be quoted.**"] if results["quick"] else []),
        "",
        *verdicts(figures),
        "",
        *table(figures),
        "",
        *alone(figures),
        "",
        "What came of the messages (answered; silent: no reply; else the status):",
        "",
        *outcomes(figures),
        "",
        f"Most that the load generator used of one core, in any load with one process: {client(figures) or '-'}.",
        "",
        *(f"![{title}](plots/{name}.svg)\n" for name, key, title in PLOTS if key in figures),
    ]
    return "\n".join(lines)


def write_page(results: dict[str, Any], page: Path = PAGE) -> None:
    """Write the results between the markers of a page; what is outside them stays.

    Raises:
        ValueError: the page has no markers.
    """
    before, beginning, rest = page.read_text(encoding="utf-8").partition(BEGINNING)
    _, ending, after = rest.partition(END)
    if not beginning or not ending:
        raise ValueError(f"{page.name} has no markers for the results")
    page.write_text(f"{before}{BEGINNING}\n{rendered(results)}\n{END}{after}", encoding="utf-8")
