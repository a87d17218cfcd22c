"""The catalogue keeps bodies of records small, and gives them back as they were."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import orjson
import pytest

from index.catalogue import FILE, connect, connect_to_read
from index.packed import TOGETHER, keep, pack, plainly, some_of
from index.reindex import Options, reindex
from index.workers import Resources

ABSTRACT = "We weigh sheep number %d on scales of our own, and find that no two of them are alike."
SIZES = (0, 1, TOGETHER - 1, TOGETHER, TOGETHER + 1, 3 * TOGETHER)


def bodies_of(numbers: Iterable[int]) -> list[bytes]:
    return [orjson.dumps([str(n), "On sheep\n", ABSTRACT % n]) for n in numbers]


def lines(folder: Path, numbers: Iterable[int], abstract: str = ABSTRACT) -> str:
    path = folder / "sheep.jsonl"
    records = ({"id": str(n), "title": f"Sheep {n}", "abstract": abstract % n} for n in numbers)
    path.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in records))
    return str(path)


def kept(location: Path) -> tuple[int, dict[str, str]]:
    """How many blocks there are, and the abstract of each record by its id."""
    with closing(connect_to_read(location / FILE)) as connection:
        (blocks,) = connection.execute("SELECT count(*) FROM block").fetchone()
        plain = plainly(connection)
        rows = connection.execute("SELECT body FROM record").fetchall()
        found = [orjson.loads(plain(body)) for (body,) in rows]
    return blocks, {values[0]: values[2] for values in found}


@pytest.mark.parametrize("size", SIZES)
def test_bodies_come_back(size: int) -> None:
    """Each has a number, one above the other, whatever was kept before."""
    bodies = bodies_of(range(size))
    assert some_of(pack(bodies), range(size)) == bodies
    with closing(connect("")) as connection:
        for _ in "ab":
            first = keep(connection, pack(bodies))
            plain = plainly(connection)
            assert [plain(first + place) for place in range(size)] == bodies
            assert [plain(first + place) for place in reversed(range(size))] == bodies[::-1]


def test_bodies_are_small() -> None:
    """Those of a block take a third."""
    bodies = bodies_of(range(200))
    assert sum(map(len, pack(bodies))) < sum(map(len, bodies)) / 3


@pytest.mark.parametrize("jobs", [1, 2])
def test_records_that_change_now_and_then(tmp_path: Path, jobs: int) -> None:
    """Bodies are the newest ones, and what is nobody's never takes more room than what is used."""
    location, rounds = tmp_path / "index", 12
    said = {str(n): ABSTRACT % n for n in range(100)}
    for turn in range(rounds):
        said |= {str(n): f"In year {turn}: {ABSTRACT % n}" for n in range(turn, 100, 3)}
        path = tmp_path / "sheep.jsonl"
        rows = [{"id": id, "title": f"Sheep {id}", "abstract": said[id]} for id in said]
        path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
        reindex(Options(location, (str(path),), resources=Resources(jobs)))
        blocks, found = kept(location)
        assert found == said
        assert blocks * TOGETHER < 2 * 100 + rounds * TOGETHER


def test_records_that_go(tmp_path: Path) -> None:
    """What is left stays readable, and the room of what went is given back."""
    location = tmp_path / "index"
    reindex(Options(location, (lines(tmp_path, range(300)),)))
    many, _ = kept(location)
    reindex(Options(location, (lines(tmp_path, range(0, 300, 30)),), prune=True))
    blocks, found = kept(location)
    assert found == {str(n): ABSTRACT % n for n in range(0, 300, 30)}
    assert (many, blocks) == (-(-300 // TOGETHER), 1)
    reindex(Options(location, (lines(tmp_path, [7]),), prune=True))
    assert kept(location) == (1, {"7": ABSTRACT % 7})
