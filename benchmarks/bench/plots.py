"""Draws the plots of docs/performance.md."""

from pathlib import Path
from typing import Any

from benchmarks.bench.targets import NAMES
from bot import paths

FOLDER = paths.ROOT / "docs" / "plots"
COLOURS = dict(zip(NAMES, ("#0b6e4f", "#b3541e", "#5c6b73"), strict=True))
SIZE = (6.4, 3.4)


def new_plot() -> tuple[Any, Any]:
    """Return a figure and its axes; the drawing is the same for the same figures."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "igm-guide"
    import matplotlib.pyplot as plot

    figure, axes = plot.subplots(figsize=SIZE, constrained_layout=True)
    axes.grid(True, alpha=0.3)
    return figure, axes


def save(figure: Any, path: Path) -> None:
    """Write a figure as SVG, without the date."""
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    text = path.read_text(encoding="utf-8")
    path.write_text("\n".join(line.rstrip() for line in text.splitlines()) + "\n", encoding="utf-8")


def draw_latency(one_user: dict[str, list[float]], path: Path) -> None:
    """Draw which share of the messages of one user was answered within which time."""
    figure, axes = new_plot()
    for name, took in one_user.items():
        shares = [(place + 1) / len(took) for place in range(len(took))]
        axes.step(sorted(took), shares, where="post", label=name, color=COLOURS[name])
    axes.set(xscale="log", xlabel="milliseconds to the reply", ylabel="share of messages", title="One user")
    axes.legend(loc="lower right")
    save(figure, path)


def draw_throughput(one: dict[str, Any], two: dict[str, Any], path: Path) -> None:
    """Draw messages a second by users, of one process and of two; the scale is logarithmic because of the floor."""
    figure, axes = new_plot()
    for found, style, processes in ((one, "o-", "one process"), (two, "s--", "two processes")):
        for name, by_users in found.items():
            users, rates = list(map(int, by_users)), [each["a_second"] for each in by_users.values()]
            axes.plot(users, rates, style, label=f"{name}, {processes}", color=COLOURS[name])
    axes.set(xscale="log", yscale="log", xlabel="users at once", ylabel="messages a second", title="Throughput")
    axes.set_xticks([1, 8, 32], labels=["1", "8", "32"])
    axes.minorticks_off()
    axes.legend(fontsize="small", loc="center left", bbox_to_anchor=(1, 0.5))
    save(figure, path)


def draw(figures: dict[str, Any], folder: Path = FOLDER) -> None:
    """Draw what there are figures for."""
    if "one_user_ms" in figures:
        draw_latency(figures["one_user_ms"], folder / "latency.svg")
    if "throughput" in figures:
        draw_throughput(figures["throughput"], figures.get("throughput_two", {}), folder / "throughput.svg")
