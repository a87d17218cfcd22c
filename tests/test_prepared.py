"""The columns of records (index.prepared)."""

from hypothesis import given
from hypothesis import strategies as st

from index.catalogue import digest
from index.prepared import digests, prepare
from index.record import Record


@given(st.lists(st.binary(max_size=300), max_size=5))
def test_digests(values: list[bytes]) -> None:
    """Many values at once have the digests that each has by itself."""
    assert digests(values).tolist() == [*map(digest, values)]


def test_a_record_is_told_by_its_id_else_its_content() -> None:
    """Keys tell records of sources apart; without an id a record's content does."""
    records = [Record(id="a"), Record(id="a"), Record(title="b"), Record(title="c")]
    found = prepare(records, range(4), merging=False)
    alike = prepare(records, [0] * 4, merging=False)
    assert len({*found.keys.tolist()}) == 4
    assert alike.keys.tolist()[0] == alike.keys.tolist()[1]
    assert len({*alike.keys.tolist()}) == 3
    assert len({*found.hashes.tolist()}) == 4
