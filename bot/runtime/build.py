"""``python -m bot build``: builds what is out of date, judged by content hashes, not by dates."""

import gzip
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import click

from bot import intact, paths
from bot.kb.files import content_hash, knowledge_files


CACHE_MEGABYTES = "3000"
"""What Rasa's cache of training may take: Rasa's own limit of 1,000 is full after three trainings."""


@dataclass(frozen=True)
class Product:
    """Something that is built: from which files, to which file, and how."""

    name: str
    target: Path
    inputs: Callable[[], Iterable[Path]]
    build: Callable[[], None]

    @property
    def stamp(self) -> Path:
        """Return the file that keeps the hash of the inputs of the last build."""
        return paths.BUILD / f"{self.target.name}.inputs"

    def wanted(self) -> str:
        """Return the hash of the inputs as they are now."""
        lock = hashlib.sha256((paths.ROOT / "requirements.lock").read_bytes()).hexdigest()
        return content_hash(list(self.inputs()), paths.ROOT) + lock

    def fits_inputs(self) -> bool:
        """Tell whether the product is there and was built from the inputs as they are now."""
        return self.target.is_file() and self.stamp.is_file() and self.stamp.read_text() == self.wanted()

    def is_current(self) -> bool:
        """Tell whether the product fits its inputs and is the very file that was built."""
        return self.fits_inputs() and intact.is_intact(self.target)

    def ensure(self) -> bool:
        """Build if out of date or damaged; returns whether anything was built."""
        if self.fits_inputs() and not intact.place_of_hash(self.target).is_file():
            intact.keep_hash(self.target)  # it was built before hashes were kept
        if self.is_current():
            return False
        click.echo(f"building {self.name} ...", err=True)
        wanted = self.wanted()
        self.stamp.unlink(missing_ok=True)
        self.build()
        self.stamp.parent.mkdir(parents=True, exist_ok=True)
        intact.keep_hash(self.target)
        self.stamp.write_text(wanted)
        return True


def python_files(*folders: str) -> list[Path]:
    """Return the Python files below folders of the project."""
    return [path for folder in folders for path in (paths.ROOT / folder).rglob("*.py")]


def data_files(*folders: str) -> list[Path]:
    """Return the YAML files below folders of the project."""
    return [path for folder in folders for path in (paths.ROOT / folder).rglob("*.yml")]


def build_embedding() -> None:
    """Build the sentence embedding."""
    import logging

    from bot.language.embedding_graph import build_embedding as build

    logging.getLogger().setLevel(logging.ERROR)
    build(paths.EMBEDDING)


def build_knowledge() -> None:
    """Check and build the knowledge base; a knowledge base with problems is not built."""
    from bot.kb import check, files
    from bot.kb.build import build_database

    problems = check.check_all(paths.KNOWLEDGE)
    if problems:
        raise click.ClickException("the knowledge base has problems:\n" + "\n".join(problems))
    content = content_hash(files.knowledge_files(paths.KNOWLEDGE), paths.KNOWLEDGE)
    build_database(files.read_knowledge(paths.KNOWLEDGE), paths.DATABASE, content)


def build_words() -> None:
    """Build the word lists."""
    from bot.language.words_build import build_words as build

    build(paths.WORDS)


def build_model() -> None:
    """Train the Rasa model."""
    from bot.runtime.lean import quieten

    quieten()
    os.environ.setdefault("RASA_MAX_CACHE_SIZE", CACHE_MEGABYTES)
    click.echo("(this takes about a minute the first time)", err=True)
    sys.path.insert(0, str(paths.ROOT))
    from rasa.model_training import train

    result = train(
        domain=str(paths.ROOT / "domain.yml"),
        config=str(paths.ROOT / "config.yml"),
        training_files=[str(paths.DATA)],
        output=str(paths.MODELS),
        fixed_model_name=paths.MODEL.name.removesuffix(".tar.gz"),
    )
    if result.code != 0 or result.model is None:
        raise click.ClickException("training failed")
    store_plainly(paths.MODEL)


def store_plainly(archive: Path) -> None:
    """Write a .tar.gz anew without compression: Rasa unpacks it twice at each start, and numbers shrink little."""
    plain = archive.with_suffix(".plain")
    with gzip.open(archive) as packed, gzip.GzipFile(plain, mode="wb", compresslevel=0, mtime=0) as target:
        shutil.copyfileobj(packed, target, 1 << 20)
    plain.replace(archive)


def products() -> list[Product]:
    """Return all products in the order in which they need each other."""
    root = paths.ROOT
    graph = [root / "bot/language/embedding_graph.py", root / "bot/language/onnx_graph.py"]
    return [
        Product("the sentence embedding", paths.EMBEDDING, lambda: graph, build_embedding),
        Product(
            "the knowledge base",
            paths.DATABASE,
            lambda: [*knowledge_files(paths.KNOWLEDGE), *python_files("bot/kb")],
            build_knowledge,
        ),
        Product(
            "the word lists",
            paths.WORDS,
            lambda: [
                root / "bot/language/words_build.py",
                paths.CONDITIONS,
                *data_files("data/nlu", "data/danger", "knowledge"),
            ],
            build_words,
        ),
        Product(
            "the dialogue model",
            paths.MODEL,
            lambda: [
                root / "config.yml",
                root / "domain.yml",
                paths.WORDS,
                *data_files("data", "bot/language"),
                *python_files("bot/language", "bot/components"),
            ],
            build_model,
        ),
    ]


def unlike_inputs() -> list[str]:
    """Return the names of the products that are missing or were built from other files than those that are here."""
    return [product.name for product in products() if not product.fits_inputs()]


def refuse_unlike_inputs() -> None:
    """Refuse to serve what was built from other files: some of them are read at run time too.

    Raises:
        ModelMissing: something is missing or does not fit the files that are here.
    """
    from bot.runtime.assistant import ModelMissing

    if unlike := unlike_inputs():
        raise ModelMissing(f"not built from the files that are here: {', '.join(unlike)}; run `make setup`")


@click.command()
@click.option("--check", is_flag=True, help="Build nothing; exit with 1 if something is out of date.")
def command(check: bool) -> None:
    """Build what is out of date: embedding, knowledge base, model."""
    if check:
        stale = [product.name for product in products() if not product.is_current()]
        if stale:
            raise click.ClickException("out of date: " + ", ".join(stale) + "; run `make setup`")
        return
    for product in products():
        product.ensure()
