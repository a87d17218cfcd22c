"""Papers → an index in a folder, in bulk: segments by worker processes, then a table of contents.

The folder is a draft that nobody reads yet; what is in it already stays, but for the papers to be
removed. Segments are the same, posting by posting, as Whoosh's own writer would write them.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, clean_files

from index.bodies import Parts
from index.bulk_merge import merged_segments
from index.codec.segment import INDEX_NAME, ArraySegment
from index.codec.terms import ArrayTermsReader
from index.codec.toc import read_toc
from index.fields import make_schema
from index.workers import Workers


def write(
    folder: Path,
    removed: Sequence[str],
    papers: Iterable[Parts],
    workers: Workers,
    advance: Callable[[int], None],
) -> None:
    """Delete the documents with the ids of `removed`, then add the papers.

    `papers` whose documents are replaced are among `removed`. `advance` is told how many papers
    are done. Raises IndexVersionError and IndexDamagedError for what is in the folder already.
    """
    schema, segments, generation = _state(folder)
    delete(folder, segments, removed)
    segments += workers.build(folder, papers, advance)
    segments = merged_segments(folder, schema, segments, workers.memory)
    storage = FileStorage(str(folder))
    TOC(schema, segments, generation + 1).write(storage, INDEX_NAME)
    clean_files(storage, INDEX_NAME, generation + 1, segments)


def delete(folder: Path, segments: Sequence[ArraySegment], ids: Sequence[str]) -> None:
    """Mark the documents with these ids as deleted in whatever segment holds them."""
    storage = FileStorage(str(folder))
    for segment in segments if ids else ():
        field = ArrayTermsReader(storage, segment).fields["id"]
        for id in ids:
            number = field.dictionary.find(id.encode())
            for document in () if number is None else field.docs(number).tolist():
                segment.delete_document(document)


def _state(folder: Path) -> tuple[Schema, list[ArraySegment], int]:
    """Schema, segments and number of the index in the folder; of a new one where none is."""
    if not any(folder.glob(f"_{INDEX_NAME}_*.toc")):
        return make_schema(), [], 0
    toc = read_toc(folder)
    return toc.schema, list(toc.segments), toc.generation
