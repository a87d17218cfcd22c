"""Papers → segments in one process, in bounded memory."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from zstandard import ZstdCompressionDict

from index.bodies import Parts, assemble
from index.bulk_merge import merge, to_join
from index.bulk_segment import SegmentBuilder
from index.codec.segment import ArraySegment
from index.compiled import expect
from index.document import make_documents
from index.fields import make_schema
from index.record import Columns, columns_of


class Builder:
    """Adds papers to one segment in a folder, and begins a new one where memory is short."""

    def __init__(self, folder: Path, memory: int) -> None:
        self._folder = folder
        self._memory = memory
        self._schema = make_schema()
        self._open: SegmentBuilder | None = None
        self._done: list[ArraySegment] = []
        self._dictionary: ZstdCompressionDict | None = None  # of the segment before
        self._count = 0  # documents of the open segment

    def add(self, papers: Columns) -> tuple[int, int]:
        """Add papers, all to the same segment; returns its place and the first one's in it."""
        count = len(papers["id"])
        expect(count)
        builder = self._open = self._open or SegmentBuilder(
            self._folder, self._schema, self._dictionary
        )
        begins = len(self._done), self._count
        builder.add(make_documents(papers))
        self._count += count
        if builder.bytes_needed() > self._memory:
            self._close()
        return begins

    def finish(self) -> list[ArraySegment]:
        """Write what is in memory; returns the segments since the last call."""
        self._close()
        done, self._done = self._done, []
        return done

    def join(self, segments: Sequence[ArraySegment]) -> ArraySegment:
        """The only one of some segments in the folder, or one that is written of all."""
        if len(segments) == 1:
            return segments[0]
        return merge(self._folder, self._schema, segments)

    def _close(self) -> None:
        if self._open:
            self._done.append(self._open.finish())
            self._dictionary = self._open.dictionary
            self._open = None
            self._count = 0


def build_here(
    folder: Path, batches: Iterable[list[Parts]], memory: int, advance: Callable[[int], None]
) -> list[ArraySegment]:
    """Write the papers as segments in this process; `memory` in bytes."""
    builder = Builder(folder, memory)
    for batch in batches:
        builder.add(columns_of([*map(assemble, batch)]))
        advance(len(batch))
    return [*map(builder.join, to_join(builder.finish(), memory))]
