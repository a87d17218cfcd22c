"""The place of each paper of a corpus when all are put in an order."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader

from search.shards import Docs, Shard


def by_id(shards: Sequence[tuple[Shard, int]], size: int) -> Docs:
    """By their ids; each segment comes with the number of its first paper."""
    ids: list[bytes] = []
    docs: list[NDArray[np.int64]] = []
    for shard, first in shards:
        ids.extend(shard.prefixed("id", b""))
        docs.append(shard.first_docs("id") + first)
    places = np.zeros(size, np.int32)
    ranked = sorted(range(len(ids)), key=ids.__getitem__)
    places[np.concatenate([np.empty(0, np.int64), *docs])[ranked]] = np.arange(len(ids))
    return places


def by_title(reader: IndexReader, ids: Docs) -> Docs:
    """By the keys of their titles, and then by the places that their ids have."""
    keys: list[bytes] = []
    for segment, _ in reader.leaf_readers():
        keys.extend(segment.column_reader("title_key", translate=False))
    places = np.zeros(len(ids), np.int32)
    ranked = sorted(range(len(ids)), key=lambda doc: (keys[doc], ids[doc]))
    places[ranked] = np.arange(len(ids))
    return places
