"""What the browser tests share: the real server with the real model, and Debian's chromium."""

import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from bot import paths
from tests.system.guide import Guide, measured
from tests.system.hosts import HostPages
from tests.system.serving import served

AXE = paths.ROOT / "build" / "system" / "axe.min.js"
CHROMIUM = shutil.which("chromium")

CLINICS = """
clinics:
- id: north
  name: North Clinic
  contact: the North Clinic at 555-0100
  country: US
  allowed_origins: [{origin}]
  theme: {{accent: "#ffd400", accent_text: black}}
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what cannot run here, and say why."""
    missing = [name for name, there in (("chromium", CHROMIUM), ("axe-core", AXE.is_file())) if not there]
    if missing:
        reason = f"{' and '.join(missing)} missing: run `make test-system`, which installs what the browser tests need"
        for item in items:
            if Path(__file__).parent in item.path.parents and {"open_guide", "new_page"} & set(item.fixturenames):
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter) -> None:
    """Print what was measured."""
    for line in measured:
        terminalreporter.write_line(line)


@dataclass(frozen=True)
class Site:
    """Where things are: the server, and pages of a clinic on another origin."""

    server: str
    host: str
    pages: dict[str, tuple[str, str]]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The server as `python -m bot serve` runs it, with a clinic whose pages stand on another origin."""
    pages: dict[str, tuple[str, str]] = {}
    hosts = ThreadingHTTPServer(("127.0.0.1", 0), HostPages.of(pages))
    threading.Thread(target=hosts.serve_forever, daemon=True).start()
    origin = f"http://localhost:{hosts.server_address[1]}"
    clinics = tmp_path_factory.mktemp("clinics") / "clinics.yml"
    clinics.write_text(CLINICS.format(origin=origin), encoding="utf-8")
    with served("--clinics", str(clinics)) as address:
        yield Site(address, origin, pages)
    hosts.shutdown()


@pytest.fixture(scope="session")
def chromium() -> Iterator:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium, request: pytest.FixtureRequest) -> Iterator:
    """Returns a function that opens a page of its own context; complaints of the browser fail the test."""
    contexts, complaints = [], []

    def make(width: int = 1100, height: int = 800, **options):
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        return page

    yield make
    for context in contexts:
        context.close()
    expected = request.node.get_closest_marker("complaints")
    wanted = re.compile(expected.args[0]) if expected else None
    assert [text for text in complaints if wanted is None or not wanted.search(text)] == []


@pytest.fixture
def open_guide(new_page, site: Site):
    """Returns a function that opens the demo page and, unless told not to, the panel."""

    def make(opened: bool = True, path: str = "/", **options) -> Guide:
        page = new_page(**options)
        page.goto(site.server + path)
        guide = Guide(page)
        guide.launcher.wait_for()
        if opened:
            guide.open()
        return guide

    return make
