"""Candidate pairs → links: every pair is verified on the text of its records."""

import sqlite3

import numpy as np

from index.bodies import decode
from index.candidates import Pairs, Sketches, unpacked
from index.catalogue import select_in
from index.merge import Traits, joining

_CHUNK = 2000  # pairs


def find_links(connection: sqlite3.Connection, sketches: Sketches, fresh: bytearray) -> set[int]:
    """Keep a link for each pair that a rule joins and of which one record is fresh.

    Returns the numbers of the linked records.
    """
    pairs = sketches.pairs(np.frombuffer(fresh, np.bool_))
    linked: set[int] = set()
    for start in range(0, len(pairs), _CHUNK):
        links = _verified(connection, pairs[start : start + _CHUNK])
        connection.executemany("INSERT OR REPLACE INTO link VALUES (?, ?, ?)", links)
        linked.update(number for first, second, _ in links for number in (first, second))
    return linked


def _verified(connection: sqlite3.Connection, pairs: Pairs) -> list[tuple[int, int, str]]:
    wanted = {number for pair in unpacked(pairs) for number in pair}
    query = "SELECT number, body FROM record WHERE number IN"
    traits = {n: Traits(decode(body)) for n, body in select_in(connection, query, wanted)}
    links = []
    for first, second in unpacked(pairs):
        if first in traits and second in traits:  # keys of records that are gone stay a while
            rule = joining(traits[first], traits[second])
            if rule:
                links.append((first, second, rule))
    return links
