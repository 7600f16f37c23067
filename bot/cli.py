"""The command line: ``python -m bot``."""

import sys
from importlib import import_module
from typing import Any

import click

COMMANDS = {
    "ask": ("bot.terminal.ask", "Answer one question, or many conversations with --jsonl."),
    "build": ("bot.runtime.build", "Build what is out of date: embedding, knowledge base, model."),
    "clinics": ("bot.clinics.command", "Check clinics.yml; sign a token to try a portal out."),
    "chat": ("bot.terminal.chat", "Talk in the terminal."),
    "doctor": ("bot.runtime.doctor.command", "Say what is wrong with the installation, and what to do."),
    "labs": ("bot.terminal.labs", "Read and explain laboratory values, without a conversation."),
    "serve": ("bot.channels.serve", "Serve the widget, its pages and the API."),
    "gaps": ("bot.terminal.gaps", "Group the questions that could not be answered, where they are kept."),
    "kb": ("bot.kb.command", "Build, check and show the knowledge base."),
}
"""Name -> module that holds the click command ``command`` and one line of help."""


class Commands(click.Group):
    """Imports a command's module only when that command is used, so that --help is fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command; None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in sorted(COMMANDS)])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """IgM Guide: questions and answers about immunoglobulin M (IgM) deficiency. It never diagnoses."""


def run() -> Any:
    """Run the command line; a closed pipe at the other end is not an error."""
    try:
        return main(prog_name="python -m bot")
    except BrokenPipeError:
        sys.stderr.close()
        return None
