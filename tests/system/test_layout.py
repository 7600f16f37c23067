"""Small screens, large text, dark, forced colours, reduced motion, target size, and colours that clinics choose."""

import pytest

from tests.system.guide import REPORT, URGENT, Guide

OVERFLOW = """root => [...root.shadowRoot.querySelectorAll('*')].filter(e => {
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  if (!box.width || e.closest('.hidden, svg') || style.position === 'fixed') return false;
  const cut = e.scrollWidth > e.clientWidth + 1 && style.overflowX !== 'visible';
  return box.right > innerWidth + 1 || box.left < -1 || cut;
}).map(e => e.className || e.localName)"""

TARGETS = """root => [...root.shadowRoot.querySelectorAll('button, a, summary, textarea')].filter(e => {
  const box = e.getBoundingClientRect();
  if (!box.width || !box.height) return false;
  const inline = getComputedStyle(e).display === 'inline' && e.closest('p, li');
  return !inline && (box.width < 24 || box.height < 24);
}).map(e => e.textContent.trim() || e.className)"""

SMALL_BUTTONS = """root => [...root.shadowRoot.querySelectorAll('button:not(.word)')].filter(e => {
  const box = e.getBoundingClientRect();
  return box.width && (box.width < 44 || box.height < 44);
}).map(e => e.textContent.trim() || e.className)"""

LARGE_TEXT = "document.documentElement.style.fontSize = '200%'"


def filled(guide: Guide) -> None:
    """Have one of everything on the screen."""
    guide.say("What is IgM deficiency?").get_by_text("Where this comes from").click()
    guide.say(URGENT)
    guide.report().get_by_text("The picture in words").click()


def test_reflow_at_320(open_guide) -> None:
    guide = open_guide(width=320, height=640)
    filled(guide)
    assert guide.root.evaluate(OVERFLOW) == []
    assert guide.root.evaluate(TARGETS) == []
    assert guide.root.evaluate(SMALL_BUTTONS) == []
    assert guide.page.evaluate("document.documentElement.scrollWidth") <= 320
    guide.option("Erase my data")
    assert guide.root.evaluate(OVERFLOW) == []


@pytest.mark.parametrize(("width", "height"), [(1280, 1024), (320, 640)])
def test_text_at_200_percent(open_guide, width: int, height: int) -> None:
    guide = open_guide(opened=False, width=width, height=height)
    guide.page.evaluate(LARGE_TEXT)
    guide.open()
    assert guide.turns.first.locator("p").first.evaluate("p => getComputedStyle(p).fontSize") == "32px"
    filled(guide)
    assert guide.root.evaluate(OVERFLOW) == []
    guide.field.scroll_into_view_if_needed()
    field, send = guide.field.bounding_box(), guide.button("Send").bounding_box()
    assert field["y"] >= 0
    assert send["y"] + send["height"] <= height
    last = guide.turns.last.locator(".text p").last
    last.scroll_into_view_if_needed()
    assert 0 <= last.bounding_box()["y"] < height


def test_text_spacing(open_guide) -> None:
    guide = open_guide(width=320, height=640)
    guide.root.evaluate(
        """root => { const sheet = new CSSStyleSheet();
        const spacing = { 'line-height': '1.5', 'letter-spacing': '0.12em', 'word-spacing': '0.16em' };
        const rules = Object.entries(spacing).map(([name, value]) => `${name}: ${value} !important`);
        sheet.replaceSync(`* { ${rules.join(';')} }`);
        root.shadowRoot.adoptedStyleSheets.push(sheet); }"""
    )
    filled(guide)
    assert guide.root.evaluate(OVERFLOW) == []


def test_targets(open_guide) -> None:
    guide = open_guide()
    filled(guide)
    guide.button("Options").click()
    assert guide.root.evaluate(TARGETS) == []
    assert guide.root.evaluate(SMALL_BUTTONS) == []


def test_the_answer_begins_in_view(open_guide) -> None:
    guide = open_guide(reduced_motion="reduce")
    guide.say(REPORT)
    report = guide.choose("No range is printed")
    box, log = report.bounding_box(), guide.root.locator(".scroll").bounding_box()
    assert box["height"] > log["height"]
    assert log["y"] <= box["y"] < log["y"] + log["height"] / 2
    head = guide.root.locator(".program").bounding_box()
    assert head["y"] >= guide.panel.bounding_box()["y"]


