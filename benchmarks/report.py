"""A run → Markdown: of each round its tables, then growth, and what was wished for."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from benchmarks.building import Build
from benchmarks.ours_alone import ADDED, Alone
from benchmarks.peers import load
from benchmarks.questions import KINDS
from benchmarks.serving import CONNECTIONS, Serving
from benchmarks.targets import MEGA, growth, targets
from benchmarks.timing import Times

if TYPE_CHECKING:
    from benchmarks.bench import Round, Run


def markdown(run: "Run") -> str:
    """The whole report."""
    return "\n".join(_lines(run))


def _lines(run: "Run") -> Iterator[str]:
    machine = run.machine
    versions = ", ".join(f"{name} {version}" for name, version in machine.versions.items())
    yield f"{machine.day}: papers of {run.source}, {machine.processor}, {machine.cores} cores, load"
    yield f"{machine.load:.1f} before and {run.load_after:.1f} after, Python {machine.python},"
    yield f"{versions}."
    for one in run.rounds:
        yield from ("", f"## {one.papers:,} papers", "")
        yield from _builds(one.builds)
        yield ""
        yield from _times(one.times)
        if one.alone:
            yield from ("", *_alone(one.alone), "", *_serving(one.alone.serving))
    scale = [one for one in run.rounds if one.alone]
    if len(scale) > 1:
        yield from ("", "## Growth", "", *_growth(scale))
    yield from ("", "## Wished for", "", *_targets(run))


def _builds(builds: Sequence[Build]) -> Iterator[str]:
    yield "| build | papers/s | ratio | peak MB | index MB | ratio | threads | segments | |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|---|"
    ours = next((one for one in builds if one.engine == "ours"), builds[0])
    for one in builds:
        cells = (
            load(one.engine).LABEL,
            f"{one.rate:,.0f}",
            f"{ours.rate / one.rate:.2f}",
            f"{one.peak_memory / MEGA:,.0f}",
            f"{one.disk / MEGA:,.1f}",
            f"{ours.disk / one.disk:.2f}",
            str(one.threads),
            str(one.segments),
            one.notes,
        )
        yield f"| {' | '.join(cells)} |"


def _times(times: Sequence[Times]) -> Iterator[str]:
    kinds = "; ".join(f"{kind}: {about}" for kind, about in KINDS.items())
    yield f"{times[0].asked:,} questions of each kind, each asked once, of all engines in turn, in"
    yield "one thread. Ratios are ours to theirs: of the time of a question below 1 is faster."
    yield f"Overlap is of the first ten papers, with ours. {kinds}."
    yield ""
    yield "| question | engine | p50 ms | p95 ms | p99 ms | per s | of p50 | of p95 | overlap |"
    yield "|---|---|--:|--:|--:|--:|--:|--:|--:|"
    ours = {one.kind: one for one in times if one.engine == "ours"}
    for one in times:
        base = ours.get(one.kind, one)
        cells = (
            one.kind,
            load(one.engine).LABEL,
            f"{one.p50:.3f}",
            f"{one.p95:.3f}",
            f"{one.p99:.3f}",
            f"{one.rate:,.0f}",
            f"{base.p50 / one.p50:.2f}",
            f"{base.p95 / one.p95:.2f}",
            "" if one.overlap is None else f"{one.overlap:.2f}",
        )
        yield f"| {' | '.join(cells)} |"


def _alone(alone: Alone) -> Iterator[str]:
    ratio = alone.first_search / alone.bare_imports
    added = ", ".join(f"{load(name).LABEL} {took:.2f} s" for name, took in alone.adding.items())
    yield f"- adding {ADDED:,} papers and publishing: {added}"
    yield (
        f"- first `abseek search` in a fresh process: {alone.first_search:.2f} s, {ratio:.2f} times"
        f" the bare imports ({alone.bare_imports:.2f} s)"
    )
    yield f"- answers that aren't the oracle's: {alone.wrong} of {alone.checked}"


def _serving(serving: Serving) -> Iterator[str]:
    yield "One serving process on one core, the client on another: requests a second over"
    yield f"{CONNECTIONS} connections, times over one. The constant route sends {serving.size:,}"
    yield "bytes, as many as the API's median answer. Private memory of the process afterwards:"
    yield f"{serving.private_memory / MEGA:.0f} MB."
    yield ""
    yield "| route | requests/s | to constant | p50 ms | p99 ms |"
    yield "|---|--:|--:|--:|--:|"
    constant = serving.routes[0]
    for one in serving.routes:
        share = one.rate / constant.rate
        yield f"| {one.name} | {one.rate:,.0f} | {share:.2f} | {one.p50:.2f} | {one.p99:.2f} |"


def _targets(run: "Run") -> Iterator[str]:
    yield "| | measured | reach | stretch | |"
    yield "|---|--:|--:|--:|---|"
    for one in targets(run):
        yield (
            f"| {one.name} | {one.measured:.2f} | {one.reach:g} | {one.stretch:g} | {one.verdict} |"
        )


def _growth(rounds: Sequence["Round"]) -> Iterator[str]:
    sizes = [one.papers for one in rounds]
    yield "Exponents from the smallest to the largest (1: linear)."
    yield ""
    yield "| | engine | exponent |"
    yield "|---|---|--:|"
    for build in rounds[0].builds:
        seconds = [b.seconds for one in rounds for b in one.builds if b.engine == build.engine]
        yield f"| build | {load(build.engine).LABEL} | {growth(sizes, seconds):.2f} |"
    for row in rounds[0].times:
        key = (row.engine, row.kind)
        found = [t.p50 for one in rounds for t in one.times if (t.engine, t.kind) == key]
        yield f"| {row.kind} p50 | {load(row.engine).LABEL} | {growth(sizes, found):.2f} |"
