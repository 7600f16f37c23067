"""``python -m bot gaps``: what could not be answered, in groups, for curators."""

import os
from pathlib import Path

import click

from bot.runtime.unknown import SWITCH, grouped


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
def command(file: Path | None) -> None:
    """Group the questions that could not be answered and were kept in FILE (default: the operator's setting)."""
    place = file or (Path(os.environ[SWITCH]) if os.environ.get(SWITCH) else None)
    if place is None:
        raise click.UsageError(f"nothing is kept: {SWITCH} names no file (docs/safety.md says what would be kept)")
    try:
        groups = grouped(place)
    except FileNotFoundError:
        raise click.UsageError(f"nothing was kept in {place.name} yet") from None
    for group in groups:
        click.echo(f"{group['count']:5}  {group['kind']:13} {group['gap'] or '-':34} {' '.join(group['words'])}")
