"""docs/embedding.md and docs/examples: what the document shows is what the files say, and what it tells to run runs."""

import http.client
import importlib.util
import re
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest

from bot import paths
from bot.channels.settings import Settings
from bot.clinics.config import read_clinics
from bot.clinics.portal_token import REASONS, PortalTokenRefused, PortalTokens
from bot.labs.fhir import read

DOCS = paths.ROOT / "docs"
EXAMPLES = DOCS / "examples"
FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHOWN = [(kind, text) for kind, text in FENCED.findall((DOCS / "embedding.md").read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which every shell step of the document has been run, in order, as it stands there."""
    folder = tmp_path_factory.mktemp("followed")
    for name in (".venv", "bot", "docs"):
        (folder / name).symlink_to(paths.ROOT / name)
    for kind, text in SHOWN:
        if kind == "sh":
            subprocess.run(["sh", "-euc", text], cwd=folder, check=True, capture_output=True, timeout=60)
    return folder / "build" / "portal"


@pytest.fixture(scope="module")
def portal() -> ModuleType:
    spec = importlib.util.spec_from_file_location("example_portal", EXAMPLES / "portal.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_steps_make_a_clinic_whose_portal_can_sign(followed: Path, portal: ModuleType) -> None:
    clinics = read_clinics(followed / "clinics.yml")
    clinic = clinics.get("example-clinic")
    assert (clinic.portal_issuer, clinic.allowed_origins) == (portal.PORTAL, {portal.PORTAL})
    tokens = PortalTokens(clinics, portal.AUDIENCE)
    private_key = (followed / "key.pem").read_text()
    for token in (portal.signed_token(private_key), (followed / "token").read_text().strip()):
        assert tokens.accept(token, time.time(), "example-clinic") is clinic
        with pytest.raises(PortalTokenRefused, match=REASONS["replayed"]):
            tokens.accept(token, time.time())


def test_the_portal_and_the_server_agree_without_any_setting(portal: ModuleType) -> None:
    audience = Settings.read({}).audience
    assert audience == portal.AUDIENCE
    for document in ("embedding.md", "clinics.md"):
        assert f"`{audience}`" in (DOCS / document).read_text(encoding="utf-8")


def test_the_private_key_stays_with_the_portal(followed: Path) -> None:
    secret = (followed / "key.pem").read_text().splitlines()[1]
    assert secret not in (followed / "clinics.yml").read_text()


@pytest.mark.parametrize(("kind", "text"), [shown for shown in SHOWN if shown[0] != "sh"], ids=str)
def test_what_is_shown_stands_in_a_file(kind: str, text: str) -> None:
    endings = {"js": (".js",), "html": (".html",), "python": (".py",), "yaml": (".yml",)}[kind]
    files = [path for path in EXAMPLES.iterdir() if path.suffix in endings]
    assert any(text in path.read_text(encoding="utf-8") for path in files)


def test_every_example_is_named_in_the_document() -> None:
    document = (DOCS / "embedding.md").read_text(encoding="utf-8")
    pages = {path.stem for path in EXAMPLES.iterdir() if path.suffix == ".html"}
    assert all(f"http://localhost:8000/{page}.html" in document for page in pages)
    for path in EXAMPLES.iterdir():
        assert path.stem in document, path.name


def test_the_results_can_be_read() -> None:
    received = read((EXAMPLES / "results.json").read_bytes())
    assert [(one.analyte, str(one.value), one.unit) for one in received.measurements] == [
        ("IgM", "28", "mg/dL"), ("IgG", "980", "mg/dL"), ("IgA", "150", "mg/dL"),
    ]  # fmt: skip
    assert all(one.own_range for one in received.measurements)


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node.js to read the scripts with")
@pytest.mark.parametrize("script", sorted(path.name for path in EXAMPLES.glob("*.js")))
def test_scripts_can_be_read(script: str, tmp_path: Path) -> None:
    module = tmp_path / f"{script}.mjs"
    module.write_bytes((EXAMPLES / script).read_bytes())
    subprocess.run(["node", "--check", str(module)], check=True, capture_output=True, timeout=30)


@pytest.mark.parametrize("page", sorted(path.name for path in EXAMPLES.glob("*.html")))
def test_pages_keep_to_a_policy(page: str) -> None:
    text = (EXAMPLES / page).read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    scripts = policy.partition("script-src")[2].partition(";")[0]
    assert policy.startswith("default-src 'self'")
    assert "unsafe" not in scripts
    assert "*" not in policy
    assert re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|javascript:", text) is None
    if "<iframe" in text:
        assert 'sandbox="allow-scripts allow-same-origin allow-forms allow-popups"' in text


def test_messages_are_never_sent_to_everybody() -> None:
    script = (EXAMPLES / "iframe.js").read_text(encoding="utf-8")
    assert re.findall(r"postMessage\(.*, (.+)\);", script) == ["GUIDE"]
    assert "origin !== GUIDE || source !== frame.contentWindow" in script


@pytest.fixture(scope="module")
def served(portal: ModuleType, followed: Path) -> Iterator[int]:
    handler = partial(portal.Portal, (followed / "key.pem").read_text())
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()


def asked(port: int, method: str, path: str, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers=headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_the_example_portal_serves_its_pages_and_no_stranger(served: int) -> None:
    assert all(asked(served, "GET", f"/{path.name}", {}) == 200 for path in EXAMPLES.glob("*.html"))
    assert asked(served, "GET", "/../clinics.md", {}) == 404
    for origin in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        assert asked(served, "POST", "/conversation", origin) == 403


def test_every_reason_is_explained() -> None:
    document = (DOCS / "clinics.md").read_text(encoding="utf-8")
    assert [reason for reason in REASONS if f"`{reason}`" not in document] == []
