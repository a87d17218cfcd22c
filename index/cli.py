"""The commands that write an index or look after it: reindex, remove, edit, stats, check."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.errors import SettingError
from index.settings import location as chosen_location
from index.settings import setting

if TYPE_CHECKING:
    from index.audit import Merge
    from index.reindex import Counts, Options

_INDEX = click.option(
    "--index", "location", metavar="LOCATION", help="Folder of the index; default: $ABSEEK_INDEX."
)
_REJECTED = 3


@click.command()
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--format", metavar="NAME", help="The sources' format; without it each file tells.")
@click.option("--fresh", is_flag=True, help="Make the index anew, of these sources only.")
@click.option("--prune", is_flag=True, help="Remove what the sources no longer hold.")
@click.option("--dry-run", is_flag=True, help="Say what would be done; touch nothing.")
@click.option("--watch", is_flag=True, help="Stay, and reindex whenever a source changes.")
@click.option("--no-merge", is_flag=True, help="Make each record a paper of its own.")
@click.option("--jobs", type=click.IntRange(0), metavar="N", help="Processes; 0: one a core.")
@click.option("--memory", type=click.IntRange(16), metavar="MB", help="Memory of one process.")
@click.option(
    "--rejects",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write every refused record to FILE, to be mended and fed back.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as one JSON object.")
@_INDEX
def reindex(as_json: bool, watch: bool, **asked: Any) -> None:  # the options, by their names
    """Read SOURCEs (files, folders, - for standard input) and bring the index up to date.

    Without a SOURCE those of earlier runs are read again; where there are none, the sample that
    comes with Abseek. Exit status 3: some records were refused, the rest are indexed.

    \b
    Example:
      abseek reindex library.bib pubmed.xml.gz --rejects refused.jsonl
    """
    options = _options(asked)
    with _stopping(options.location):
        counts = _run(options, as_json)
        if watch:
            from index.watching import changes_of

            for changed in changes_of(options):
                _run(changed, as_json)
    sys.exit(_REJECTED if counts.rejected else 0)


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--undo", is_flag=True, help="Let the papers in again.")
@_INDEX
def remove(ids: tuple[str, ...], undo: bool, location: str | None) -> None:
    """Take papers out of the index; later runs leave them out, too.

    \b
    Example:
      abseek remove 1706.03762
    """
    from index.corrections import remove as run

    folder = folder_of(location)
    with _stopping(folder):
        run(folder, ids, undo)


@click.command()
@click.argument("paper_id", metavar="ID")
@click.argument("changes", nargs=-1, metavar="[FIELD=VALUE]...")
@click.option("--undo", is_flag=True, help="Take all corrections of the paper back.")
@_INDEX
def edit(paper_id: str, changes: tuple[str, ...], undo: bool, location: str | None) -> None:
    """Correct fields of a paper; corrections survive reindexing. Lists take semicolons.

    \b
    Example:
      abseek edit 1706.03762 venue=NeurIPS "authors=Ashish Vaswani; Noam Shazeer"
    """
    from index.corrections import edit as run

    pairs = [(field, value) for field, mark, value in (c.partition("=") for c in changes) if mark]
    if len(pairs) < len(changes) or bool(changes) == undo:
        raise click.UsageError("Say what to correct, as FIELD=VALUE, or --undo.")
    folder = folder_of(location)
    with _stopping(folder):
        run(folder, paper_id, pairs)


@click.command()
@click.option("--merges", is_flag=True, help="List the papers made of several records, and why.")
@_INDEX
def stats(merges: bool, location: str | None) -> None:
    """Say what is in the index.

    \b
    Example:
      abseek stats --merges
    """
    from index import audit

    folder = folder_of(location)
    if merges:
        merge = None
        for merge in audit.merges(folder):
            click.echo(_told(merge))
        if merge is None:
            click.echo("abseek: no paper was made of several records", err=True)
        return
    for name, value in audit.figures(folder).items():
        click.echo(f"{name:<18} {value:>14,}")


@click.command()
@_INDEX
def check(location: str | None) -> None:
    """Read every file of the index and verify it; exit status 1 when something is wrong.

    \b
    Example:
      abseek check --index var/index
    """
    from index.audit import check as run

    folder = folder_of(location)
    found = run(folder)
    for message in found:
        click.echo(message)
    if found:
        sys.exit(1)
    click.echo(f"{folder}: all is well")


def folder_of(option: str | None) -> Path:
    """The folder of a location; raises SettingError for one that isn't a folder."""
    location = chosen_location(option).removeprefix("whoosh:")
    if "://" in location:
        raise SettingError(f"{location}: only an index in a folder can be written")
    return Path(location)


def _options(asked: dict[str, Any]) -> "Options":
    from index.reindex import Options
    from index.workers import Resources

    location = folder_of(asked.pop("location"))
    resources = Resources(_given(asked, "jobs"), _given(asked, "memory"))
    merge = not asked.pop("no_merge")
    return Options(location=location, resources=resources, merge=merge, **asked)


def _given(asked: dict[str, Any], name: str) -> int:
    value = asked.pop(name)
    return int(setting(name) if value is None else value)


def _run(options: "Options", as_json: bool) -> "Counts":
    import orjson

    from index.console import Terminal
    from index.reindex import reindex as run

    with Terminal() as terminal:
        counts = run(options, terminal)
    click.echo(orjson.dumps(asdict(counts)) if as_json else _sentence(counts, options.dry_run))
    return counts


def _sentence(counts: "Counts", dry_run: bool) -> str:
    did = "would be " if dry_run else ""
    return (
        f"{counts.read:,} record{'s' * (counts.read != 1)} read, {counts.rejected:,} refused,"
        f" {counts.merged:,} merged into others; papers {did}added {counts.added:,}, updated"
        f" {counts.updated:,}, removed {counts.removed:,}, unchanged {counts.unchanged:,};"
        f" {counts.indexed:,} in generation {counts.generation} ({counts.seconds:.1f} s)"
    )


def _told(merge: "Merge") -> str:
    lines = [merge.id]
    for place, (label, record) in enumerate(merge.records, 1):
        first = record.authors[0] if record.authors else "no author"
        title = record.title or f"{record.abstract[:60]}…"
        lines.append(f"  {place}. {label}: {title} ({first}, {record.date or 'no date'})")
    lines += [f"  {a + 1} = {b + 1} by {rule}" for a, b, rule in merge.links]
    return "\n".join(lines)


@contextmanager
def _stopping(folder: Path) -> Iterator[None]:
    from index.console import stopping_cleanly

    with stopping_cleanly(f"the index at {folder} stays as it was last published"):
        yield
