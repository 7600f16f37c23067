"""On a clinic's own pages: by script under a strict policy, in an iframe, with messages from the right page only."""

import json
from pathlib import Path

import pytest

from bot import paths
from tests.system.guide import Guide

FHIR = json.loads((paths.ROOT / "web" / "portal-results.json").read_text(encoding="utf-8"))
SCRIPT = (
    "<!DOCTYPE html><html lang='en'><title>Clinic</title><body><h1>Clinic</h1>"
    "<script type='module' src='{server}/widget/igm-guide.js'></script>"
    "<igm-guide clinic='{clinic}'></igm-guide></body></html>"
)
FRAME = (
    "<!DOCTYPE html><html lang='en'><title>Clinic</title><body><iframe title='IgM Guide' width='500' height='600'"
    " sandbox='allow-scripts allow-same-origin allow-forms allow-popups' src='{server}/embed?clinic={clinic}'></iframe>"
    "</body></html>"
)
SEND = """([target, message]) => new Promise(resolve => {
  addEventListener('message', event => resolve([event.origin, event.data]));
  setTimeout(() => resolve(null), 3000);
  frames[0].postMessage(message, target);
})"""


def message(payload: object, kind: str = "igm-guide.results") -> dict:
    """Return a message in the envelope of SMART Web Messaging."""
    return {"messagingHandle": "h", "messageId": "m-1", "messageType": kind, "payload": payload}


def test_by_script_under_a_strict_policy(new_page, site) -> None:
    policy = f"default-src 'none'; script-src {site.server}; connect-src {site.server}; base-uri 'none'"
    site.pages["/script"] = (policy, SCRIPT.format(server=site.server, clinic="north"))
    page = new_page()
    page.goto(f"{site.host}/script")
    guide = Guide(page)
    guide.open()
    assert guide.root.get_by_role("dialog", name="North Clinic").is_visible()
    assert guide.root.locator(".program a").get_attribute("href") == "tel:911"
    assert guide.button("Send").evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(255, 212, 0)"
    assert guide.report().locator(".drawing svg").is_visible()
    guide.choose("Make a page for my doctor")
    guide.button("Open the page").click()
    guide.button("Print").click()
    frame = page.frames[-1]
    assert "My antibody test results" in frame.locator("h1").inner_text()
    assert frame.evaluate("getComputedStyle(document.querySelector('th')).borderTopStyle") == "solid"


@pytest.mark.complaints("status of 403|CORS|ERR_FAILED|Access-Control")
def test_a_page_that_is_not_on_the_clinics_list(new_page, site) -> None:
    site.pages["/stranger"] = ("", SCRIPT.format(server=site.server, clinic="north"))
    page = new_page()
    page.goto(f"{site.host.replace('localhost', '127.0.0.1')}/stranger")
    guide = Guide(page)
    guide.launcher.click()
    guide.button("Try again").wait_for()
    assert guide.turns.count() == 0


@pytest.fixture
def framed(new_page, site):
    """The clinic's page with the iframe; returns the page and the guide in it."""
    site.pages["/frame"] = ("", FRAME.format(server=site.server, clinic="north"))
    page = new_page()
    page.goto(f"{site.host}/frame")
    guide = Guide(page, page.frame_locator("iframe"))
    guide.turns.first.wait_for()
    return page, guide


def test_results_by_message(framed, site) -> None:
    page, guide = framed
    origin, answer = page.evaluate(SEND, [site.server, message(FHIR)])
    assert origin == site.server
    assert answer["responseToMessageId"] == "m-1"
    assert answer["payload"] == {"status": "success"}
    assert "IgM 31 mg/dL" in guide.turns.last.inner_text()


@pytest.mark.complaints("status of 422")
def test_what_cannot_be_read_is_refused(framed, site) -> None:
    page, guide = framed
    _, answer = page.evaluate(SEND, [site.server, message({"resourceType": "Patient"})])
    assert answer["payload"] == {"status": "failure"}
    guide.root.get_by_text("These results could not be read.").first.wait_for()


WRONG = [
    {},
    "text",
    None,
    {"messageId": "m-1", "messageType": "other", "payload": FHIR},
    {"messageType": "igm-guide.results", "payload": FHIR},
]


