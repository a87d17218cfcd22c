"""Bodies of records as the catalogue keeps them: some of them compressed together, as a block.

A body has a number: its block's times TOGETHER, and its place there. A block isn't changed; once
half of all that blocks hold is nobody's any more, all are written anew.
"""

import sqlite3
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import count

import zstandard

from index.catalogue import fact, set_fact

TOGETHER = 16  # bodies of a block: to read one takes 30 µs; twice as many take 4 % less room
_LEVEL = 1
_BETWEEN = b"\n"  # no body has one
_AT_HAND = 64  # blocks that were read lately
_AT_ONCE = 256 * TOGETHER  # bodies that are written anew
_UNUSED = "unused"  # a fact: how many bodies are nobody's


def pack(bodies: Sequence[bytes]) -> list[bytes]:
    """Blocks of bodies, all full but the last one."""
    compress = zstandard.ZstdCompressor(_LEVEL).compress
    starts = range(0, len(bodies), TOGETHER)
    return [compress(_BETWEEN.join(bodies[start : start + TOGETHER])) for start in starts]


def unpacked(block: bytes) -> list[bytes]:
    """The bodies of a block."""
    return zstandard.ZstdDecompressor().decompress(block).split(_BETWEEN)


def some_of(blocks: Sequence[bytes], places: Sequence[int]) -> list[bytes]:
    """The bodies at some places, of those that `pack` made blocks of."""
    wanted = {place // TOGETHER for place in places}
    bodies = {number: unpacked(blocks[number]) for number in wanted}
    return [bodies[place // TOGETHER][place % TOGETHER] for place in places]


def keep(connection: sqlite3.Connection, blocks: Sequence[bytes]) -> int:
    """Add blocks to a catalogue; the number of their first body, which those of others follow."""
    first = 1 + _last(connection)
    connection.executemany("INSERT INTO block VALUES (?, ?)", enumerate(blocks, first))
    return first * TOGETHER


def plainly(connection: sqlite3.Connection) -> Callable[[int], bytes]:
    """What gives the body of a number; for one thread, as long as nothing is written anew."""

    @lru_cache(_AT_HAND)
    def bodies(block: int) -> list[bytes]:
        query = "SELECT data FROM block WHERE number = ?"
        (data,) = connection.execute(query, (block,)).fetchone()
        return unpacked(data)

    def plain(number: int) -> bytes:
        block, place = divmod(number, TOGETHER)
        return bodies(block)[place]

    return plain


def let_go(connection: sqlite3.Connection, bodies: int) -> None:
    """Note that so many more bodies in blocks are nobody's."""
    if bodies:
        set_fact(connection, _UNUSED, fact(connection, _UNUSED) + bodies)


def tidy(connection: sqlite3.Connection) -> None:
    """Write all blocks anew, if as many bodies in them are nobody's as somebody's."""
    unused = fact(connection, _UNUSED)
    if not unused or unused < connection.execute("SELECT count(*) FROM record").fetchone()[0]:
        return
    old, plain, last = _last(connection), plainly(connection), 0
    query = "SELECT number, body FROM record WHERE number > ? ORDER BY number LIMIT ?"
    while rows := connection.execute(query, (last, _AT_ONCE)).fetchall():
        numbers = [number for number, _ in rows]
        first = keep(connection, pack([plain(body) for _, body in rows]))
        renamed = zip(count(first), numbers)
        connection.executemany("UPDATE record SET body = ? WHERE number = ?", renamed)
        last = numbers[-1]
    connection.execute("DELETE FROM block WHERE number <= ?", (old,))
    set_fact(connection, _UNUSED, 0)


def _last(connection: sqlite3.Connection) -> int:
    """The number of the last block; 0 where there is none."""
    (last,) = connection.execute("SELECT max(number) FROM block").fetchone()
    return last or 0
