"""The command `abseek eval`: judged collections → a table of figures, run beside run."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import click

from search.ranking import Ranking, parse_ranking


@dataclass(frozen=True, slots=True)
class Row:
    """A run's mean figures on a collection; `chances` are the p against the first run."""

    collection: str
    run: str
    figures: dict[str, float]
    chances: dict[str, float] = field(default_factory=dict)


@click.command("eval")
@click.argument("collections", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--ranking", "rankings", multiple=True, help="Weights of a further run, such as title=4,k1=1.2."
)
@click.option("--expand", is_flag=True, help="A further run with words of the best papers added.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def evaluate(
    collections: tuple[Path, ...], rankings: tuple[str, ...], expand: bool, as_json: bool
) -> None:
    """Measure the ranking against human judgments.

    COLLECTIONS are folders in BEIR layout. The first run has the defaults; of each further one, p
    says how often chance alone would part it as far from the first.

    \b
    Example:
      abseek eval collections/cacm collections/med --ranking title=4,k1=1.2 --expand
    """
    runs = {"defaults": (Ranking(), False)}
    runs |= {text: (parse_ranking(text), False) for text in rankings}
    if expand:
        runs["--expand"] = (Ranking(), True)
    rows = [row for folder in collections for row in _rows(folder, runs)]
    rows += _means(rows) if len(collections) > 1 else []
    click.echo(json.dumps([_plain(row) for row in rows], indent=1) if as_json else _table(rows))


eval = evaluate  # the name that the table of commands knows it by


def _rows(folder: Path, runs: dict[str, tuple[Ranking, bool]]) -> list[Row]:
    from search.evaluate import answer_all, indexed, mean, measure, read_collection, significance

    collection = read_collection(folder)
    rows: list[Row] = []
    first = None
    with indexed(collection) as engine:
        for name, run in runs.items():
            found = measure(collection.judgments, answer_all(engine, collection.questions, *run))
            means = {measure: mean(values) for measure, values in found.items()}
            first = first or found
            chances = {m: significance(first[m], found[m]) for m in found if found is not first}
            rows.append(Row(collection.name, name, means, chances))
    return rows


def _means(rows: list[Row]) -> list[Row]:
    """The mean of each run over the collections, each of them counting the same."""
    means = []
    for run in dict.fromkeys(row.run for row in rows):
        own = [row.figures for row in rows if row.run == run]
        figures = {name: sum(each[name] for each in own) / len(own) for name in own[0]}
        means.append(Row("mean", run, figures))
    return means


def _plain(row: Row) -> dict[str, str | float]:
    chances = {f"{name} p": value for name, value in row.chances.items()}
    return {"collection": row.collection, "run": row.run, **row.figures, **chances}


def _table(rows: list[Row]) -> str:
    names = list(rows[0].figures)
    lines = [f"{'collection':<14} {'run':<24}" + "".join(f"{name:>9}" for name in names)]
    for row in rows:
        figures = "".join(f"{row.figures[name]:>9.4f}" for name in names)
        chances = ", ".join(f"{name} p {value:.3f}" for name, value in row.chances.items())
        lines.append(f"{row.collection:<14} {row.run:<24}{figures}  {chances}".rstrip())
    return "\n".join(lines)
