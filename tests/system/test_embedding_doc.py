"""docs/embedding.md, followed step by step in a browser: by script, by iframe, and from the portal's server."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import paths
from tests.system.guide import Guide
from tests.system.serving import served

PORTAL = "http://localhost:8000"
STEPS = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PORTS = (5005, 8000)
pytestmark = pytest.mark.complaints("status of 404")  # the example portal has no favicon


def taken(port: int) -> bool:
    """Tell whether something listens at a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Both servers of the document, started as it says, at its addresses; returns the folder of what its steps made."""
    if busy := [port for port in PORTS if taken(port)]:
        pytest.skip(f"the document's addresses are in use here: port {' and '.join(map(str, busy))}")
    folder = tmp_path_factory.mktemp("followed")
    for name in (".venv", "bot", "docs"):
        (folder / name).symlink_to(paths.ROOT / name)
    for step in STEPS.findall((paths.ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")):
        subprocess.run(["sh", "-euc", step], cwd=folder, check=True, capture_output=True, timeout=60)
    made = folder / "build" / "portal"
    with served("--clinics", str(made / "clinics.yml"), port=PORTS[0]), Portal(made / "key.pem"):
        yield made


class Portal:
    """Runs the example portal while the block runs."""

    def __init__(self, key: Path) -> None:
        self.command = [sys.executable, str(paths.ROOT / "docs" / "examples" / "portal.py"), str(key)]

    def __enter__(self) -> None:
        self.process = subprocess.Popen(self.command, stderr=subprocess.DEVNULL)
        while not taken(PORTS[1]):
            assert self.process.poll() is None
            time.sleep(0.1)

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()


def shown(guide: Guide) -> str:
    """Return the results that the guide says it has received."""
    received = guide.root.locator("[data-kind=meta]").filter(has_text="IgM 28 mg/dL")
    received.wait_for()
    return received.inner_text()


def test_by_script(servers, new_page) -> None:
    page = new_page()
    page.goto(f"{PORTAL}/script.html")
    guide = Guide(page)
    guide.open()
    assert "program" in guide.turns.first.inner_text()
    page.get_by_role("button", name="Ask the guide about these results").click()
    assert "IgG 980 mg/dL" in shown(guide)
    guide.choose("Explain my results")


def test_by_iframe(servers, new_page) -> None:
    page = new_page()
    page.goto(f"{PORTAL}/iframe.html")
    guide = Guide(page, page.frame_locator("iframe"))
    guide.turns.first.wait_for()
    page.get_by_role("button").first.click()
    assert "IgG 980 mg/dL" in shown(guide)


def test_from_the_portals_server(servers, new_page) -> None:
    page = new_page()
    page.goto(f"{PORTAL}/portal.html")
    guide = Guide(page)
    guide.launcher.wait_for()
    page.get_by_role("button", name="Ask the guide about my results").click()
    assert "IgG 980 mg/dL" in shown(guide)
    guide.choose("Explain my results")
    page.reload()
    guide.bubbles.first.wait_for()


OTHER_GUIDE = """token => {
  document.querySelector('igm-guide').remove();
  const guide = document.createElement('igm-guide');
  guide.setAttribute('clinic', 'example-clinic');
  guide.setAttribute('portal-token', token);
  document.body.append(guide);
}"""


@pytest.mark.complaints("status of (404|409)")
def test_a_portals_token_in_the_page_is_good_for_one_conversation(servers, new_page) -> None:
    token = (servers / "token").read_text(encoding="ascii").strip()
    page = new_page()
    for status in (201, 409):
        page.goto(f"{PORTAL}/script.html")
        page.evaluate(OTHER_GUIDE, token)
        guide = Guide(page)
        guide.launcher.wait_for()
        assert guide.root.get_attribute("portal-token") is None
        with page.expect_response("**/api/v1/conversations") as opened:
            guide.launcher.click()
        assert opened.value.status == status
        assert opened.value.request.post_data_json == {"clinic": "example-clinic", "portal_token": token}
        page.evaluate("sessionStorage.clear()")
    guide.root.get_by_text("The link from your clinic was used before.").first.wait_for()
