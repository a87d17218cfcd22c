"""Kill the writer at random moments, again and again, and see whether anything is lost.

`python -m benchmarks.crash --kills 300`. Each round is one operation (adding, changing, pruning,
removing, indexing anew) that is run to its end on a copy first; then, on the index itself, by a
process that is killed with SIGKILL at a random moment. The index must then hold what it held
before or what the copy holds, every file sound; run again, the operation must complete.
"""

import argparse
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

import index.workers
from index.audit import check
from index.codec.toc import open_index
from index.corrections import remove
from index.durable import damages
from index.errors import AbseekError, LockedError, NoIndexError
from index.generations import open_generation, pointed
from index.reindex import Options, reindex
from index.workers import Resources

Content = frozenset[bytes]  # the stored records of an index

WORDS = ("lattice", "boson", "graph", "entropy", "kernel", "plasma", "neutrino", "sparse", "tensor")
SOURCES = 6
BOTH = Resources(jobs=2)  # used where a round has workers: few papers are done without
WORKERS_EVERY = 25  # rounds: one of so many builds with worker processes


class LostError(Exception):
    """The index is neither as it was before nor as it should be after."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What is done to an index, under a name for people."""

    name: str
    run: Callable[[Path], object]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the rounds; 1 when something was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=6)
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        try:
            told = run(Path(folder), options.kills, random.Random(options.seed))
        except LostError as error:
            print(f"lost: {error}")
            return 1
    print(f"{options.kills} kills, nothing lost ({told})")
    return 0


def run(folder: Path, kills: int, chance: random.Random) -> str:
    """So many rounds; says when the kills struck."""
    warm_up(folder)
    location = folder / "index"
    struck = {"before": 0, "after": 0, "too late": 0}
    killed = 0
    while killed < kills:
        operation = draw(folder, chance, location)
        jobs = 2 if killed % WORKERS_EVERY == WORKERS_EVERY - 1 else 1
        outcome = one_round(location, operation, chance, jobs)
        struck[outcome] += 1
        killed += outcome != "too late"
    return ", ".join(f"{count} {name}" for name, count in struck.items()) + " the publish"


def warm_up(folder: Path) -> None:
    """Load and compile in this process what its children need, so that kills strike their work."""
    source = folder / "warm.jsonl"
    write_source(source, random.Random(0))
    reindex(Options(folder / "warm", (str(source),)))


def draw(folder: Path, chance: random.Random, location: Path) -> Operation:
    """A random operation; what it needs of source files is written."""
    source = folder / f"source-{chance.randrange(SOURCES)}.jsonl"
    kind = chance.choice(("change", "change", "change", "prune", "remove", "fresh"))
    held = sorted(orjson.loads(record)["id"] for record in content(location) or ())
    if kind == "remove" and held:
        gone = chance.sample(held, min(3, len(held)))
        return Operation(f"remove {gone}", lambda place: remove(place, gone))
    write_source(source, chance)
    paths = sorted(folder.glob("source-*.jsonl")) if kind == "fresh" else [source]
    sources = tuple(map(str, paths))

    prune, fresh = kind == "prune", kind == "fresh"
    return Operation(
        f"{kind} {source.name}",
        lambda place: reindex(Options(place, sources, prune=prune, fresh=fresh, resources=BOTH)),
    )


def write_source(path: Path, chance: random.Random) -> None:
    """Invent a source file of up to 40 papers whose ids are its own."""
    lines = []
    for number in chance.sample(range(60), chance.randrange(1, 40)):
        title = " ".join(chance.choices(WORDS, k=6))
        abstract = " ".join(chance.choices(WORDS, k=30))
        id = f"{path.stem}/{number}"
        lines.append(orjson.dumps({"id": id, "title": f"{title} {id}", "abstract": abstract}))
    path.write_bytes(b"\n".join(lines) + b"\n")


def one_round(location: Path, operation: Operation, chance: random.Random, jobs: int) -> str:
    """Kill one operation, verify, complete it; "before" or "after" the publish, or "too late"."""
    copy = location.with_name("copy")
    shutil.rmtree(copy, ignore_errors=True)
    if location.exists():
        shutil.copytree(location, copy)
    before = content(location)
    start = time.perf_counter()
    in_child(lambda: operation.run(copy))
    duration = time.perf_counter() - start
    after = content(copy)
    killed = in_child(lambda: operation.run(location), chance.uniform(0, 1.05 * duration), jobs)
    found = verified(location, operation, (before, after))
    in_child(lambda: operation.run(location))
    if content(location) != after:
        raise LostError(f"{operation.name}: run again, it doesn't complete")
    if problems := check(location) if after is not None else []:
        raise LostError(f"{operation.name}: {problems}")
    if not killed:
        return "too late"
    return "after" if found == after else "before"


def in_child(act: Callable[[], object], kill_after: float | None = None, jobs: int = 1) -> bool:
    """Act in a child process; kill it after some seconds, if told. Was it killed?"""
    child = os.fork()
    if child == 0:
        if jobs > 1:
            index.workers.FEW = index.workers.FEW_BYTES = index.workers.SMALL = 1
        try:
            patiently(act)
        except AbseekError:  # such as removing again what is gone
            os._exit(1)
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            os._exit(2)
        os._exit(0)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 2:
        raise LostError("the operation raised what it shouldn't")
    return os.WIFSIGNALED(status)


def patiently(act: Callable[[], object]) -> None:
    """Act as soon as the lock is free: what a killed process was about to spawn has it until then.

    A process that is forked to become a worker holds all that its parent held, for a moment.
    """
    for _ in range(100):
        try:
            act()
            return
        except LockedError:
            time.sleep(0.01)
    act()


def verified(
    location: Path, operation: Operation, allowed: tuple[Content | None, ...]
) -> Content | None:
    """What the index holds, which is one of `allowed`."""
    try:
        found = content(location)
    except AbseekError as error:
        raise LostError(f"{operation.name}: {error}") from error
    if found not in allowed:
        raise LostError(f"{operation.name}: neither the old index nor the new one")
    generation = pointed(location)
    if problems := damages(generation.path) if generation else []:
        raise LostError(f"{operation.name}: {problems}")
    return found


def content(location: Path) -> Content | None:
    """The records of the published generation, None where there is none."""
    try:
        with open_generation(location) as generation:
            rows = open_index(generation.path).reader().all_stored_fields()
            return frozenset(row["record"] for row in rows)
    except NoIndexError:
        return None


if __name__ == "__main__":
    sys.exit(main())
