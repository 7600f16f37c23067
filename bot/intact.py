"""Hashes beside what was built: a file that was damaged, cut short or changed is refused before it is read.

A hash beside a file guards against damage, and against whoever can change only that file. Whoever can change both is
stopped by a hash that is kept elsewhere: ``IGM_GUIDE_MODEL_SHA256`` names the model's.
"""

import hashlib
import os
from pathlib import Path

SUFFIX = ".sha256"
"""The hash of NAME is kept in NAME.sha256, in the form that `sha256sum --check` reads."""

PINNED = "IGM_GUIDE_MODEL_SHA256"
"""The environment variable with the only hash that the model may have."""

BLOCK = 1024 * 1024
DIGITS = 64


class NotIntact(RuntimeError):
    """A file is missing, or is not the one that was built; the message says what to do."""


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, read in blocks.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def place_of_hash(path: Path) -> Path:
    """Return where the hash of a file is kept."""
    return path.with_name(path.name + SUFFIX)


def keep_hash(path: Path) -> None:
    """Keep the hash of a file beside it; a reader sees the old one or the new one.

    Raises:
        OSError: the file cannot be read, or its hash not be written.
    """
    place = place_of_hash(path)
    draft = place.with_name(f"{place.name}.{os.getpid()}.new")
    draft.write_text(f"{digest_of(path)}  {path.name}\n", encoding="ascii")
    draft.replace(place)


def kept_hash(path: Path) -> str | None:
    """Return the hash that is kept of a file; None where there is none that can be read."""
    try:
        digest = place_of_hash(path).read_text(encoding="ascii")[:DIGITS]
    except (OSError, UnicodeDecodeError):
        return None
    return digest if len(digest) == DIGITS else None


def is_intact(path: Path) -> bool:
    """Tell whether a file is there and is the one whose hash is kept."""
    return path.is_file() and kept_hash(path) == digest_of(path)


def check(path: Path, pinned: str | None = None) -> None:
    """Refuse a file that is not the one that was built; with ``pinned``, one of any other hash.

    Raises:
        NotIntact: it is missing, has no hash, or another one.
    """
    if not path.is_file():
        raise NotIntact(f"{path.name} is missing; run `make setup`")
    wanted = pinned.strip().lower() if pinned else kept_hash(path)
    if wanted is None:
        raise NotIntact(f"nothing tells whether {path.name} is whole: {path.name}{SUFFIX} is missing; run `make setup`")
    try:
        actual = digest_of(path)
    except OSError as error:
        raise NotIntact(f"{path.name} cannot be read ({type(error).__name__}); look at its permissions") from error
    if actual != wanted:
        raise NotIntact(
            f"{path.name} is not the file that {PINNED} names, and is not used; put the right one in its place"
            if pinned
            else f"{path.name} is not the file that was built (damaged, cut short or changed), and is not used; "
            "run `make setup`, which builds it anew"
        )


def check_built(model: Path, *others: Path) -> None:
    """Refuse the model or another built file that is not the one that was built.

    Raises:
        NotIntact: one of them is missing or another one.
    """
    check(model, os.environ.get(PINNED))
    for path in others:
        check(path)
