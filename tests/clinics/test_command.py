"""``python -m bot clinics`` as a developer runs it."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from portals import NORTH, WHOLE, clinic, private_key

from bot import paths
from bot.cli import main
from bot.clinics.config import read_clinics
from bot.clinics.portal_token import PortalTokens

HERE = "http://localhost:5005"


def run(*arguments: Any) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["clinics", *map(str, arguments)])
    return result.exit_code, result.output


def pem_file(folder: Path, key: Any, encryption: Any = None) -> Path:
    path = folder / "portal.key.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption()))
    return path


def test_check_lists_what_was_read() -> None:
    code, printed = run("check", paths.ROOT / "clinics.example.yml")
    assert code == 0
    assert re.search(r"^public \(default\): IgM Guide; only its own pages; no portal; 30 minutes$", printed, re.M)
    assert re.search(r"^north-clinic: .*keys north-2026-01, north-2026-07; 20 minutes$", printed, re.M)


def test_check_tells_every_mistake(tmp_path: Path) -> None:
    path = tmp_path / "mine.yml"
    path.write_text(yaml.safe_dump({"clinics": [{**WHOLE, "retention_minutes": 99, "colour": "red"}]}))
    code, printed = run("check", path)
    assert code == 1
    assert printed.count("mine.yml, line ") == 2
    assert "2 mistakes in mine.yml" in printed
    assert run("check", tmp_path / "none.yml")[0] == 1


@pytest.mark.parametrize("kind", ["rsa", "ec", "ed"])
def test_a_signed_token_is_accepted(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "clinics.yml"
    path.write_text(yaml.safe_dump({"clinics": [clinic("north", NORTH, kind)]}))
    key = pem_file(tmp_path, private_key(kind))
    code, printed = run("token", "--key", key, "--kid", kind, "--issuer", NORTH, "--audience", HERE)
    assert code == 0
    assert PortalTokens(read_clinics(path), HERE).accept(printed.strip(), time.time()).id == "north"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (lambda: rsa.generate_private_key(65537, 1024), "too short"),
        (lambda: ec.generate_private_key(ec.SECP384R1()), "kind of key"),
    ],
)
def test_keys_that_would_be_refused_do_not_sign(tmp_path: Path, key: Any, said: str) -> None:
    code, printed = run(
        "token", "--key", pem_file(tmp_path, key()), "--kid", "k", "--issuer", NORTH, "--audience", HERE
    )
    assert (code, said in printed) == (1, True)


def test_what_is_no_private_key(tmp_path: Path) -> None:
    locked = pem_file(tmp_path, private_key("ed"), BestAvailableEncryption(b"x"))
    other = tmp_path / "other.pem"
    other.write_text("secret words")
    for path in (locked, other):
        code, printed = run("token", "--key", path, "--kid", "k", "--issuer", NORTH, "--audience", HERE)
        assert (code, "holds no private key" in printed, "secret" in printed) == (1, True, False)
    assert run("token", "--key", other, "--kid", "k", "--issuer", NORTH, "--audience", HERE, "--seconds", 301)[0] == 2