def test_reduced_motion(open_guide) -> None:
    moving = "root => root.getAnimations({subtree: true}).length + root.shadowRoot.getAnimations().length"
    wait = "**/api/v1/messages"
    for motion, animated in (("no-preference", True), ("reduce", False)):
        guide = open_guide(reduced_motion=motion)
        guide.page.route(wait, lambda route: None)
        guide.typed("What is IgM deficiency?")
        guide.root.locator(".typing").wait_for()
        assert (guide.root.evaluate(moving) > 0) is animated


def test_dark(open_guide) -> None:
    guide = open_guide(color_scheme="dark")
    assert guide.panel.evaluate("p => getComputedStyle(p).backgroundColor") == "rgb(19, 28, 35)"
    guide.root.evaluate("root => root.setAttribute('scheme', 'light')")
    assert guide.panel.evaluate("p => getComputedStyle(p).backgroundColor") == "rgb(255, 255, 255)"


def test_forced_colours(open_guide) -> None:
    guide = open_guide(forced_colors="active")
    turn = guide.say("What is IgM deficiency?")
    for part in (turn.locator(".text").first, turn.locator(".choice").first, guide.bubbles.first, guide.field):
        border = part.evaluate("e => [getComputedStyle(e).borderTopWidth, getComputedStyle(e).borderTopColor]")
        assert border[0] != "0px"
        assert border[1] != "rgba(0, 0, 0, 0)"
    guide.button("Options").focus()
    guide.page.keyboard.press("Tab")
    assert guide.button("Close").evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_focus_is_visible_everywhere(open_guide) -> None:
    guide = open_guide()
    guide.say("What is IgM deficiency?")
    widths = set()
    for _ in range(25):
        guide.page.keyboard.press("Tab")
        widths.add(
            guide.page.evaluate(
                """() => { const host = document.activeElement;
                return getComputedStyle(host.shadowRoot?.activeElement ?? host).outlineWidth }"""
            )
        )
    assert widths == {"3px"}


CONTRAST = """async (colour) => {
  const { themeCss, readColour, contrast } = await import('/widget/igm-guide/theme.js');
  const css = themeCss([colour]);
  const read = (name, part) => readColour(part.match(new RegExp(`--_${name}:([^;}]+)`))[1]);
  return css.split('@media').map(part => ['bg', 'soft'].map(bg => [
    contrast(read('ink', part), read(bg, part)), contrast(read('text', part), read(bg, part)),
    contrast(read('muted', part), read(bg, part)), contrast(read('on-accent', part), read('accent', part)),
    ...['urgent', 'today', 'crisis'].flatMap(kind => ['text', 'line'].map(
      name => contrast(read(`${kind}-${name}`, part), read(`${kind}-bg`, part)))),
  ])).flat(2);
}"""


COLOURS = [
    "",
    "#ffd400",
    "#ffffff",
    "#000000",
    "yellow",
    "#7f7f7f",
    "hotpink",
    "nonsense",
    "hsl(200 90% 70%)",
    "#0b5cad",
    "red",
]


def test_any_accent_stays_readable(open_guide) -> None:
    guide = open_guide(opened=False)
    for colour in COLOURS:
        ratios = guide.page.evaluate(CONTRAST, colour)
        assert len(ratios) == 40
        assert min(ratios) >= 4.5, colour


def test_a_theme_by_attribute_and_property(open_guide) -> None:
    guide = open_guide()
    sent = guide.button("Send")
    background = "e => getComputedStyle(e).backgroundColor"
    guide.root.evaluate("root => root.setAttribute('accent', '#7a1fa2')")
    assert sent.evaluate(background) == "rgb(122, 31, 162)"
    guide.root.evaluate(
        """root => {
          root.removeAttribute('accent');
          root.style.setProperty('--igm-guide-accent', '#205a20');
          root.hide();
        }"""
    )
    guide.launcher.click()
    assert sent.evaluate(background) == "rgb(32, 90, 32)"
