"""What Rasa's training cache has to know besides a component's own class: the code and data it rests on."""

import hashlib
from pathlib import Path

from bot import paths


def fingerprint_of(*files: Path) -> str:
    """Return the SHA-256 over the contents of files; one that is missing counts as empty."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(hashlib.sha256(path.read_bytes() if path.is_file() else b"").digest())
    return digest.hexdigest()


def language(*names: str) -> list[Path]:
    """Return files of bot/language by name."""
    return [paths.ROOT / "bot" / "language" / name for name in names]
