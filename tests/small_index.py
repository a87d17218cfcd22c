"""A small index in memory, for tests of what needs one."""

from typing import Any

import orjson
from whoosh.filedb.filestore import RamStorage

from index.document import make_document
from index.fields import make_schema
from index.record import Paper, Record
from search.parser import parse
from search.preparation import prepare


def small_index(*records: Record) -> Any:  # Whoosh has no types
    """A Whoosh index of the records, made in memory as reindex makes it on disk."""
    index = RamStorage().create_index(make_schema())
    add(index, *records)
    return index


def add(index: Any, *records: Record) -> None:
    """Add a segment of these records."""
    writer = index.writer()
    for record in records:
        document = make_document(Paper(record))
        columns = {f"_stored_{name}": value for name, value in document.columns.items()}
        names = {*document.terms, *document.columns}
        terms = {name: document.terms.get(name, []) for name in names}
        writer.add_document(record=document.stored, **terms, **columns)
    writer.commit(merge=False)


def texts(*abstracts: str, **fields: Any) -> tuple[Record, ...]:
    """A record for each abstract, with the ids "1", "2", …"""
    return tuple(
        Record(id=str(number), abstract=abstract, **fields)
        for number, abstract in enumerate(abstracts, start=1)
    )


def found(searcher: Any, text: str) -> list[int]:
    """The ids, as sorted numbers, of what Whoosh finds for a query as it is prepared."""
    return sorted(matched(searcher, prepare(parse(text).tree, searcher.reader())))


def matched(searcher: Any, tree: Any) -> list[int]:
    """The ids of what Whoosh finds for a tree."""
    stored = (searcher.stored_fields(doc) for doc in searcher.docs_for_query(tree))
    return [int(orjson.loads(fields["record"])["id"]) for fields in stored]
