"""The commands `search`, `similar` and `show`: an engine's answers as text or data."""

import os
import re
import sys
from collections.abc import Iterable
from itertools import pairwise
from typing import Literal, get_args

import click
from click.core import ParameterSource

from index.settings import location
from search.engine import FACETS_SHOWN, SORTS, Engine, open_engine
from search.results import Hit, Results

Output = Literal["text", "json", "jsonl", "ids", "csv", "bibtex", "ris", "csl-json", "trec"]
OUTPUTS = get_args(Output)

_index = click.option("--index", "place", help="Location of the index.")
_limit = click.option(
    "-n",
    "limit",
    default=10,
    show_default=True,
    type=click.IntRange(min=0),
    help="Number of hits.",
)
_format = click.option(
    "--format", "output", default="text", show_default=True, type=click.Choice(OUTPUTS)
)
# What begins with a hyphen and is an option all the same: -h, -n, -n5, -n=5, and all with two.
_LIKE_OPTION = re.compile(r"-(?:-|h?$|n(?:$|[=\d-]))")
_SHIELD = " "  # before a word of the query that click would take for options


class _QueryCommand(click.Command):
    """A command whose query may leave words out (`-machine`) without quotes around it."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep click from reading such words as options."""
        valued = {
            name for row in self.params if not getattr(row, "is_flag", 0) for name in row.opts
        }
        shielded = [
            f"{_SHIELD}{word}" if word.startswith("-") and not _kept(before, word, valued) else word
            for before, word in pairwise(["", *args])
        ]
        return super().parse_args(ctx, shielded)


def _kept(before: str, word: str, valued: set[str]) -> bool:
    """Whether a word that begins with a hyphen is an option, or the value of the one before."""
    return before in valued or bool(_LIKE_OPTION.match(word))


@click.command(cls=_QueryCommand)
@click.argument("query", nargs=-1, required=True)
@_limit
@click.option(
    "--page",
    default=1,
    show_default=True,
    type=click.IntRange(min=1),
    help="Page of that many hits.",
)
@click.option("--sort", default="relevance", show_default=True, type=click.Choice(SORTS))
@click.option("--expand", is_flag=True, help="Look for words of the best papers as well.")
@click.option("--explain", is_flag=True, help="Print the arithmetic of each score.")
@click.option("--ranking", help="Weights, such as title=4,k1=1.2.")
@_format
@_index
def search(
    query: tuple[str, ...],
    limit: int,
    page: int,
    sort: str,
    expand: bool,
    explain: bool,
    ranking: str | None,
    output: Output,
    place: str | None,
) -> None:
    """Answer a query.

    \b
    Examples:
      abseek search sharpness aware minimization
      abseek search '"double descent" -epoch-wise year:2019..' --sort newest
      abseek search author:bengio -n 100 --format bibtex > bengio.bib
    """
    from search.ranking import parse_ranking

    weights = parse_ranking(ranking) if ranking else None
    engine = open_engine(location(place))
    results = engine.search(
        " ".join(word.removeprefix(_SHIELD) for word in query),
        limit=limit,
        page=page,
        sort=sort,
        facets=FACETS_SHOWN if output == "json" else (),
        ranking=weights,
        expand=expand,
        explain=explain,
    )
    _warn_of_page(results)
    _warn_of_rest(results, output)
    if output in ("text", "json"):
        _print([_as_json(results)] if output == "json" else _as_text(results))
    else:
        _print_hits(output, results.hits)


@click.command()
@click.argument("paper_id", metavar="ID")
@_limit
@_format
@_index
def similar(paper_id: str, limit: int, output: Output, place: str | None) -> None:
    """List the papers nearest to one.

    \b
    Example:
      abseek similar 2010.01412
    """
    engine = open_engine(location(place))
    _known(engine, paper_id)
    _print_hits(output, engine.similar(paper_id, limit=limit))


@click.command()
@click.argument("paper_id", metavar="ID")
@_format
@_index
def show(paper_id: str, output: Output, place: str | None) -> None:
    """Show one paper, by its id, arXiv id or DOI.

    \b
    Example:
      abseek show 2010.01412 --format bibtex
    """
    hit = _known(open_engine(location(place)), paper_id)
    if output == "text":
        from search.printing import whole_paper

        _print(whole_paper(hit))
    else:
        _print_hits(output, [hit])


def _known(engine: Engine, paper_id: str) -> Hit:
    from index.errors import AbseekError

    hit = engine.get(paper_id)
    if hit is None:
        raise AbseekError(f"there is no paper {paper_id!r} in the index")
    return hit


def _warn_of_page(results: Results) -> None:
    last = -(-results.total // max(results.per_page, 1))
    if results.per_page and 0 < last < results.page:
        click.echo(f"abseek: page {results.page} is beyond the last one, {last}", err=True)


def _warn_of_rest(results: Results, output: Output) -> None:
    """Files don't tell that there are more hits; who says how many are wanted knows."""
    asked = click.get_current_context().get_parameter_source("limit")
    is_told = output in ("text", "json") or asked is not ParameterSource.DEFAULT
    if not is_told and results.page == 1 and results.total > len(results.hits):
        few, all_ = len(results.hits), results.total
        click.echo(
            f"abseek: these are the first {few} of {all_:,} hits; -n {all_} for all", err=True
        )


def _as_text(results: Results) -> Iterable[str]:
    from search.printing import answer

    return answer(results, marked=sys.stdout.isatty())


def _as_json(results: Results) -> str:
    import orjson

    return orjson.dumps(results.to_json(), option=orjson.OPT_INDENT_2).decode() + "\n"


def _print_hits(output: Output, hits: Iterable[Hit]) -> None:
    if output == "text":
        from search.printing import hit_list

        _print(hit_list(hits, marked=sys.stdout.isatty()))
    elif output == "json":
        import orjson

        _print([orjson.dumps(list(hits), option=orjson.OPT_INDENT_2).decode() + "\n"])
    else:
        from search.export import export

        _print(export(output, hits))


def _print(pieces: Iterable[str]) -> None:
    """Write to standard output as UTF-8; who reads it may stop at any time."""
    try:
        for piece in pieces:
            sys.stdout.buffer.write(piece.encode())
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Python flushes once more at its end: let it do so into nothing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
