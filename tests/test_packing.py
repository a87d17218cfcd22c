"""Packed numbers: joined they are what they would be at once; files of parts."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.filedb.filestore import FileStorage

from index.codec import parts
from index.codec.packing import joined, pack

NUMBERS = st.lists(st.integers(0, 70_000) | st.integers(0, 20), max_size=9)


@given(st.lists(NUMBERS, min_size=1, max_size=5), st.sampled_from((4, 8, 16)))
def test_packed_arrays_behind_each_other(several: list[list[int]], bits: int) -> None:
    """However many are too large for their bits, and whether half a byte is left over or not."""
    arrays = [np.array(one, np.uint32) for one in several]
    whole = joined([pack(one, bits) for one in arrays], [*map(len, arrays)])
    alone = pack(np.concatenate(arrays), bits)
    assert whole.bits == alone.bits
    for own, expected in zip(whole[1:], alone[1:], strict=True):
        assert own.dtype == expected.dtype and own.tolist() == expected.tolist()
    assert whole.values(0, sum(map(len, arrays))).tolist() == np.concatenate(arrays).tolist()


def test_parts_are_the_same_however_much_is_written_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is left behind the last full buffer is written, too."""
    storage = FileStorage(str(tmp_path))
    files = []
    for at_once in (1, 100, 1 << 20):
        monkeypatch.setattr(parts, "AT_ONCE", at_once)
        writer = parts.PartsWriter(storage.create_file("x"))
        writer.add("numbers", np.arange(70))
        writer.begin("pieces")
        for size in (0, 3, 99, 250):
            writer.append(bytes(size))
        writer.end()
        writer.close({})
        found = parts.PartsFile(storage, "x")
        assert found.array("numbers").tolist() == [*range(70)]
        assert len(found.array("pieces")) == 352
        files.append((tmp_path / "x").read_bytes())
    assert len(set(files)) == 1
