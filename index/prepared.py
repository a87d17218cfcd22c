"""Records → the columns that the catalogue keeps of them, wherever the records are read.

All that needs no look at the catalogue is done here, so that worker processes can do it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from index.bodies import encode
from index.candidates import (
    FLAG_BITS,
    HAS_ARXIV,
    HAS_DOI,
    IDENTIFIER,
    IS_SHORT,
    TITLE,
    Sketch,
    sketch_of,
    with_kind,
)
from index.catalogue import DIGEST_BYTES
from index.compiled import expect
from index.merge import arxiv_id, publisher_doi, title_key
from index.naming import id_choices
from index.packed import pack
from index.record import Record
from index.sketches import Keys, Numbers, gram_keys, text_keys

Digests = NDArray[np.int64]

_SHORT = 3  # sampled 4-grams
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no two sources come to the same
_OF_NOTHING = blake2b(digest_size=DIGEST_BYTES)  # a copy takes half the time of a new one


@dataclass(frozen=True, slots=True)
class Prepared:
    """Records in the order of reading, column by column.

    `sources` are the numbers of their sources, `blocks` hold their bodies; `keys` tell a record of
    a source among all, `hashes` its content and source. `ids` are the first ids that each may give
    its paper, `names` their digests. `sketch` has the keys by which records of the same paper meet;
    it is empty where nothing is to be merged.
    """

    sources: Sequence[int]
    blocks: list[bytes]
    keys: Digests
    hashes: Digests
    ids: list[str]
    names: Digests
    sketch: Sketch


def prepare(records: Sequence[Record], sources: Sequence[int], *, merging: bool) -> Prepared:
    """The columns of records, each with the number of its source."""
    expect(len(records))
    bodies = [*map(encode, records)]
    hashes = digests(bodies)
    ids = [record.id or next(id_choices(record)) for record in records]
    names = digests(map(str.encode, ids))
    has_id = np.array([record.id != "" for record in records], np.bool_)
    keys = _with_sources(np.where(has_id, names, hashes), sources)
    hashes = _with_sources(hashes, sources)
    sketch = record_keys(records if merging else [])
    return Prepared(sources, pack(bodies), keys, hashes, ids, names, sketch)


def _with_sources(found: Digests, sources: Sequence[int]) -> Digests:
    """Digests of records that tell their sources, too."""
    spread = np.array(sources, np.uint64) * _SPREAD
    return (found.astype(np.uint64) ^ spread).astype(np.int64)


def digests(values: Iterable[bytes]) -> Digests:
    """What `index.catalogue.digest` makes of each of many values."""
    found = []
    for value in values:
        hash = _OF_NOTHING.copy()
        hash.update(value)
        found.append(hash.digest())
    return np.frombuffer(b"".join(found), "<i8")


def record_keys(records: Sequence[Record]) -> Sketch:
    """All keys of records."""
    arxiv_ids, dois = [*map(arxiv_id, records)], [*map(publisher_doi, records)]
    titles = [title_key(record.title) for record in records]
    keys, places = gram_keys([record.abstract for record in records])
    short = np.bincount(places, minlength=len(records)) <= _SHORT
    owners = np.arange(len(records), dtype=np.uint32) << np.uint32(FLAG_BITS)
    owners |= HAS_ARXIV * _present(arxiv_ids) | HAS_DOI * _present(dois)
    owners |= IS_SHORT * short.astype(np.uint32)
    found = [
        (with_kind(keys, 0), owners[places]),
        _whole([id and f"arxiv:{id}" for id in arxiv_ids], owners, IDENTIFIER),
        _whole([doi and f"doi:{doi}" for doi in dois], owners, IDENTIFIER),
        _whole(titles, owners, TITLE),
        _whole([*_with_family_names(titles, records)], owners, TITLE),
    ]
    keys, owners = (np.concatenate(column) for column in zip(*found, strict=True))
    return sketch_of(keys, owners)


def _present(texts: Sequence[str]) -> NDArray[np.uint32]:
    return np.array([bool(text) for text in texts], np.uint32)


def _whole(texts: Sequence[str], owners: Numbers, kind: int) -> tuple[Keys, Numbers]:
    """One key for each text that isn't empty."""
    present = _present(texts) > 0
    return with_kind(text_keys(texts)[present], kind), owners[present]


def _with_family_names(titles: Sequence[str], records: Sequence[Record]) -> Iterator[str]:
    """Titles with the last word of the first author, which tell "Editorial" from "Editorial"."""
    for title, record in zip(titles, records, strict=True):
        name = record.authors[0].rsplit(None, 1)[-1] if title and record.authors else ""
        yield f"{title} {name.lower()}" if name else ""
