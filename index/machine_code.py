"""Machine code that Numba made, kept on the disk → functions that Python calls, without Numba.

LLVM's linker joins the code to Numba's runtime, which is three modules of C. Whatever is amiss,
there is nothing kept, and Numba compiles anew.
"""

import builtins
import ctypes
import os
import pickle
import sys
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from itertools import count
from pathlib import Path
from threading import Lock, get_ident
from types import FunctionType, ModuleType
from typing import Any, NamedTuple, cast

import numpy as np

from index.compiled import folder, state_of_loops

Kinds = tuple[Hashable, ...]

# Of an array: contiguous in C's order (or else in Fortran's), aligned, writable.
_C_ORDER, _FLAGS = 0x1, 0x1 | 0x100 | 0x400
_OTHER_FLAGS = _FLAGS | 0x2
_RUNTIME = "numba"  # the library that holds what all code calls

# What a file that is damaged raises, or another version of what it needs.
_AMISS = (
    *(OSError, EOFError, ImportError, AttributeError, LookupError, RuntimeError),
    *(TypeError, ValueError, pickle.PickleError),
)

_counted = count()
_lock = Lock()


class MachineCode(NamedTuple):
    """An object file, and its names of what Python calls and of the objects which that needs."""

    image: bytes
    entry: str
    environment: str
    constants: list[object]


def make_ready() -> None:
    """Load what all code needs; where that fails, Numba compiles as before."""
    with suppress(*_AMISS):
        _runtime()


def looks_of(arguments: tuple[object, ...]) -> Kinds:
    """What tells kinds apart, in half the time; arguments of one kind may look different."""
    return tuple(
        [  # a microsecond less than an expression
            (one.dtype, one.ndim, one.flags.num) if type(one) is np.ndarray else _kind_of(one)
            for one in arguments
        ]
    )


def kinds_of(arguments: tuple[object, ...]) -> Kinds:
    """What code is compiled for: types, and how arrays lie in memory."""
    return (*map(_kind_of, arguments),)


def _kind_of(value: object) -> Hashable:
    if isinstance(value, np.ndarray):
        flags = value.flags.num
        return value.dtype, value.ndim, flags & (_FLAGS if flags & _C_ORDER else _OTHER_FLAGS)
    if isinstance(value, tuple):
        return type(value), *map(_kind_of, value)
    return cast(Hashable, type(value))


def path_of(function: Callable[..., object], kinds: Kinds) -> Path:
    """The file for a function and kinds of arguments: of these loops, versions and processor."""
    assert isinstance(function, FunctionType)
    about = Path(function.__code__.co_filename).stat()
    facts = repr((state_of_loops(), about.st_mtime_ns, about.st_size, kinds, _versions()))
    name = f"{function.__module__}.{function.__qualname__}"
    return folder() / f"{name}-{sha256(facts.encode()).hexdigest()[:16]}.code"


def keep(path: Path, code: MachineCode) -> None:
    """Keep code for other processes, which never see half of it; a disk may refuse."""
    draft = path.with_suffix(f".{os.getpid()}-{get_ident()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(pickle.dumps(tuple(code)))
        draft.replace(path)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def load(path: Path) -> Callable[..., object] | None:
    """The function that was kept; None where none was, or the code doesn't fit."""
    with suppress(*_AMISS):
        return _linked(MachineCode(*pickle.loads(path.read_bytes())))  # noqa: S301  # our own
    return None


def _linked(code: MachineCode) -> Callable[..., object]:
    runtime = _runtime()
    library = runtime.llvm.JITLibraryBuilder().add_object_img(code.image)
    library.add_jit_library(_RUNTIME).add_current_process()
    library.export_symbol(code.entry).export_symbol(code.environment)
    found = library.link(runtime.linker, f"{code.entry}-{next(_counted)}")
    environment = runtime.functions.Environment({})
    environment.consts.extend(code.constants)
    ctypes.c_void_p.from_address(found[code.environment]).value = id(environment)
    make = cast(Callable[..., Callable[..., object]], runtime.functions.make_function)
    return make(sys, code.entry, "", found[code.entry], environment, (found, environment))


class _Runtime(NamedTuple):
    """LLVM, its linker, Numba's module that makes functions, and what must stay in memory."""

    llvm: Any  # it has no types
    linker: Any
    functions: Any
    held: Sequence[object]


def _runtime() -> _Runtime:
    with _lock:  # threads load loops, and all are to have one linker
        return _made_runtime()


@cache
def _made_runtime() -> _Runtime:
    import llvmlite.binding as llvm  # type: ignore[import-untyped]  # it has none

    functions, helpers = _module("_dynfunc"), _module("_helperlib")
    memory = _module("core.runtime._nrt_python")
    memory.memsys_use_cpython_allocator()
    unpickle = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
        _unpickled
    )
    symbols = {
        **{f"NRT_{name}".replace("NRT__", "_"): at for name, at in memory.c_helpers.items()},
        **{f"numba_{name}": at for name, at in functions.c_helpers.items()},
        **{f"numba_{name}": at for name, at in helpers.c_helpers.items()},
        **{f"PyExc_{name}": id(kind) for name, kind in vars(builtins).items()},
        "_Py_NoneStruct": id(None),
        "numba_unpickle": ctypes.cast(unpickle, ctypes.c_void_p).value,  # its own loads Numba
    }
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    machine = llvm.Target.from_default_triple().create_target_machine()
    linker = llvm.create_lljit_compiler(machine, use_jit_link=True, suppress_errors=True)
    library = llvm.JITLibraryBuilder()
    for name, address in symbols.items():
        library.import_symbol(name, address)
    return _Runtime(llvm, linker, functions, (library.link(linker, _RUNTIME), unpickle))


def _module(name: str) -> ModuleType:
    """One of Numba's modules of C, by itself: the package, which may be there, loads all others."""
    if loaded := sys.modules.get(f"numba.{name}"):
        return loaded
    spec = _spec(name)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _spec(name: str) -> Any:
    package = find_spec("numba")
    if package is None or package.submodule_search_locations is None:
        raise ImportError("no Numba")
    folder = Path(package.submodule_search_locations[0]).joinpath(*name.split(".")[:-1])
    spec = PathFinder.find_spec(f"numba.{name}", [str(folder)])
    if spec is None or spec.loader is None:
        raise ImportError(name)
    return spec


@cache
def _unpickled(address: int, size: int, _: int) -> object:
    return pickle.loads(ctypes.string_at(address, size))  # noqa: S301  # part of the code


@cache
def _versions() -> tuple[object, ...]:
    """What code made here fits: Python, Numba, LLVM, the processor."""
    import llvmlite.binding as llvm

    about = Path(_spec("_helperlib").origin).stat()
    numba = about.st_mtime_ns, about.st_size
    features = llvm.get_host_cpu_features().flatten()
    return sys.version, numba, llvm.llvm_version_info, llvm.get_host_cpu_name(), features
