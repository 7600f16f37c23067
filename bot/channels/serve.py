"""``python -m bot serve``: the web server, with the actions in the same process."""

import asyncio
import logging
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
import yaml

from bot import paths
from bot.channels.settings import VARIABLES, SettingInvalid, Settings
from bot.runtime.lean import start_lean

CREDENTIALS = paths.ROOT / "credentials.yml"
logger = logging.getLogger("bot.serve")


def environment_help() -> str:
    """Return the environment variables as part of the help."""
    lines = [f"{name}: {what}" for name, what in VARIABLES.items()]
    return "\b\nEnvironment:\n" + "\n".join(f"  {line}" for line in lines)


@click.command(epilog=environment_help())
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at; 0.0.0.0 is all.")
@click.option("--port", default=5005, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option(
    "--clinics", envvar="IGM_GUIDE_CLINICS", type=click.Path(dir_okay=False, path_type=Path), help="The clinics' file."
)
def command(host: str, port: int, clinics: Path | None) -> None:
    """Serve the widget, its pages and the API (docs/server.md). Conversations are kept in memory, or in Redis."""
    from bot.clinics.config import ClinicsInvalid, public_only, read_clinics
    from bot.language.danger.help import UnknownCountry, help_in
    from bot.runtime.assistant import ModelMissing
    from bot.runtime.build import refuse_unlike_inputs

    try:
        settings = Settings.read(os.environ)
        refuse_unlike_inputs()
        help_in()  # raises where the country that is set has no numbers
        known = read_clinics(clinics) if clinics else public_only()
        if clinics:
            refuse_other_channels()
        run(host, port, known, settings)
    except (SettingInvalid, ClinicsInvalid, UnknownCountry, ModelMissing, OSError) as error:
        raise click.ClickException(str(error)) from error


def refuse_other_channels(credentials: Path = CREDENTIALS) -> None:
    """Refuse to serve clinics where Rasa's own channels are switched on.

    Raises:
        SettingInvalid: credentials.yml names one.
    """
    content = yaml.safe_load(credentials.read_text(encoding="utf-8")) if credentials.is_file() else None
    if content:
        raise SettingInvalid(
            f"{credentials.name} switches on {', '.join(map(str, content))}. Rasa's own channels believe whatever "
            "conversation a client names, so that one patient could read another's. Take them out to serve clinics."
        )


def run(host: str, port: int, clinics: Any, settings: Settings) -> None:
    """Serve until the process is told to stop.

    Raises:
        ModelMissing: there is no trained model.
        OSError: the port cannot be used.
    """
    start_lean(server=True)
    from bot.channels.app import create_app
    from bot.channels.log import log_without_content
    from bot.channels.service import Service

    log_without_content()
    service = Service(clinics, settings)
    app = create_app(service, settings)
    asyncio.run(serve(app, service, host, port, settings))


async def serve(app: Any, service: Any, host: str, port: int, settings: Settings) -> None:
    """Listen at once, and answer as soon as the model is loaded; end when the process is told to.

    Raises:
        ModelMissing: there is no trained model.
        OSError: the address cannot be used.
    """
    from bot.channels.listen import listening

    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    async with listening(app, host, port) as bound:
        tell(f"loading; the demo will be at http://{host}:{bound}/")
        beginning = asyncio.ensure_future(begin(service, settings))
        stopped = asyncio.ensure_future(stopping.wait())
        await asyncio.wait({beginning, stopped}, return_when=asyncio.FIRST_COMPLETED)
    for line in service.feedback.lines():
        logger.info("feedback: %s", line)
    if beginning.done():
        beginning.result()
    beginning.cancel()


def tell(line: str) -> None:
    """Tell the operator; where standard error cannot be written (a full disk), answers matter more."""
    with suppress(OSError):
        click.echo(line, err=True)


def load(settings: Settings) -> Any:
    """Return the assistant, ready to answer."""
    from bot.runtime.assistant import Assistant

    return Assistant.load(
        records=records(settings), server=True, readings=settings.answer_cache, action_server=settings.actions
    )


def records(settings: Settings) -> Any:
    """Return the place where conversations are kept."""
    from bot.runtime.records import RecordsInMemory

    if settings.redis is None:
        return RecordsInMemory(most=settings.most_conversations)
    from bot.runtime.records_in_redis import RecordsInRedis

    return RecordsInRedis(settings.redis)


async def begin(service: Any, settings: Settings) -> None:
    """Answer from when the assistant is loaded and warm; look after the conversations from then on.

    Raises:
        ModelMissing: there is no trained model.
    """
    from bot.channels.warm import warm

    assistant = await asyncio.get_running_loop().run_in_executor(None, load, settings)
    await warm(assistant)
    service.assistant = assistant
    tell("ready")
    try:
        await assistant.store.records.upkeep()
    finally:
        await assistant.store.records.close()
