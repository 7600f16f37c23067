"""Takes the pictures of docs/widget.md, from the real server, into docs/screenshots/. Needs `make test-system` once."""

import io
import shutil
from collections.abc import Callable
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from bot import paths
from tests.system.guide import URGENT, Guide
from tests.system.serving import served

TARGET = paths.ROOT / "docs" / "screenshots"
COLOURS = 96
BESIDE = {"width": 900, "height": 680}
PHONE = {"width": 360, "height": 680}


def answer(guide: Guide) -> None:
    """Show an answer with its sources and a word."""
    guide.open()
    guide.say("What is IgM deficiency?").get_by_role("button", name="antibody", exact=True).click()


def urgent(guide: Guide) -> None:
    """Show a warning before an answer."""
    guide.open()
    guide.say(URGENT)


def report(guide: Guide) -> None:
    """Show a report with its number lines."""
    guide.open()
    guide.report()


def page(guide: Guide) -> None:
    """Show the page for the doctor."""
    report(guide)
    guide.choose("Make a page for my doctor")
    guide.button("Open the page").click()


def erase(guide: Guide) -> None:
    """Show the question before anything is erased."""
    answer(guide)
    guide.option("Erase my data")


def offline(guide: Guide) -> None:
    """Show a message that could not be sent yet."""
    guide.open()
    guide.say("What is IgM deficiency?")
    guide.page.context.set_offline(True)
    guide.typed("How is it treated?")
    guide.root.get_by_text("No connection").first.wait_for()


def portal(guide: Guide) -> None:
    """Show results that a portal has handed over."""
    guide.page.get_by_role("button", name="Ask the guide about these results").click()
    guide.turns.nth(1).wait_for()


def crisis(guide: Guide) -> None:
    """Show whom to talk to."""
    guide.open()
    guide.say("everyone is better off without me")


Shot = tuple[str, Callable[[Guide], None], str, dict[str, int], str]
SHOTS: list[Shot] = [
    ("closed", lambda guide: None, "/", BESIDE, "light"),
    ("answer", answer, "/", BESIDE, "light"),
    ("urgent", urgent, "/", PHONE, "light"),
    ("crisis", crisis, "/", PHONE, "light"),
    ("report", report, "/", PHONE, "light"),
    ("report-dark", report, "/", PHONE, "dark"),
    ("page-for-the-doctor", page, "/", BESIDE, "light"),
    ("portal", portal, "/portal-example", BESIDE, "light"),
    ("erase", erase, "/", PHONE, "light"),
    ("offline", offline, "/", PHONE, "dark"),
]


def take(browser: Browser, server: str, shot: Shot) -> None:
    """Take one picture and write it, with few colours so that it stays small."""
    name, act, path, size, scheme = shot
    options: dict[str, Any] = {"viewport": size, "color_scheme": scheme, "reduced_motion": "reduce"}
    tab = browser.new_context(**options).new_page()
    tab.goto(server + path)
    guide = Guide(tab)
    guide.launcher.wait_for()
    act(guide)
    tab.mouse.move(0, 0)
    tab.wait_for_timeout(300)
    picture = Image.open(io.BytesIO(tab.screenshot())).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(TARGET / f"{name}.png", optimize=True)
    tab.context.close()


def main() -> None:
    """Take all pictures."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with served() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for shot in SHOTS:
            take(browser, server, shot)


if __name__ == "__main__":
    main()
