"""The command ``python -m bot doctor``."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click

from bot.runtime.doctor import built, machine
from bot.runtime.doctor import settings as set_up
from bot.runtime.doctor.finding import Check, Finding, wrong


def checks(host: str, port: int, clinics: Path | None, quick: bool) -> list[Check]:
    """Return the checks in the order in which their mistakes are best mended."""
    found: list[Check] = [built.python, built.environment, built.products, built.knowledge]
    found += [set_up.environment_variables, set_up.country, partial(set_up.clinics, clinics), set_up.redis]
    found += [machine.clock, machine.memory, machine.temporary_folder, machine.unknown_questions]
    found += [partial(machine.port, host, port)]
    return found if quick else [*found, built.answers]


def findings(chosen: list[Check]) -> Iterator[Finding]:
    """Yield what the checks find; a check that fails itself is a finding too."""
    for check in chosen:
        try:
            yield from check()
        except Exception as error:  # the other checks are wanted all the more
            name = getattr(check, "func", check).__name__.replace("_", " ")
            yield wrong(name, f"could not be looked at ({type(error).__name__}); run `make setup`")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address that a server would listen at.")
@click.option("--port", default=5005, show_default=True, help="The port that a server would listen at.")
@click.option("--clinics", envvar="IGM_GUIDE_CLINICS", type=click.Path(path_type=Path), help="The clinics' file.")
@click.option("--quick", is_flag=True, help="Do not load the model and ask it a question.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON object.")
def command(host: str, port: int, clinics: Path | None, quick: bool, as_json: bool) -> None:
    """Look at everything the assistant needs; exit with 1 where something is wrong."""
    found = []
    for finding in findings(checks(host, port, clinics, quick)):
        found.append(finding)
        if not as_json:
            click.echo(finding.as_line())
    ok = all(finding.ok for finding in found)
    if as_json:
        click.echo(json.dumps({"ok": ok, "findings": [finding.as_data() for finding in found]}, ensure_ascii=False))
    elif not ok:
        click.echo(f"{sum(not finding.ok for finding in found)} problems; each line says what to do.")
    if not ok:
        raise SystemExit(1)
