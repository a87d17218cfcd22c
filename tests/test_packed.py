"""The catalogue keeps bodies of records small, and gives them back as they were."""

from pathlib import Path

import orjson
import pytest

from index.catalogue import FILE, connect, connect_to_read
from index.packed import ENOUGH, dictionary_of, keep_dictionary, learnt, pack, plainly
from index.reindex import Options, reindex
from index.workers import Resources

ABSTRACT = "We weigh sheep number %d on scales of our own, and find that no two of them are alike."
BODIES = [orjson.dumps([str(n), "On sheep", ABSTRACT % n]) for n in range(ENOUGH)]


def lines(folder: Path, name: str, numbers: range) -> str:
    path = folder / name
    records = ({"id": str(n), "title": f"Sheep {n}", "abstract": ABSTRACT % n} for n in numbers)
    path.write_bytes(b"".join(orjson.dumps(record) + b"\n" for record in records))
    return str(path)


def bodies(location: Path) -> tuple[list[bytes], list[bytes]]:
    """All bodies as they are kept, and as they were."""
    connection = connect_to_read(location / FILE)
    kept = [body for (body,) in connection.execute("SELECT body FROM record ORDER BY number")]
    plain = [*map(plainly(connection), kept)]
    connection.close()
    return kept, plain


def test_packed_bodies_are_small_and_come_back() -> None:
    """With a dictionary that was learnt from them they take a third."""
    connection = connect("")
    dictionary = learnt(BODIES)
    keep_dictionary(connection, dictionary)
    packed = pack(BODIES, dictionary)
    assert sum(map(len, packed)) < sum(map(len, BODIES)) / 3
    assert [*map(plainly(connection), packed)] == BODIES
    connection.close()


def test_few_bodies_stay_as_they_are() -> None:
    """They have no dictionary, and need none to be read."""
    assert learnt(BODIES[:-1]) == b""
    assert pack(BODIES[:5], b"") == BODIES[:5]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_catalogue_learns_when_many_records_come(tmp_path: Path, jobs: int) -> None:
    """What was there before stays readable; the dictionary is learnt once."""
    location = tmp_path / "index"

    def run(source: str) -> bytes:
        reindex(Options(location, (source,), resources=Resources(jobs)))
        connection = connect_to_read(location / FILE)
        found = dictionary_of(connection)
        connection.close()
        return found

    assert run(lines(tmp_path, "a.jsonl", range(5))) == b""
    learned = run(lines(tmp_path, "b.jsonl", range(5, 600)))
    assert learned
    assert run(lines(tmp_path, "c.jsonl", range(600, 900))) == learned
    kept, plain = bodies(location)
    assert kept[:5] == plain[:5]
    assert not {*kept[5:]} & {*plain}
    assert [orjson.loads(body)[0] for body in plain] == [str(n) for n in range(900)]
