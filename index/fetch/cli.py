"""The command `abseek fetch`: arxiv, pubmed, openalex."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from index.settings import setting

if TYPE_CHECKING:
    from index.fetch.server import Server

Command = TypeVar("Command", bound=Callable[..., Any])
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def fetch() -> None:
    """Download records from arXiv, PubMed or OpenAlex into a file that reindex reads.

    A run that was stopped goes on when the same command is given again. Needs the extra "fetch":
    pip install 'abseek[fetch]'.

    \b
    Example:
      abseek fetch arxiv --set cs --from 2026-01-01 --contact me@example.org
      abseek fetch pubmed "sleep AND memory" -o sleep.xml && abseek reindex sleep.xml
    """


def _common(command: Command) -> Command:
    """The options of every server."""
    for option in (
        click.option("--url", help="Another address that speaks the same protocol."),
        click.option("--restart", is_flag=True, help="Begin anew, over an earlier file."),
        click.option("--contact", metavar="EMAIL", help="Whom the server may write to."),
        click.option(
            "-o",
            "--output",
            type=click.Path(dir_okay=False, path_type=Path),
            help="The file to write; default: named after the question, in this folder.",
        ),
    ):
        command = option(command)
    return command


@fetch.command()
@click.option("--set", "subset", metavar="NAME", default="", help="Such as cs or physics:hep-th.")
@click.option("--from", "first", type=_DAY, help="First day of change, YYYY-MM-DD.")
@click.option("--until", "last", type=_DAY, help="Last day of change.")
@click.option("--prefix", default="arXiv", show_default=True, help="Format of the metadata.")
@_common
def arxiv(
    subset: str, first: datetime | None, last: datetime | None, prefix: str, **common: Any
) -> None:
    """Download arXiv's records by OAI-PMH, deleted ones included.

    \b
    Example:
      abseek fetch arxiv --set cs --from 2026-01-01
    """
    from index.fetch.arxiv import ENDPOINT, ArxivServer

    days = [day.date().isoformat() if day else "" for day in (first, last)]
    query = {"metadataPrefix": prefix, "set": subset, "from": days[0], "until": days[1]}
    url = common["url"] or ENDPOINT
    server = ArxivServer(query, _contact(common), url)
    _download(server, _name("arxiv", [subset, *days], ".xml"), common)


@fetch.command()
@click.argument("query")
@_common
def pubmed(query: str, **common: Any) -> None:
    """Download the citations that a QUERY of PubMed finds.

    \b
    Example:
      abseek fetch pubmed "crispr[ti] AND 2026[dp]" --contact me@example.org
    """
    from index.fetch.pubmed import ENDPOINT, PubmedServer

    today = datetime.now(UTC).date()
    server = PubmedServer(query, _contact(common), today, common["url"] or ENDPOINT)
    _download(server, _name("pubmed", [query], ".xml"), common)


@fetch.command()
@click.argument("query")
@_common
def openalex(query: str, **common: Any) -> None:
    """Download the works that a QUERY of OpenAlex finds.

    \b
    Example:
      abseek fetch openalex "sharpness aware minimization"
    """
    from index.fetch.openalex import ENDPOINT, OpenalexServer

    server = OpenalexServer(query, _contact(common), common["url"] or ENDPOINT)
    _download(server, _name("openalex", [query], ".jsonl"), common)


def _contact(common: dict[str, Any]) -> str:
    contact = str(common["contact"] or setting("contact"))
    if not contact:
        click.echo("abseek: servers like to know who asks; say --contact EMAIL", err=True)
    return contact


def _name(server: str, parts: list[str], ending: str) -> Path:
    """A file name made of the question."""
    text = "-".join([server, *filter(None, parts)])
    return Path(re.sub(r"[^\w.-]+", "-", text).strip("-")[:100] + ending)


def _download(server: "Server", name: Path, common: dict[str, Any]) -> None:
    """Fetch all, with a bar on a terminal; prints the file's name for the next command."""
    from index.console import Terminal, stopping_cleanly
    from index.fetch.download import fetch as run

    output = common["output"] or name
    with stopping_cleanly("the same command goes on from here"), Terminal() as terminal:
        records = run(server, output, terminal, common["restart"])
    click.echo(f"{records:,} records", err=True)
    click.echo(output)
