"""Lists the known advisories of the packages in requirements.lock: ``python scripts/advisories.py FOLDER``.

FOLDER is a copy of the PyPA advisory database (the public repository pypa/advisory-database), which is read, never
fetched. Prints one advisory a line and returns 1 if there is one. docs/security.md judges each.
"""

import re
import sys
from pathlib import Path
from typing import Any

import yaml
from packaging.utils import canonicalize_name
from packaging.version import Version

LOCK = Path(__file__).parents[1] / "requirements.lock"
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==(\S+)", re.MULTILINE)


def locked(lock: Path = LOCK) -> dict[str, Version]:
    """Return the version of each package by its normal name."""
    return {canonicalize_name(name): Version(version) for name, version in PINNED.findall(lock.read_text())}


def affects(advisory: dict[str, Any], version: Version) -> bool:
    """Tell whether a version is affected, by the ranges and the versions that an advisory lists."""
    for affected in advisory["affected"]:
        if str(version) in (affected.get("versions") or []):
            return True
        if any(_within(one["events"], version) for one in affected.get("ranges", []) if one["type"] == "ECOSYSTEM"):
            return True
    return False


def _within(events: list[dict[str, str]], version: Version) -> bool:
    inside = False
    for at, kind in sorted((Version(at), kind) for event in events for kind, at in event.items()):
        if kind == "introduced" and version >= at:
            inside = True
        elif (kind == "fixed" and version >= at) or (kind == "last_affected" and version > at):
            inside = False
    return inside


def main() -> int:
    """Print what is known; return 1 if something is, 2 where the folder holds no advisories."""
    if len(sys.argv) != 2 or not (vulns := Path(sys.argv[1]) / "vulns").is_dir():
        print(__doc__)
        return 2
    packages, known = locked(), []
    for file in sorted(vulns.rglob("*.yaml")):
        version = packages.get(canonicalize_name(file.parent.name))
        if version is None:
            continue
        advisory = yaml.safe_load(file.read_text(encoding="utf-8"))
        if not advisory.get("withdrawn") and affects(advisory, version):
            names = " ".join([advisory["id"], *advisory.get("aliases", [])])
            known.append(f"{file.parent.name} {version}: {names}")
    print("\n".join(known) or f"none of {len(packages)} packages is named in {vulns}")
    return int(bool(known))


if __name__ == "__main__":
    sys.exit(main())
