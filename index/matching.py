"""Candidate pairs → links: every pair is verified on the text of its records."""

import itertools
import sqlite3

import numpy as np

from index.bodies import decode
from index.candidates import Pairs, Sketches, unpacked
from index.catalogue import members_of, select_in
from index.compiled import expect
from index.merge import Traits, joining
from index.packed import plainly
from index.prepared import record_keys
from index.sketches import gram_keys

_CHUNK = 2000  # pairs
_FEW = 100  # pairs whose texts are compared sooner than compiled loops are loaded
_LIKELY = 0.2  # share of sampled 4-grams below which the texts aren't compared: the rule wants half
_SURE_SAMPLE = 10  # sampled 4-grams; of fewer nothing is concluded


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


def sketch_all(
    connection: sqlite3.Connection, sketches: Sketches, end: int, fresh: bytearray
) -> None:
    """Sketch the records below number `end`, which were taken in without merging; all are fresh."""
    last = 0
    plain = plainly(connection)
    query = "SELECT number, body FROM record WHERE number > ? AND number < ? LIMIT ?"
    while rows := connection.execute(query, (last, end, _CHUNK)).fetchall():
        numbers = np.array([number for number, _ in rows])
        expect(len(rows))
        sketches.add(record_keys([decode(plain(body)) for _, body in rows]), numbers)
        for number in numbers.tolist():
            fresh[number] = 1
        last = rows[-1][0]


def forget_links(connection: sqlite3.Connection) -> set[int]:
    """Take all merges back; returns the records that were merged."""
    several = [p for (p,) in connection.execute("SELECT paper FROM record WHERE paper <> number")]
    connection.execute("DELETE FROM link")
    connection.execute("DELETE FROM sketch")
    return {number for members in members_of(connection, several).values() for number in members}


def _verified(connection: sqlite3.Connection, pairs: Pairs) -> list[tuple[int, int, str]]:
    wanted = {number for pair in unpacked(pairs) for number in pair}
    query = "SELECT number, body FROM record WHERE number IN"
    plain = plainly(connection)
    traits = {n: Traits(decode(plain(body))) for n, body in select_in(connection, query, wanted)}
    few = len(pairs) < _FEW
    samples = {} if few else _samples(traits)
    links = []
    for first, second in unpacked(pairs):
        if first not in traits or second not in traits:
            continue  # keys of records that are gone stay for a while
        likely = few or _likely_same(samples[first], samples[second])
        rule = joining(traits[first], traits[second], () if likely else ("abstract",))
        if rule:
            links.append((first, second, rule))
    return links


def _samples(traits: dict[int, Traits]) -> dict[int, frozenset[int]]:
    """The sampled 4-grams of each abstract: much cheaper than its words."""
    keys, places = gram_keys([one.record.abstract for one in traits.values()])
    bounds = np.searchsorted(places, np.arange(len(traits) + 1))
    parts = (frozenset(keys[a:b].tolist()) for a, b in itertools.pairwise(bounds))
    return dict(zip(traits, parts, strict=True))


def _likely_same(first: frozenset[int], second: frozenset[int]) -> bool:
    fewer = min(len(first), len(second))
    return fewer < _SURE_SAMPLE or len(first & second) >= _LIKELY * fewer
