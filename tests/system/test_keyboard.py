"""Without a mouse, and for people who listen: focus, Escape, announcements, names and roles."""

import pytest

from tests.system.guide import URGENT, Guide

PHONE = {"width": 390, "height": 844}


TOP = """root => root.shadowRoot.activeElement.getBoundingClientRect().top
  + root.shadowRoot.querySelector('.scroll').scrollTop"""


def live(guide: Guide, kind: str) -> str:
    """Return what a live region says."""
    return guide.root.locator(f"[data-live={kind}]").text_content()


def tab_to(guide: Guide, name: str, most: int = 40) -> None:
    """Press Tab until something of that name has the focus."""
    for _ in range(most):
        if guide.focused() == name:
            return
        guide.page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {name}")


def test_everything_by_keyboard(open_guide) -> None:
    guide = open_guide(opened=False)
    keys = guide.page.keyboard
    tab_to(guide, "Questions about IgM?")
    keys.press("Enter")
    guide.turns.first.wait_for()
    assert guide.focused() == "ask"
    keys.type("What is")
    keys.press("Shift+Enter")
    keys.type("IgM deficiency?")
    assert "\n" in guide.field.input_value()
    guide.answered(lambda: keys.press("Enter"))
    keys.press("Shift+Tab")
    tab_to(guide, "Say it simpler", 60)
    guide.answered(lambda: keys.press("Enter"))
    tab_to(guide, "Options", 60)
    keys.press("Enter")
    for name in ("Close", "Start over", "Erase my data"):
        keys.press("Tab")
        assert guide.focused() == name
    keys.press("Enter")
    assert guide.focused() == "Keep"
    keys.press("Escape")
    assert guide.focused() == "Options"
    assert guide.root.get_by_role("alertdialog").count() == 0
    keys.press("Enter")
    keys.press("Escape")
    assert guide.root.locator(".menu").is_hidden()
    assert guide.panel.is_visible()
    keys.press("Escape")
    assert guide.panel.is_hidden()
    assert guide.focused() == "Questions about IgM?"


def test_focus_order_is_the_order_on_the_page(open_guide) -> None:
    guide = open_guide()
    guide.say("What is IgM deficiency?")
    guide.root.locator("h2").focus()
    tops, seen = [], []
    for _ in range(40):
        guide.page.keyboard.press("Tab")
        if guide.focused() == "ask" and seen:
            break
        seen.append(guide.focused())
        tops.append(guide.root.evaluate(TOP))
    assert seen[:2] == ["Options", "Close"]
    in_log = tops[3:]
    assert in_log == sorted(in_log), seen


@pytest.mark.parametrize("size", [{}, PHONE])
def test_close_gives_the_focus_back(open_guide, size) -> None:
    guide = open_guide(**size)
    guide.button("Close").click()
    assert guide.focused() == "Questions about IgM?"
    assert guide.launcher.is_visible()
    guide.launcher.click()
    guide.page.keyboard.press("Escape")
    assert guide.panel.is_hidden()
    assert guide.focused() == "Questions about IgM?"


def test_on_a_phone_the_page_behind_is_out_of_reach(open_guide) -> None:
    guide = open_guide(**PHONE)
    assert guide.focused() == "IgM Guide"
    box = guide.panel.bounding_box()
    assert (box["width"], box["height"]) == (390, 844)
    for _ in range(30):
        guide.page.keyboard.press("Tab")
        assert guide.page.evaluate("document.activeElement.localName") in ("igm-guide", "body")


def test_beside_the_page_it_is_no_trap(open_guide) -> None:
    guide = open_guide()
    reached = set()
    for _ in range(30):
        guide.page.keyboard.press("Shift+Tab")
        reached.add(guide.page.evaluate("document.activeElement.localName"))
    assert "a" in reached


def test_answers_are_announced_once_and_urgent_ones_at_once(open_guide) -> None:
    guide = open_guide()
    assert "Hello" in live(guide, "polite")
    guide.say("What is IgM deficiency?")
    assert live(guide, "polite").startswith("IgM deficiency means")
    assert live(guide, "assertive") == ""
    turn = guide.say(URGENT)
    assert live(guide, "assertive").startswith("Urgent: get help now: This may be an emergency.")
    assert "emergency" not in live(guide, "polite").split(".")[0]
    first, second = turn.locator(".reply").all()
    assert (first.get_attribute("data-kind"), second.get_attribute("data-kind")) == ("urgent", "answer")
    assert "Urgent: get help now" in first.inner_text()
    others = guide.root.locator("[aria-live=polite], [aria-live=assertive], [role=alert], [role=status]")
    assert others.count() == 2


def test_names_and_roles(open_guide) -> None:
    guide = open_guide()
    page = guide.page
    assert guide.root.get_by_role("dialog", name="IgM Guide").is_visible()
    assert guide.root.get_by_role("log", name="Conversation").get_attribute("aria-live") == "off"
    assert page.get_by_role("textbox", name="Your question").is_visible()
    options = guide.button("Options")
    assert options.get_attribute("aria-expanded") == "false"
    options.click()
    assert options.get_attribute("aria-expanded") == "true"
    turn = guide.say("What is IgM deficiency?")
    assert turn.get_by_role("list", name="Questions you can ask next").is_visible()
    assert turn.get_by_role("group", name="Did this help?").is_visible()
    names = guide.root.locator("button").evaluate_all(
        "all => all.map(b => b.getAttribute('aria-label') || b.textContent.trim())"
    )
    assert all(names)


def test_the_question_to_erase_takes_the_focus_and_gives_it_back(open_guide) -> None:
    guide = open_guide()
    guide.option("Erase my data")
    assert guide.focused() == "Keep"
    guide.button("Keep").click()
    assert guide.focused() == "Options"
    assert guide.kept() is not None
