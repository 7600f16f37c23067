"""What the tests of clinics share: clinics.yml files written for one test."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from portals import NORTH, SOUTH, clinic

from bot.clinics.config import Clinics, ClinicsInvalid, read_clinics


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write clinics.yml from entries, or from a text as it is."""

    def written(content: str | list[dict[str, Any]], **more: Any) -> Path:
        path = tmp_path / "clinics.yml"
        text = content if isinstance(content, str) else yaml.safe_dump({"clinics": content, **more}, sort_keys=False)
        path.write_text(text, encoding="utf-8")
        return path

    return written


@pytest.fixture
def mistakes(write: Callable[..., Path]) -> Callable[..., list[str]]:
    """Read a file that is wrong and return its mistakes as they are printed."""

    def found(content: Any, **more: Any) -> list[str]:
        with pytest.raises(ClinicsInvalid) as refused:
            read_clinics(write(content, **more))
        return str(refused.value).splitlines()

    return found


@pytest.fixture(scope="module")
def two_clinics(tmp_path_factory: pytest.TempPathFactory) -> Clinics:
    """Two clinics with portals, one of them with a key of each kind."""
    path = tmp_path_factory.mktemp("clinics") / "clinics.yml"
    entries = [clinic("north", NORTH, "rsa", "ec", "ed"), clinic("south", SOUTH, "ed-south")]
    path.write_text(yaml.safe_dump({"clinics": entries}), encoding="utf-8")
    return read_clinics(path)
