"""Lost connections, reloads, tabs, and conversations that are over: nothing is lost, nothing is said twice."""

import json
from urllib.request import Request, urlopen

import pytest

from tests.system.guide import Guide

MESSAGES = "**/api/v1/messages"
pytestmark = pytest.mark.complaints("ERR_INTERNET_DISCONNECTED|ERR_FAILED|status of (401|503|429)")


def turns_on_the_server(site, guide: Guide) -> int:
    """Return how many turns the server has seen of this conversation."""
    request = Request(
        f"{site.server}/api/v1/conversations/current", headers={"Authorization": f"Bearer {guide.kept()['token']}"}
    )
    return json.load(urlopen(request))["turns"]


def test_offline_then_online(open_guide, site) -> None:
    guide = open_guide()
    guide.page.context.set_offline(True)
    guide.typed("What is IgM deficiency?")
    guide.root.get_by_text("No connection. Trying again…").first.wait_for()
    guide.answered(lambda: guide.page.context.set_offline(False))
    assert guide.turns.count() == 2
    assert guide.bubbles.count() == 1
    assert guide.root.get_by_text("No connection").locator("visible=true").count() == 0
    assert turns_on_the_server(site, guide) == 1


def test_an_answer_that_was_lost_on_the_way_is_not_asked_for_twice(open_guide, site) -> None:
    guide = open_guide()
    sent = []

    def lose_the_first(route) -> None:
        sent.append(route.request.post_data_json)
        if len(sent) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    guide.page.route(MESSAGES, lose_the_first)
    guide.say("What is IgM deficiency?")
    assert len(sent) == 2
    assert sent[0] == sent[1]
    assert guide.turns.count() == 2
    assert turns_on_the_server(site, guide) == 1


def test_after_many_tries_a_button_tries_again(open_guide, site) -> None:
    guide = open_guide()
    guide.page.clock.install()
    guide.page.route(MESSAGES, lambda route: route.abort())
    guide.typed("What is IgM deficiency?")
    for _ in range(6):
        guide.page.wait_for_timeout(100)
        guide.page.clock.run_for(9_000)
    guide.button("Try again").wait_for()
    assert "nothing is lost" in guide.root.locator(".delivery").inner_text()
    guide.page.unroute(MESSAGES)
    guide.choose("Try again")
    assert guide.bubbles.count() == 1
    assert turns_on_the_server(site, guide) == 1


def test_the_server_may_ask_to_wait(open_guide) -> None:
    guide = open_guide()
    answers = [{"status": 429, "headers": {"Retry-After": "2"}}]
    guide.page.route(MESSAGES, lambda route: route.fulfill(**answers.pop()) if answers else route.continue_())
    guide.say("What is IgM deficiency?")
    assert guide.turns.count() == 2


def test_reload_goes_on(open_guide) -> None:
    guide = open_guide()
    guide.say("What is IgM deficiency?")
    token = guide.kept()["token"]
    guide.page.reload()
    guide.turns.nth(1).wait_for()
    assert guide.panel.is_visible()
    assert guide.kept()["token"] == token
    assert "In plain words" in guide.say("Say it simpler").inner_text()


def test_reload_on_another_page_of_the_site_when_closed(open_guide, site) -> None:
    guide = open_guide()
    guide.say("What is IgM deficiency?")
    guide.button("Close").click()
    guide.page.goto(f"{site.server}/portal-example")
    guide.launcher.wait_for()
    assert guide.panel.is_hidden()
    guide.launcher.click()
    guide.turns.nth(1).wait_for()


def test_reload_while_the_answer_is_on_its_way(open_guide, site) -> None:
    guide = open_guide()
    guide.page.route(MESSAGES, lambda route: None)
    guide.typed("What is IgM deficiency?")
    guide.root.locator(".typing").wait_for()
    guide.page.unroute(MESSAGES)
    guide.page.reload()
    guide.turns.nth(1).wait_for()
    assert guide.bubbles.count() == 1
    assert turns_on_the_server(site, guide) == 1


