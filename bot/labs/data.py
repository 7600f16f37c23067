"""Reads knowledge/labs/: units, analytes, intervals, patterns and wording, each file once a process."""

import csv
from functools import cache
from typing import Any

import yaml

from bot import paths

LABS = paths.KNOWLEDGE / "labs"


@cache
def read(name: str) -> Any:
    """Return the content of knowledge/labs/NAME.yml."""
    with (LABS / f"{name}.yml").open(encoding="utf-8") as file:
        return yaml.load(file, Loader=yaml.CSafeLoader)


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of knowledge/labs/NAME.csv."""
    with (LABS / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))
