"""The Infobutton responder over HTTP: forms, headers, pages, errors; nothing makes it fail."""

import html
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from serve_infobutton import PUBLIC
from serving import Answered, get, get_raw, serving

from bot import paths
from bot.infobutton.pages import policy
from bot.kb.query import KnowledgeBase

ASKED = "mainSearchCriteria.v.cs=2.16.840.1.113883.6.90&mainSearchCriteria.v.c=D80.4"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving("serve_infobutton.py") as port:
        yield port


class Tags(HTMLParser):
    """The tags of a page, each of them closed in order."""

    EMPTY = frozenset({"meta", "link", "br"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("path", ["/infobutton", "/infobutton/service"])
@pytest.mark.parametrize("form", ["", "text/xml", "application/atom+xml", "application/json"])
def test_the_service_answers_in_the_form_that_is_asked_for(port: int, path: str, form: str) -> None:
    answered = get(port, f"{path}?{ASKED}&knowledgeResponseType={quote(form)}")
    assert answered.status == 200
    assert answered.headers["content-type"] == f"{form or 'text/xml'}; charset=utf-8"
    assert answered.headers["access-control-allow-origin"] == "*"
    if form == "application/json":
        links = [entry["link"][0]["href"] for entry in json.loads(answered.body)["feed"]["entry"]]
    else:
        atom = "{http://www.w3.org/2005/Atom}"
        links = [link.get("href") for link in fromstring(answered.body).iter(f"{atom}link")]
    assert links[0] == f"{PUBLIC}/topics/overview.definition"
    for link in links:
        assert get(port, link.removeprefix(PUBLIC)).status == 200


def test_links_begin_with_the_host_where_no_address_is_given(port: int) -> None:
    address = f"/no-address/infobutton?{ASKED}&knowledgeResponseType=application/json"
    assert json.loads(get(port, address).body)["feed"]["base"] == f"http://127.0.0.1:{port}/"
    for host in ("evil.example/x", "a b", "<b>", "x" * 300, "user@evil.example"):
        assert json.loads(get(port, address, {"Host": host}).body)["feed"]["base"] == "/"


def is_page(answered: Answered) -> Tags:
    assert answered.headers["content-type"] == "text/html; charset=utf-8"
    assert answered.headers["content-security-policy"] == policy()
    tags = Tags(answered.body.decode())
    names = {tag for tag, _ in tags.seen}
    assert names.isdisjoint({"script", "iframe", "object", "embed", "form", "base", "img"})
    assert not any(name.startswith("on") or name == "style" for _, attributes in tags.seen for name in attributes)
    addresses = [attributes["href"] for tag, attributes in tags.seen if tag == "a"]
    assert all(re.match(r"/(?!/)|https?://", address) for address in addresses)
    assert ("html", {"lang": "en"}) in tags.seen
    assert [tag for tag, _ in tags.seen].count("h1") == 1
    return tags


def test_the_policy_lets_nothing_in_but_the_pages_own_style(port: int) -> None:
    import base64
    import hashlib

    page = get(port, "/topics/overview.definition").body.decode()
    style = re.search(r"<style>(.*?)</style>", page, re.S)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy()
    assert policy().startswith("default-src 'none'; ")
    assert "unsafe" not in policy()


def test_every_topic_has_a_page(port: int) -> None:
    knowledge = KnowledgeBase(paths.DATABASE)
    assert len(knowledge.topics) > 60
    for topic in knowledge.topics.values():
        answered = get(port, f"/topics/{topic.id}")
        assert answered.status == 200
        is_page(answered)
        page = html.unescape(answered.body.decode())
        statement = knowledge.statement(topic.id)
        assert f"<h1>{topic.question}</h1>" in page
        assert statement.short in page
        assert statement.fuller in page
        assert "Not yet reviewed by a clinician." in page
        assert "not for emergencies" in page
        assert all(source["label"] in page for source in statement.sources)


def test_a_child_has_pages_too(port: int) -> None:
    knowledge = KnowledgeBase(paths.DATABASE)
    grown, child = (get(port, f"/topics/overview.definition{q}").body.decode() for q in ("", "?audience=child"))
    assert '<a href="/topics/overview.definition?audience=child">For a child</a>' in grown
    assert knowledge.statement("overview.definition", "child").short in child.replace("&#39;", "'")
    assert '<a href="/topics/overview.definition">For anyone</a>' in child


def test_the_application_is_a_page(port: int) -> None:
    for address in (f"/infobutton/application?{ASKED}", f"/infobutton/service?{ASKED}&knowledgeResponseType=text/html"):
        answered = get(port, address)
        assert answered.status == 200
        assert "/topics/overview.definition" in [attributes.get("href") for _, attributes in is_page(answered).seen]
    nothing = get(port, "/infobutton/application?" + ASKED.replace("D80.4", "%3Cscript%3E"))
    is_page(nothing)
    assert b"Please ask your doctor" in nothing.body
    assert b"&lt;script&gt;" in nothing.body.lower()


@pytest.mark.parametrize("path", ["/infobutton", "/infobutton/service", "/infobutton/application"])
def test_what_is_missing_is_a_problem_in_json(port: int, path: str) -> None:
    answered = get(port, f"{path}?mainSearchCriteria.v.c=SECRET")
    body = json.loads(answered.body)
    assert (answered.status, answered.headers["content-type"]) == (400, "application/problem+json")
    assert set(body) == {"type", "title", "status", "detail"}
    assert "mainSearchCriteria.v.cs" in body["detail"]
    assert b"SECRET" not in answered.body


UNKNOWN = ["nothing.here", "overview.definition'--", "%2e%2e%2f", "x" * 2000, "%00", "%ff", "<b>"]
ODD = [
    b"/topics/x?%ff", b"/topics/%ff", b"/infobutton/application?%ff%fe=%00", b"/infobutton?;=&&&;",
    b"/infobutton?" + b"a=1&" * 500,
    b"/infobutton?" + ASKED.encode() + b"&x=%ed%a0%80", b"/infobutton?" + ASKED.encode() + b"%00%0b",
]  # fmt: skip
NOT_ASCII = [b"/infobutton?\xff=\xfe", b"/topics/x?\xff", b"/topics/\xc3\xa9"]


@pytest.mark.parametrize("name", UNKNOWN, ids=range(len(UNKNOWN)))
def test_an_unknown_topic_is_not_there(port: int, name: str) -> None:
    answered = get(port, f"/topics/{quote(name, safe='%')}")
    assert answered.status == 404
    if answered.headers["content-type"].startswith("text/html"):
        is_page(answered)


@pytest.mark.parametrize("target", ODD, ids=range(len(ODD)))
def test_odd_queries_are_no_fault(port: int, target: bytes) -> None:
    assert re.match(rb"HTTP/1.1 [24]\d\d ", get_raw(port, target))


@pytest.mark.parametrize("target", NOT_ASCII)
def test_bytes_that_no_address_has(port: int, target: bytes) -> None:
    """Sanic 21.12 hangs up on most of them before a route is found; the server goes on."""
    assert re.match(rb"HTTP/1.1 [24]\d\d |$", get_raw(port, target))
    assert get(port, f"/infobutton?{ASKED}").status == 200


TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
FRAGMENT = st.sampled_from([ASKED, "mainSearchCriteria.v.c1=x", "&", "knowledgeResponseType=application/json", "%"])
QUERY = st.lists(TEXT.map(quote) | FRAGMENT, max_size=8).map("&".join)


@settings(max_examples=80)
@given(QUERY, st.sampled_from(["", "/service", "/application"]))
def test_no_query_makes_it_fail(port: int, query: str, path: str) -> None:
    answered = get(port, f"/infobutton{path}?{query}")
    kind = answered.headers["content-type"].partition(";")[0]
    assert answered.status in (200, 400)
    if kind == "text/html":
        is_page(answered)
    elif kind == "text/xml":
        fromstring(answered.body)
    else:
        assert json.loads(answered.body)


def test_without_a_knowledge_base_it_says_so(port: int) -> None:
    for address in (f"/infobutton?{ASKED}", "/topics/overview.definition", f"/infobutton/application?{ASKED}"):
        answered = get(port, f"/no-knowledge{address}")
        assert (answered.status, answered.headers["retry-after"]) == (503, "30")
        assert json.loads(answered.body)["status"] == 503
