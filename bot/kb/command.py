"""``python -m bot kb``: build, check, show and parse."""

import textwrap
from pathlib import Path

import click
import yaml

from bot import paths
from bot.intact import keep_hash
from bot.kb import check as checks
from bot.kb import files
from bot.kb.build import build_database
from bot.kb.citations import parse_references
from bot.kb.provenance import accounted_lines, check_article
from bot.kb.query import KnowledgeBase, KnowledgeUnavailable, Statement
from bot.kb.release import check_signatures

ARTICLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def command() -> None:
    """Build, check and show the knowledge base."""


@command.command()
@click.option("--to", "target", type=click.Path(path_type=Path), default=paths.DATABASE, help="Where to write.")
def build(target: Path) -> None:
    """Build the SQLite database from knowledge/, whole."""
    try:
        knowledge = files.read_knowledge(paths.KNOWLEDGE)
        content = files.content_hash(files.knowledge_files(paths.KNOWLEDGE), paths.KNOWLEDGE)
        build_database(knowledge, target, content)
        keep_hash(target)
    except (files.KnowledgeError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{len(knowledge.statements)} statements on {len(knowledge.topics)} topics")


@command.command()
@click.option("--article", type=ARTICLE, help="Also account for every line of the article in this file.")
@click.option("--account", is_flag=True, help="With --article: print what became of each line.")
@click.option("--release", is_flag=True, help="Also require a clinician's signature on everything about danger.")
def check(article: Path | None, account: bool, release: bool) -> None:
    """Check the curated files; exit with 1 where something is wrong."""
    try:
        problems = checks.check_all(paths.KNOWLEDGE)
        if article and not problems:
            knowledge = files.read_knowledge(paths.KNOWLEDGE)
            problems = check_article(knowledge, article)
            lines = accounted_lines(knowledge) if account else {}
            for number in sorted(map(int, knowledge.article["lines"])):
                if number in lines:
                    click.echo(f"{number}: {lines[number]}")
        problems += check_signatures(paths.KNOWLEDGE) if release else []
    except files.KnowledgeError as error:
        raise click.ClickException(str(error)) from error
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise click.ClickException(f"{len(problems)} problems in the knowledge base")
    click.echo("knowledge base: no problems" + (", every line of the article accounted for" if article else ""))


@command.command()
@click.argument("topic")
@click.option("--child", is_flag=True, help="Show the statement for children.")
def show(topic: str, child: bool) -> None:
    """Print what the knowledge base says on TOPIC, with its sources."""
    knowledge_base = KnowledgeBase(paths.DATABASE)
    try:
        statement = knowledge_base.statement(topic, "child" if child else "anyone")
        if statement is None:
            near = ", ".join(knowledge_base.search(topic.replace(".", " "))) or "none"
            raise click.ClickException(f"no statement for {topic}; near ones: {near}")
    except KnowledgeUnavailable as error:
        raise click.ClickException(str(error)) from error
    show_statement(statement)


def show_statement(statement: Statement) -> None:
    """Print one statement for a curator."""
    for field in ("short", "fuller", "simple"):
        click.echo(textwrap.fill(f"{field}: {getattr(statement, field)}", 96, subsequent_indent="  "))
    for source in statement.sources:
        section = f", section {source['section']}" if source["section"] else ""
        click.echo(f"  [{source['id']}] {source['label']}{section} {source['url'] or ''}".rstrip())
    click.echo(f"reviewed on {statement.reviewed_on} by {statement.reviewed_by or 'no clinician yet'}")


@command.command()
@click.argument("article", type=ARTICLE)
def references(article: Path) -> None:
    """Print the reference list of ARTICLE as YAML for bibliography.yml."""
    found = parse_references(article.read_text(encoding="utf-8"))
    click.echo(yaml.safe_dump({"references": found}, sort_keys=False, allow_unicode=True, width=110), nl=False)
