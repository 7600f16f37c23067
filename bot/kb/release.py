"""What a clinician has to sign before a release: red flags, crisis texts, and the lists that go with them."""

from collections.abc import Iterator
from pathlib import Path

from bot.kb import files

SIGNED = "signed_off_by"


def check_signatures(folder: Path) -> list[str]:
    """Return what in ``folder``/danger/ no clinician has signed off."""
    return list(_unsigned(folder / "danger"))


def _unsigned(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.yml")):
        content = files.read_yaml(path)
        for flag in content.get("flags", ()):
            if not flag.get(SIGNED):
                yield f"danger/{path.name} {flag['id']}: no clinician has signed it off"
        if "flags" not in content and not content.get(SIGNED):
            yield f"danger/{path.name}: no clinician has signed it off"
