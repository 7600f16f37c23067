"""The walk: open, ask, follow up, report values by the form, see the number line, print, erase."""

import time
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from tests.system.guide import measured


def test_the_walk(open_guide, site) -> None:
    guide = open_guide()
    page = guide.page
    assert "program" in guide.turns.first.inner_text()

    started = time.perf_counter()
    answer = guide.say("What is IgM deficiency?")
    measured.append(f"time to first reply, typed to shown: {1000 * (time.perf_counter() - started):.0f} ms")
    assert "too little of the antibody IgM" in answer.inner_text()
    assert "Not yet reviewed by a clinician" in answer.inner_text()
    answer.get_by_text("Where this comes from").click()
    assert answer.locator(".sources a").first.get_attribute("href").startswith("https://")

    assert "In plain words" in guide.choose("Say it simpler").inner_text()
    guide.choose("Tell me more")
    older = guide.turns.nth(1).get_by_role("button", name="What are the symptoms of IgM deficiency?")
    assert "infections" in guide.answered(older.click).inner_text()

    guide.say("my IgM is 32")
    guide.choose("mg/dL")
    guide.say("40 years")
    guide.choose("No range is printed")
    report = guide.say("IgG 900 mg/dL, IgA 150 mg/dL")
    drawing = report.locator(".drawing svg")
    drawing.wait_for()
    assert drawing.get_attribute("role") == "img"
    report.get_by_text("The picture in words").click()
    assert "IgM 32 mg/dL lies below the range" in report.locator(".drawing details p").inner_text()

    guide.choose("Make a page for my doctor")
    guide.button("Open the page").click()
    dialog = guide.root.get_by_role("dialog", name="Page for my doctor")
    assert "My antibody test results" in dialog.inner_text()
    assert dialog.locator("svg .marker").count() >= 3
    guide.button("Print").click()
    frame = page.frames[-1]
    assert "My antibody test results" in frame.locator("h1").inner_text()
    assert frame.evaluate("getComputedStyle(document.querySelector('th')).borderTopStyle") == "solid"
    guide.button("Back to the chat").click()
    assert guide.focused() == "Open the page"

    token = guide.kept()["token"]
    guide.option("Erase my data")
    assert "erased, here and on the server" in guide.root.get_by_role("alertdialog").inner_text()
    guide.button("Erase").click()
    guide.root.get_by_text("All is erased, here and on the server.").first.wait_for()
    assert guide.turns.count() == 0
    assert guide.kept() is None
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    request = Request(f"{site.server}/api/v1/conversations/current", headers={"Authorization": f"Bearer {token}"})
    with pytest.raises(OSError, match="401"):
        urlopen(request)
    guide.button("Start a new chat").click()
    guide.turns.first.wait_for()


def test_words_explain_themselves(open_guide) -> None:
    guide = open_guide()
    turn = guide.say("What is IgM deficiency?")
    word = turn.get_by_role("button", name="antibody", exact=True)
    word.click()
    assert word.get_attribute("aria-expanded") == "true"
    assert "A protein in the blood" in turn.locator(".meaning").inner_text()
    assert "A protein in the blood" in guide.root.locator("[data-live=polite]").inner_text()
    word.click()
    assert turn.locator(".meaning").count() == 0


def test_a_rating_with_a_reason(open_guide) -> None:
    guide = open_guide()
    turn = guide.say("What is IgM deficiency?")
    turn.get_by_role("button", name="This did not help").click()
    assert guide.focused() == "It is wrong"
    with guide.page.expect_request("**/api/v1/feedback") as sent:
        turn.get_by_role("button", name="It is hard to understand").click()
    body = sent.value.post_data_json
    assert sent.value.response().status == 204
    assert (body["rating"], body["reason"], set(body)) == ("down", "unclear", {"message_id", "rating", "reason"})
    turn.get_by_text("Thank you for telling us.").wait_for()


def test_the_portal_hands_results_over(open_guide) -> None:
    guide = open_guide(opened=False, path="/portal-example")
    guide.page.get_by_role("button", name="Ask the guide about these results").click()
    asked = guide.turns.nth(1)
    asked.wait_for()
    assert "IgM 31 mg/dL" in asked.inner_text()
    assert asked.locator(".drawing").count() == 0
    guide.page.get_by_text("The guide has received the results.").wait_for()
    assert urlsplit(guide.page.url)[2:] == ("/portal-example", "", "")
    guide.choose("Explain my results")
    guide.answered(lambda: guide.typed("40 years"))
    for _ in range(3):
        if guide.turns.last.locator(".drawing").count():
            break
        guide.choose("I don't know")
    assert "40" in guide.turns.last.locator(".drawing").inner_text()


def test_results_can_be_discarded(open_guide) -> None:
    guide = open_guide(opened=False, path="/portal-example")
    guide.page.get_by_role("button", name="Ask the guide about these results").click()
    guide.turns.nth(1).wait_for()
    guide.choose("Discard them")
    assert guide.root.locator(".drawing").count() == 0


def test_starting_over(open_guide) -> None:
    guide = open_guide()
    guide.say("What is IgM deficiency?")
    before = guide.kept()["token"]
    guide.option("Start over")
    guide.root.get_by_text("A new conversation has started.").wait_for(state="attached")
    assert guide.turns.count() == 1
    assert guide.kept()["token"] != before
