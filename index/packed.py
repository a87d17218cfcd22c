"""Bodies of records as the catalogue keeps them: compressed, with one dictionary for all of them.

The dictionary is learnt from the first records that are read together; as long as there were too
few, bodies stay as they are.
"""

import sqlite3
from collections.abc import Callable, Sequence
from functools import lru_cache

import zstandard

from index.codec.stored import compressor, decompressor, learn

ENOUGH = 200  # records that a dictionary is learnt from
DICTIONARY_BYTES = 32 << 10
TABLE_BITS = 14  # of zstd's table: their dictionary is a smaller one
_PLAIN = b"["  # what a body begins with, and nothing compressed does


def learnt(bodies: Sequence[bytes]) -> bytes:
    """A dictionary for bodies like these; empty where they are too few."""
    found = learn([*bodies], DICTIONARY_BYTES) if len(bodies) >= ENOUGH else None
    return found.as_bytes() if found else b""


def pack(bodies: Sequence[bytes], dictionary: bytes) -> list[bytes]:
    """Bodies compressed; as they are, if the dictionary is empty."""
    return [*map(_compressor(dictionary).compress, bodies)] if dictionary else [*bodies]


@lru_cache(1)
def _compressor(dictionary: bytes) -> zstandard.ZstdCompressor:
    return compressor(zstandard.ZstdCompressionDict(dictionary), TABLE_BITS)


def dictionary_of(connection: sqlite3.Connection) -> bytes:
    """The catalogue's dictionary; empty as long as it has none."""
    row = connection.execute("SELECT data FROM dictionary").fetchone()
    return row[0] if row else b""


def keep_dictionary(connection: sqlite3.Connection, dictionary: bytes) -> None:
    """Give a catalogue its dictionary, for good."""
    connection.execute("INSERT INTO dictionary VALUES (?)", (dictionary,))


def plainly(connection: sqlite3.Connection) -> Callable[[bytes], bytes]:
    """What gives the bodies of a catalogue as they were; for one thread."""
    found: list[zstandard.ZstdDecompressor] = []

    def plain(body: bytes) -> bytes:
        if body.startswith(_PLAIN):
            return body
        if not found:
            found.append(decompressor(zstandard.ZstdCompressionDict(dictionary_of(connection))))
        return found[0].decompress(body)

    return plain
