"""The commands that write an index or look after it: reindex, remove, edit, stats, check."""

import sys
from dataclasses import asdict
from pathlib import Path

import click
import orjson

from index.errors import SettingError
from index.settings import location as chosen_location
from index.settings import setting

_INDEX = click.option("--index", "location", metavar="LOCATION", help="Where the index is.")


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--format", metavar="NAME", help="The sources' format; without it each file tells.")
@click.option("--fresh", is_flag=True, help="Make the index anew, of these sources only.")
@click.option("--prune", is_flag=True, help="Remove what the sources no longer hold.")
@click.option("--dry-run", is_flag=True, help="Say what would be done; touch nothing.")
@click.option("--no-merge", is_flag=True, help="Make each record a paper of its own.")
@click.option("--memory", type=click.IntRange(min=16), metavar="MB", help="Memory of one worker.")
@click.option("--rejects", type=click.Path(path_type=Path), help="Write refused records to FILE.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as one JSON object.")
@_INDEX
def reindex(
    sources: tuple[str, ...],
    format: str | None,
    fresh: bool,
    prune: bool,
    dry_run: bool,
    no_merge: bool,
    memory: int | None,
    rejects: Path | None,
    as_json: bool,
    location: str | None,
) -> None:
    """Read SOURCEs (files, folders, - for standard input) and bring the index up to date.

    Without a SOURCE the ones of earlier runs are read again; where there are none, the sample
    that comes with Abseek.

    \b
    Example:
      abseek reindex library.bib pubmed.xml.gz --rejects refused.jsonl
    """
    from index.reindex import Options
    from index.reindex import reindex as run

    options = Options(
        location=folder_of(location),
        sources=sources,
        format=format,
        fresh=fresh,
        prune=prune,
        dry_run=dry_run,
        merge=not no_merge,
        memory=memory or int(setting("memory")),
        rejects=rejects,
    )
    counts = run(options)
    click.echo(orjson.dumps(asdict(counts)))
    sys.exit(3 if counts.rejected else 0)


def folder_of(option: str | None) -> Path:
    """The folder of a location; raises SettingError for one that isn't a folder."""
    location = chosen_location(option).removeprefix("whoosh:")
    if "://" in location:
        raise SettingError(f"{location}: only an index in a folder can be written")
    return Path(location)
