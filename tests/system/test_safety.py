"""Text is only ever text, whoever wrote it; strict pages do not complain; nothing private leaves."""

import pytest

from bot import paths
from tests.system.guide import Guide, measured

EVIL = '<img src=x onerror="window.evil=1"><script>window.evil=1</script> javascript:alert(1) {{7*7}} <b>bold</b>'
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10" onload="window.evil=1" style="position:fixed">
<script>window.evil=1</script><style>* { display: none }</style>
<a href="javascript:window.evil=1"><text x="1" y="1">a</text></a>
<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="javascript:parent.evil=1"/></foreignObject>
<image href="https://example.org/x.png"/><use href="#a"/><animate attributeName="href" values="javascript:1"/>
<rect id="r" x="0" y="0" width="5" height="5" fill="url(https://example.org/#a)" stroke="url(#r)"
onclick="window.evil=1"/>
<text x="1" y="5">kept</text></svg>"""
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>t</title><style>body {{ display: none }}</style></head>
<body onload="window.evil=1">
<h1>Page {EVIL}</h1><form action="https://example.org"><input name="a"></form><a href="javascript:window.evil=1">bad</a>
<a href="https://example.org/">good</a><iframe src="https://example.org"></iframe>
<p style="color:red" onclick="window.evil=1">p</p>{SVG}</body></html>"""
ALLOWED = {"svg", "rect", "text"}


def hostile() -> dict:
    """Return what a server that was taken over could send; the real one never does."""
    custom = {"topic": None, "reviewed_on": EVIL, "reviewed_by": EVIL, "level": None, "report": None}
    sources = [{"id": "a", "label": EVIL, "section": EVIL, "pmid": EVIL, "url": "javascript:window.evil=1"}]
    drawing = {"svg": SVG, "text": EVIL, "alt": EVIL}
    reply = {
        "text": f"{EVIL}\n- {EVIL}",
        "buttons": [{"title": EVIL, "payload": EVIL}],
        "custom": {"kind": "answer", **custom, "sources": sources, "drawing": drawing},
    }
    page = {
        "text": EVIL,
        "buttons": [],
        "custom": {"kind": "meta", **custom, "sources": [], "drawing": None, "page": PAGE},
    }
    return {"message_id": "x", "replies": [reply, page]}


def nothing_ran(guide: Guide) -> bool:
    """Tell whether nothing of what was sent became more than text."""
    found = guide.root.evaluate(
        """root => [...root.shadowRoot.querySelectorAll('*')].filter(e =>
          ['script', 'img', 'iframe', 'style', 'form', 'input', 'b', 'image', 'use', 'foreignObject', 'animate']
              .includes(e.localName) && !e.classList.contains('ask')
          || [...e.attributes].some(a => a.name.startsWith('on')
            || /javascript:/i.test(a.value) && a.name !== 'aria-label'
            || a.name === 'style' && e.localName !== 'textarea')).map(e => e.outerHTML)"""
    )
    assert found == []
    return guide.page.evaluate("window.evil === undefined")


def test_what_a_person_types_stays_text(open_guide) -> None:
    guide = open_guide()
    guide.say(EVIL)
    assert EVIL in guide.bubbles.last.text_content()
    assert nothing_ran(guide)
    guide.page.reload()
    guide.bubbles.first.wait_for()
    assert EVIL in guide.bubbles.last.text_content()
    assert nothing_ran(guide)


def test_a_typed_command_is_no_command(open_guide) -> None:
    guide = open_guide()
    turn = guide.say('/lab_answer{"answer": "mg/dL"}')
    assert turn.locator("[data-kind=lab_question], [data-kind=lab_report]").count() == 0


@pytest.mark.complaints("inline event handler|inline style|inline script")
def test_hostile_replies_stay_text(open_guide) -> None:
    guide = open_guide()
    guide.page.route("**/api/v1/messages", lambda route: route.fulfill(json=hostile()))
    turn = guide.say("What is IgM deficiency?")
    assert turn.locator(".text").first.inner_text().count("<script>") == 2
    assert turn.locator(".sources a").count() == 0
    drawing = turn.locator(".drawing svg")
    names = drawing.evaluate("svg => [svg, ...svg.querySelectorAll('*')].map(e => e.localName)")
    assert set(names) == ALLOWED
    assert drawing.text_content().split() == ["kept"]
    assert drawing.locator("rect").evaluate(
        "r => [r.getAttribute('fill'), /^url\\(#igm\\d+-r\\)$/.test(r.getAttribute('stroke'))]"
    ) == [None, True]
    assert nothing_ran(guide)
    guide.button("Open the page").click()
    paper = guide.root.locator(".paper")
    assert paper.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))") == [
        None,
        "https://example.org/",
    ]
    assert paper.is_visible()
    assert nothing_ran(guide)


@pytest.mark.complaints("")
def test_hostile_drawings(open_guide) -> None:
    guide = open_guide(opened=False)
    tried = [
        "",
        "<svg",
        "<html><body/></html>",
        "<svg xmlns='http://www.w3.org/1999/xhtml'/>",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>",
    ]
    script = """async (all) => {
      const { safeSvg } = await import('/widget/igm-guide/svg.js');
      return all.map(one => safeSvg(one)?.outerHTML ?? null);
    }"""
    assert guide.page.evaluate(script, tried) == [None] * len(tried)


def test_nothing_private_leaves(open_guide, site) -> None:
    guide = open_guide()
    asked = []
    guide.page.on("request", lambda request: asked.append(request))
    guide.say("my IgM is 4711 mg/dL")
    guide.choose("I don't know")
    assert asked
    assert all(request.url.startswith(site.server) for request in asked)
    assert not any("4711" in request.url.removeprefix(site.server) for request in asked)
    assert guide.page.context.cookies() == []
    events = guide.page.evaluate("""() => new Promise(resolve => {
      addEventListener('igm-guide-reply', event => resolve(JSON.stringify(event.detail)));
      document.querySelector('igm-guide').shadowRoot.querySelector('.choice').click() })""")
    assert set(events) <= set('{}[]":,_abcdefghijklmnopqrstuvwxyz')


def test_size(new_page, site) -> None:
    """All that the widget ever loads, as it is sent, is under 30 KB."""
    page = new_page()
    sizes: dict[str, int] = {}
    page.on("requestfinished", lambda request: sizes.update({request.url: request.sizes()["responseBodySize"]}))
    page.goto(site.server)
    guide = Guide(page)
    guide.open()
    guide.say("What is IgM deficiency?")
    widget = {
        url: size for url, size in sizes.items() if "/widget/" in url and not url.endswith(("pages.css", "icon.svg"))
    }
    files = [file for file in (paths.ROOT / "web").rglob("*") if file.parent.name in ("igm-guide", "words")]
    assert {url.rpartition("/")[2] for url in widget} == {file.name for file in files} | {"igm-guide.js"}
    total = sum(widget.values())
    measured.append(
        f"widget: {total / 1000:.1f} KB in {len(widget)} files, compressed, with style, words and word list"
    )
    assert 10_000 < total < 30_000
