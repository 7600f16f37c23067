"""axe-core finds nothing against WCAG 2.2 A and AA, in every state of the widget and its pages."""

from collections.abc import Callable

import pytest

from tests.system.conftest import AXE
from tests.system.guide import REPORT, URGENT, Guide, measured

totals = {"runs": 0, "violations": 0}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page) -> list[str]:
    """Return what axe finds in the page as it is now, frames and shadow trees included."""
    for frame in page.frames:
        if not frame.evaluate("Boolean(window.axe)"):
            frame.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": TAGS, "resultTypes": ["violations", "incomplete"]}
    found = page.evaluate("options => axe.run(document, options)", options)
    assert found["passes"], "axe has looked at something"
    totals["runs"] += 1
    totals["violations"] += len(found["violations"])
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def in_every_look(page) -> list[str]:
    """Return what axe finds in the page in light and dark, and on a phone."""
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in violations(page)]
    page.set_viewport_size({"width": 390, "height": 844})
    found += [f"phone: {one}" for one in violations(page)]
    return found


def answer(guide: Guide) -> None:
    turn = guide.say("What is IgM deficiency?")
    turn.locator(".word").first.click()
    turn.get_by_text("Where this comes from").click()
    turn.get_by_role("button", name="This did not help").click()


def report(guide: Guide) -> None:
    guide.report().get_by_text("The picture in words").click()


def page_for_the_doctor(guide: Guide) -> None:
    guide.report()
    guide.choose("Make a page for my doctor")
    guide.button("Open the page").click()


def offline(guide: Guide) -> None:
    guide.page.context.set_offline(True)
    guide.typed("What is IgM deficiency?")
    guide.root.get_by_text("No connection").first.wait_for()


def unreachable(guide: Guide) -> None:
    guide.page.route("**/api/v1/conversations", lambda route: route.fulfill(status=404))
    guide.launcher.click()
    guide.root.get_by_text("does not know this clinic").first.wait_for()


def expired(guide: Guide) -> None:
    guide.page.route("**/api/v1/messages", lambda route: route.fulfill(status=401))
    guide.typed("What is IgM deficiency?")
    guide.button("Start again").wait_for()


STATES: dict[str, Callable[[Guide], object]] = {
    "open": lambda guide: None,
    "answer": answer,
    "urgent": lambda guide: guide.say(URGENT),
    "today": lambda guide: guide.say("my child has a fever of 38.5 since this morning"),
    "crisis": lambda guide: guide.say("everyone is better off without me"),
    "form": lambda guide: guide.say(REPORT),
    "report": report,
    "page for the doctor": page_for_the_doctor,
    "options": lambda guide: guide.button("Options").click(),
    "erase question": lambda guide: guide.option("Erase my data"),
    "offline": offline,
    "expired": expired,
}
COMPLAINTS = "ERR_INTERNET_DISCONNECTED|status of (401|404)"


@pytest.mark.complaints(COMPLAINTS)
@pytest.mark.parametrize("state", STATES)
def test_state(open_guide, state: str) -> None:
    guide = open_guide(reduced_motion="reduce")  # what still fades in would be measured half-way
    STATES[state](guide)
    assert in_every_look(guide.page) == []


@pytest.mark.complaints(COMPLAINTS)
def test_out_of_reach(open_guide) -> None:
    guide = open_guide(opened=False)
    unreachable(guide)
    assert in_every_look(guide.page) == []


@pytest.mark.parametrize("path", ["/", "/portal-example"])
def test_closed(open_guide, path: str) -> None:
    guide = open_guide(opened=False, path=path)
    assert in_every_look(guide.page) == []


def test_embedded(new_page, site) -> None:
    page = new_page()
    page.goto(f"{site.server}/embed?clinic=north")
    Guide(page).turns.first.wait_for()
    assert in_every_look(page) == []


def test_axe_would_find_something(open_guide) -> None:
    guide = open_guide()
    guide.panel.evaluate("panel => panel.querySelector('.talk li').append(new Image())")
    before = dict(totals)
    assert any(found.startswith("image-alt") for found in violations(guide.page))
    totals.update(before)


def test_summary() -> None:
    """Runs last in this file: what axe looked at is printed with the other figures."""
    if not totals["runs"]:
        pytest.skip("axe has not looked at anything in this run")
    measured.append(
        f"axe-core: {totals['runs']} pages and states looked at, {totals['violations']} violations of {', '.join(TAGS)}"
    )
    assert totals["violations"] == 0
