"""The benchmark's own parts: the floor answers, the page is written from kept figures, what is timed exists."""

import asyncio
import json
from importlib import import_module

import pytest

from benchmarks.bench import contenders, load, render, texts
from benchmarks.bench.echo import HEADERS, echo_app
from benchmarks.bench.plots import draw
from benchmarks.bench.setting_up import copy_project
from benchmarks.bench.targets import NAMES, targets
from benchmarks.speed import profile_turn
from bot.channels import app as real


def figures(ours: float) -> dict:
    """Return figures in which ours are so many times the starter's."""
    values = dict(zip(NAMES, (ours, 1.0, 0.5), strict=True))
    lists = {name: [value * 1000] * 3 for name, value in values.items()}
    loads = {
        name: {"8": {"a_second": 1 / value, "p50_ms": value, "p99_ms": value, "processor_ms": value, "client": 0.1}}
        for name, value in values.items()
    }
    return {
        "memory_mb": {name: {"pss": value, "rss": value} for name, value in values.items()},
        "cold_start_s": lists,
        "one_user_ms": lists,
        "throughput": loads,
        "together_s": lists,
        "turn_ms": {name: {"5": value, "50": value, "200": value * 1.2} for name, value in values.items()},
        "together_with_actions_s": [4000.0, 4000.0],
        "outcomes": {"IgM Guide": {"answered": 7, "silent": 2}},
        "long_message": {"IgM Guide": {"ms": 3.0, "outcome": "413"}},
    }


def results(ours: float, quick: bool = False) -> dict:
    about = {"machine": {"cores": "2"}, "versions": {"rasa": "3.6.21"}, "measured": {"starts": "2026-11-25"}}
    return {"figures": figures(ours), "quick": quick, **about}


def test_the_page_keeps_what_people_wrote_and_is_the_same_when_written_twice(tmp_path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{render.BEGINNING}\nof the last run\n{render.END}\nafter\n", encoding="utf-8")
    kept = json.loads(json.dumps(results(0.05)))
    render.write_page(kept, page)
    once = page.read_text(encoding="utf-8")
    render.write_page(kept, page)
    assert once == page.read_text(encoding="utf-8")
    assert once.startswith("before\n")
    assert once.endswith("after\n")
    assert "of the last run" not in once
    assert "| one user, ms, p50 | 50 | 1,000 | 500 | 0.05 |" in once
    assert "7 answered, 2 silent" in once
    assert "not to be quoted" not in once
    assert "not to be quoted" in render.rendered(results(0.05, quick=True))


def test_a_page_without_markers_is_not_overwritten(tmp_path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("written by hand", encoding="utf-8")
    with pytest.raises(ValueError, match="markers"):
        render.write_page(results(0.1), page)
    assert page.read_text(encoding="utf-8") == "written by hand"


def test_a_target_is_met_only_where_the_figures_say_so() -> None:
    assert all(target.is_met for target in targets(figures(0.05)))
    missed = {target.name for target in targets(figures(0.9)) if not target.is_met}
    assert missed == {
        "resident memory",
        "cold start to first reply, p50",
        "one user, p50",
        "throughput, one process, 8 users",
        "five at once from one user",
        "five at once from one user, the starter with an action server",
    }
    assert "**not met**" in "\n".join(render.verdicts(figures(0.9)))


def test_plots_are_drawn_and_small(tmp_path) -> None:
    draw(figures(0.3), tmp_path)
    for name in ("latency.svg", "throughput.svg"):
        drawn = (tmp_path / name).read_text()
        assert "</svg>" in drawn
        assert len(drawn) < 60_000


def test_the_floor_answers_under_load_and_ends() -> None:
    contender = contenders.echo(texts.guide_texts())
    with contenders.running(contender) as run:
        assert contenders.memory(run.process.pid)["pss"] > 1
        plan = {"channel": "rest", "addresses": [run.address], "texts": contender.texts[:40], "users": 4}
        measured = asyncio.run(load.measured({**plan, "measure": "closed"}))
    assert measured["outcomes"] == ["answered"] * 36  # each user's first message warms up
    assert run.process.returncode is not None


def test_the_floor_has_the_settings_and_headers_of_the_real_server() -> None:
    config = echo_app().config
    assert HEADERS == real.HEADERS
    assert config.REQUEST_MAX_SIZE == real.LARGEST_WITH_RESULTS
    assert (config.REQUEST_TIMEOUT, config.RESPONSE_TIMEOUT) == (real.SECONDS_TO_SEND, real.SECONDS_TO_ANSWER)


def test_texts_are_distinct_and_many() -> None:
    said = texts.guide_texts()
    assert len(said) == len(set(said)) > 6_000
    assert said == texts.guide_texts()


def test_all_functions_that_the_profile_times_exist() -> None:
    for names in profile_turn.PARTS.values():
        for name in names:
            module, _, place = name.partition(":")
            owner, _, attribute = place.partition(".")
            assert attribute in vars(getattr(import_module(module), owner)), name


def test_own_time_leaves_out_what_is_timed_inside() -> None:
    clock = profile_turn.Clock()
    with clock.timing("outer"), clock.timing("inner"):
        sum(range(300_000))
    assert clock.spent["inner"] > 10 * clock.spent["outer"]


def test_a_copy_for_the_set_up_has_the_project_and_nothing_built(tmp_path) -> None:
    copy_project(tmp_path)
    assert (tmp_path / "scripts" / "setup.sh").is_file()
    assert not (tmp_path / "build").exists()
    assert not (tmp_path / ".venv").exists()
