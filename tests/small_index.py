"""A small index in memory, for tests of what needs one."""

from typing import Any

import orjson
from whoosh.filedb.filestore import RamStorage

from index.analysis import analyse
from index.document import TERMS_OF, make_documents
from index.fields import make_schema
from index.record import Paper, Record, columns_of
from search.parser import parse
from search.plan import plan_of_typed
from search.preparation import prepare
from search.terms import ReaderTerms


def small_index(*records: Record) -> Any:  # Whoosh has no types
    """A Whoosh index of the records, made in memory as reindex makes it on disk."""
    index = RamStorage().create_index(make_schema())
    add(index, *records)
    return index


def add(index: Any, *records: Record) -> None:
    """Add a segment of these records."""
    writer = index.writer()
    for record in records:
        writer.add_document(**row(Paper(record)))
    writer.commit(merge=False)


def row(paper: Paper) -> dict[str, Any]:
    """A paper as Whoosh's own writers take it: everything in terms and columns."""
    documents = make_documents(columns_of([paper]))
    columns = {name: values[0] for name, values in documents.columns.items()}
    terms = {name: [*values[0]] for name, values in documents.terms.items()}
    found = {name: analyse(values[0]) for name, values in documents.texts.items()}
    for name, terms_of in TERMS_OF.items():
        value = columns[name] or ()
        values = value if isinstance(value, tuple) else (value,)
        terms[name] = [*dict.fromkeys(term for one in values for term in terms_of(one))]
    for name, analysis in found.items():
        terms[name] = analysis.stems
    for name in ("title", "abstract"):
        terms[f"{name}_form"] = found[name].forms
        columns |= {f"{name}_length": len(terms[name])} if terms[name] else {}
    compounds = found["title"].compounds + found["abstract"].compounds
    terms["compound"] = [*dict.fromkeys(compounds)]
    terms = {name: value for name, value in terms.items() if value}
    columns = {name: value for name, value in columns.items() if value}
    names = {*terms, *columns}
    return {
        "record": documents.stored[0],
        **{name: terms.get(name, []) for name in names},
        **{f"_stored_{name}": value for name, value in columns.items()},
    }


def texts(*abstracts: str, **fields: Any) -> tuple[Record, ...]:
    """A record for each abstract, with the ids "1", "2", …"""
    return tuple(
        Record(id=str(number), abstract=abstract, **fields)
        for number, abstract in enumerate(abstracts, start=1)
    )


def found(searcher: Any, text: str) -> list[int]:
    """The ids, as sorted numbers, of what Whoosh finds for a query as it is prepared."""
    prepared = prepare(plan_of_typed(parse(text).tree), ReaderTerms(searcher.reader()))
    return sorted(matched(searcher, prepared.tree))


def matched(searcher: Any, tree: Any) -> list[int]:
    """The ids of what Whoosh finds for a tree."""
    stored = (searcher.stored_fields(doc) for doc in searcher.docs_for_query(tree))
    return [int(orjson.loads(fields["record"])["id"]) for fields in stored]