def test_questions_while_waiting_are_answered_in_order(open_guide) -> None:
    guide = open_guide()
    guide.typed("What is IgM deficiency?")
    guide.typed("How is it treated?")
    guide.turns.nth(2).wait_for()
    order = guide.root.locator(".talk > li").evaluate_all("all => all.map(one => one.className.split(' ')[0])")
    assert order == ["turn", "said", "turn", "said", "turn"]


def test_two_tabs_do_not_see_each_other(open_guide, site) -> None:
    first = open_guide()
    first.say("What is IgM deficiency?")
    other = first.page.context.new_page()
    other.goto(site.server)
    second = Guide(other)
    assert second.kept() is None
    second.open()
    assert second.turns.count() == 1
    assert second.kept()["token"] != first.kept()["token"]


def test_a_duplicated_tab_starts_afresh(open_guide) -> None:
    first = open_guide()
    first.say("What is IgM deficiency?")
    with first.page.expect_popup() as opened:
        first.page.evaluate("() => { window.open(location.href) }")
    second = Guide(opened.value)
    second.turns.first.wait_for()
    opened.value.wait_for_timeout(300)
    assert second.turns.count() == 1
    assert second.bubbles.count() == 0
    assert second.kept()["token"] != first.kept()["token"]
    assert "In plain words" in first.say("Say it simpler").inner_text()


def erased_elsewhere(site, guide: Guide) -> None:
    """End the conversation behind the widget's back, as its time does."""
    headers = {"Authorization": f"Bearer {guide.kept()['token']}"}
    urlopen(Request(f"{site.server}/api/v1/conversations/current", headers=headers, method="DELETE"))


def test_an_expired_conversation_keeps_what_was_typed(open_guide, site) -> None:
    guide = open_guide()
    guide.say("What is IgM deficiency?")
    erased_elsewhere(site, guide)
    guide.typed("How is it treated?")
    guide.root.get_by_text("This chat has ended because it was not used for a while.").first.wait_for()
    assert guide.field.input_value() == "How is it treated?"
    assert guide.kept() is None
    guide.button("Start again").click()
    guide.root.get_by_text("Hello!").first.wait_for()
    assert guide.field.input_value() == "How is it treated?"
    guide.field.press("Enter")
    guide.turns.nth(1).wait_for()


def test_a_conversation_that_expired_while_the_page_was_away(open_guide, site) -> None:
    guide = open_guide()
    guide.say("What is IgM deficiency?")
    guide.page.evaluate(
        """() => {
          const [key, kept] = Object.entries(sessionStorage)[0];
          sessionStorage.setItem(key, JSON.stringify({...JSON.parse(kept), until: 1}));
        }"""
    )
    guide.page.reload()
    guide.launcher.wait_for()
    assert guide.kept() is None
    guide.launcher.click()
    guide.turns.first.wait_for()
    assert guide.turns.count() == 1


def test_the_server_is_away_at_the_start(open_guide) -> None:
    guide = open_guide(opened=False)
    guide.page.context.set_offline(True)
    guide.launcher.click()
    guide.field.fill("What is IgM deficiency?")
    guide.root.get_by_text("The assistant cannot be reached.").first.wait_for()
    assert guide.field.input_value() == "What is IgM deficiency?"
    guide.page.context.set_offline(False)
    guide.button("Try again").click()
    guide.turns.first.wait_for()
    guide.field.press("Enter")
    guide.turns.nth(1).wait_for()


def test_erasing_without_a_connection_says_so(open_guide) -> None:
    guide = open_guide()
    guide.option("Erase my data")
    guide.page.context.set_offline(True)
    guide.button("Erase").click()
    guide.root.get_by_role("alertdialog").get_by_text("It could not be erased").wait_for()
    assert guide.kept() is not None
    guide.page.context.set_offline(False)
    guide.button("Erase").click()
    guide.button("Start a new chat").wait_for()
    assert guide.kept() is None
