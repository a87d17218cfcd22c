"""Papers → documents of a Whoosh index in a folder: the one place where they are written."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.bodies import Parts, assemble
from index.document import Document, make_document
from index.storage import read_errors


@dataclass(frozen=True, slots=True)
class Resources:
    """What a writer may use: processes (0: one a core), and MB of memory for each of them.

    Whoosh's own writer has one process.
    """

    jobs: int = 0
    memory: int = 512


MANY_SEGMENTS = 8
RECLAIM = 0.25  # of a segment's documents deleted: it is written anew


def write(
    folder: Path,
    removed: Sequence[str],
    papers: Iterable[Parts],
    resources: Resources,
    advance: Callable[[int], None],
) -> None:
    """Delete the documents with the ids of `removed`, then add the papers.

    `papers` whose documents are replaced are among `removed`. `advance` is told
    how many papers are done. Nothing is visible to readers of the folder before this returns.
    """
    writer = _open_writer(folder, resources.memory)
    try:
        for id in removed:
            writer.delete_by_term("id", id)
        for parts in papers:
            _add(writer, make_document(assemble(parts)))
            advance(1)
        writer.commit(mergetype=_merge_policy)
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise
    for lock in folder.glob("*_WRITELOCK"):
        lock.unlink()


def _open_writer(folder: Path, memory: int) -> Any:
    """Whoosh's writer (it has no types)."""
    from whoosh.index import create_in, exists_in, open_dir
    from whoosh.writing import SegmentWriter

    from index.fields import make_schema

    with read_errors(folder):
        index = open_dir(folder) if exists_in(folder) else create_in(folder, make_schema())
        return SegmentWriter(index, limitmb=memory)


def _add(writer: Any, document: Document) -> None:
    columns = {f"_stored_{name}": value for name, value in document.columns.items()}
    # Whoosh takes a column's value only along with a value of its field.
    terms = {name: document.terms.get(name, []) for name in {*document.terms, *document.columns}}
    writer.add_document(record=document.stored, **terms, **columns)


def _merge_policy(writer: Any, segments: list[Any]) -> list[Any]:
    """Whoosh's protocol: take segments into the one being written, return those that stay.

    Taken are the smallest while there are MANY_SEGMENTS or more, and those with many deletions.
    """
    from whoosh.reading import SegmentReader

    ordered = sorted(segments, key=lambda segment: segment.doc_count())
    surplus = len(ordered) + 1 - MANY_SEGMENTS
    stay = []
    for place, segment in enumerate(ordered):
        deleted = segment.deleted_count()
        if segment.doc_count() == 0:
            continue
        if (surplus > 0 and place <= surplus) or deleted > RECLAIM * segment.doc_count_all():
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
        else:
            stay.append(segment)
    return stay