def test_other_messages_are_ignored(framed, site) -> None:
    page, guide = framed
    for wrong in WRONG:
        page.evaluate("([target, message]) => frames[0].postMessage(message, target)", [site.server, wrong])
    _, answer = page.evaluate(SEND, [site.server, {**message(FHIR), "messageId": "m-2"}])
    assert answer["responseToMessageId"] == "m-2"
    assert guide.turns.count() == 2


def test_another_frame_of_the_page_is_ignored(framed, site) -> None:
    page, guide = framed
    site.pages["/other"] = ("", "<!DOCTYPE html><title>Other</title>")
    page.evaluate(
        """() => new Promise(resolve => { const other = document.createElement('iframe');
        other.src = '/other'; other.onload = resolve; document.body.append(other) })"""
    )
    other = page.frames[-1]
    other.evaluate("([target, message]) => parent.frames[0].postMessage(message, target)", [site.server, message(FHIR)])
    page.wait_for_timeout(1500)
    assert guide.turns.count() == 1


def test_on_its_own_it_listens_to_nobody(new_page, site) -> None:
    page = new_page()
    page.goto(f"{site.server}/embed?clinic=north")
    guide = Guide(page)
    guide.turns.first.wait_for()
    page.evaluate("message => postMessage(message, location.origin)", message(FHIR))
    page.wait_for_timeout(1000)
    assert guide.turns.count() == 1


@pytest.mark.complaints("frame-ancestors|ERR_BLOCKED_BY_RESPONSE")
def test_a_page_that_is_not_on_the_list_cannot_frame_it(new_page, site) -> None:
    site.pages["/frame"] = ("", FRAME.format(server=site.server, clinic="north"))
    page = new_page()
    page.goto(f"{site.host.replace('localhost', '127.0.0.1')}/frame")
    page.wait_for_timeout(1000)
    assert page.frame_locator("iframe").locator("igm-guide").count() == 0


def test_a_token_by_message(framed, site) -> None:
    page, guide = framed
    token = page.frames[1].evaluate(
        "() => fetch('/api/v1/conversations', {method: 'POST', headers: {'Content-Type': 'application/json'},"
        ' body: \'{"clinic": "north"}\'}).then(r => r.json()).then(r => r.token)'
    )
    _, answer = page.evaluate(SEND, [site.server, message({"token": token}, "igm-guide.token")])
    assert answer["payload"] == {"status": "success"}
    with page.expect_request("**/api/v1/messages") as sent:
        guide.say("What is IgM deficiency?")
    assert sent.value.headers["authorization"] == f"Bearer {token}"


def test_the_page_for_the_doctor_from_a_frame(framed) -> None:
    page, guide = framed
    guide.report()
    guide.choose("Make a page for my doctor")
    guide.button("Open the page").click()
    with page.expect_popup() as opened:
        guide.button("Print").click()
    paper = opened.value
    assert "My antibody test results" in paper.locator("h1").inner_text()
    assert paper.evaluate("getComputedStyle(document.querySelector('th')).borderTopStyle") == "solid"


def test_another_person_at_the_same_computer(new_page, site) -> None:
    page = new_page()
    for name in ("ann", "bob"):
        session = f"clinic='north' session='{name}'"
        site.pages[f"/{name}"] = ("", SCRIPT.replace("clinic='{clinic}'", session).format(server=site.server))
    page.goto(f"{site.host}/ann")
    guide = Guide(page)
    guide.open()
    guide.say("What is IgM deficiency?")
    token = guide.kept()["token"]
    page.goto(f"{site.host}/ann")
    guide.turns.nth(1).wait_for()
    with page.expect_response(lambda answer: answer.request.method == "DELETE") as erased:
        page.goto(f"{site.host}/bob")
    assert erased.value.status == 204
    assert erased.value.request.headers["authorization"] == f"Bearer {token}"
    guide.launcher.wait_for()
    assert guide.kept() is None
    guide.open()
    assert guide.bubbles.count() == 0


def test_pages_bring_no_style_of_their_own() -> None:
    for file in sorted((paths.ROOT / "web").rglob("*.html")):
        assert "<style" not in Path(file).read_text(encoding="utf-8")
        assert " style=" not in file.read_text(encoding="utf-8")
