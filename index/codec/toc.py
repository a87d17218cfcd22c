"""Whoosh's table of contents, a file with two pickles, read without trusting it.

`open_index` is `whoosh.index.open_dir` for a folder that somebody else may have made: its
unpickler admits only the classes that an index of ours must name, none of which does anything.
"""

import pickle
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC, FileIndex

from index.codec.segment import INDEX_NAME, ArraySegment
from index.errors import IndexDamagedError, IndexVersionError

WHOOSH_VERSION = -111  # of the layout of the table
BYTE_ORDER = -12345
SIZES = (4, 8, 4)  # of int, long and float, as Whoosh notes them

ADMITTED = {
    ("index.codec.segment", "ArraySegment"),
    ("index.columns", "SetColumn"),
    ("index.fields", "ListAnalyzer"),
    ("index.fields", "TermsField"),
    ("whoosh.columns", "NumericColumn"),
    ("whoosh.columns", "VarBytesColumn"),
    ("whoosh.fields", "STORED"),
    ("whoosh.fields", "Schema"),
    ("whoosh.formats", "Existence"),
    ("whoosh.formats", "Frequency"),
    ("whoosh.formats", "Positions"),
}
EARLIER = ("whoosh.codec.whoosh3", "W3Segment")  # what indexes made before our codec hold


class CheckedIndex(FileIndex):
    """An index whose table of contents was read once, and checked."""

    def __init__(self, folder: Path) -> None:
        self.storage = FileStorage(str(folder))
        self.indexname = INDEX_NAME
        self._schema = None
        self._toc = read_toc(folder)

    def _read_toc(self) -> TOC:
        return self._toc


def open_index(folder: Path) -> FileIndex:
    """Open an index for reading.

    Raises IndexVersionError for an index of an earlier format, IndexDamagedError for a table of
    contents that is missing, damaged or tampered with.
    """
    return CheckedIndex(folder)


def read_toc(folder: Path) -> TOC:
    """Read the latest table of contents of a folder; raises as `open_index` does."""
    storage = FileStorage(str(folder))
    generation = TOC._latest_generation(storage, INDEX_NAME)
    path = folder / TOC._filename(INDEX_NAME, generation)
    try:
        file = StructFile(BytesIO(path.read_bytes()))
        return _read(file, generation)
    except (IndexVersionError, IndexDamagedError) as error:
        raise type(error)(f"{path}: {error}") from error
    except OSError as error:
        raise IndexDamagedError(f"{path}: can't be read: {error.strerror}") from error
    except (Exception, MemoryError) as error:  # a hostile pickle can raise anything
        raise IndexDamagedError(f"{path}: damaged or tampered with ({error!r})") from error


def _read(file: StructFile, generation: int) -> TOC:
    sizes = tuple(file.read_varint() for _ in SIZES)
    if sizes != SIZES or file.read_int() != BYTE_ORDER or file.read_int() != WHOOSH_VERSION:
        raise IndexDamagedError("not a table of contents of this version of Whoosh")
    release = tuple(file.read_varint() for _ in range(3))
    schema = _Unpickler(BytesIO(file.read_string())).load()
    if file.read_int() != generation:
        raise IndexDamagedError("it belongs to another generation")
    file.read_int()  # unused
    segments = _Unpickler(file.raw_file()).load()
    if not all(type(segment) is ArraySegment for segment in segments):
        raise IndexDamagedError("it holds something else than segments")
    return TOC(schema, segments, generation, WHOOSH_VERSION, release)


class _Unpickler(pickle.Unpickler):
    """Admits the classes of ADMITTED and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in ADMITTED:
            return getattr(import_module(module), name)
        if (module, name) == EARLIER:
            raise IndexVersionError(
                "the index was made by an earlier version of Abseek; "
                "make it anew (abseek reindex --fresh)"
            )
        raise IndexDamagedError(f"damaged or tampered with: it asks for {module}.{name}")

    def persistent_load(self, pid: Any) -> NoReturn:
        raise IndexDamagedError("damaged or tampered with: it asks for an object from outside")
