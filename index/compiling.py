"""`@loop` compiles a function of numbers and arrays; what was compiled is kept on the disk.

Those of `index.loops` are compiled here, too, and are built into others as any. Importing this
module imports Numba, which takes half a second.
"""

import os
from collections.abc import Callable
from functools import cache, partial
from typing import Any, TypeVar, cast

import numba
from llvmlite.binding import parse_bitcode  # type: ignore[import-untyped]  # it has none
from numba import njit
from numba.core.caching import CompileResultCacheImpl, FunctionCache
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import CPUDispatcher
from numba.core.runtime.nrt import rtsys
from numba.core.types import Dispatcher, unliteral
from numba.extending import typeof_impl

from index.compiled import folder
from index.loops import INNER, Loop, is_inner
from index.machine_code import MachineCode

Function = TypeVar("Function", bound=Callable[..., object])
T = TypeVar("T")


def loop(function: Function) -> Function:
    """Compile at the first call, without Python's lock; divisions by 0 are as NumPy's.

    As it stands, the function is plain Python: `function.py_func`. Where its name begins with `_`,
    only other loops can call it: what Python would call it by takes a fifth of all compiling.
    """
    _choose_folder()
    inner = is_inner(function.__qualname__)
    options: Any = {"no_cfunc_wrapper": True, "no_cpython_wrapper": inner}
    compiled: Any = njit(nogil=True, error_model="numpy", **options)(function)
    compiled._cache = _Cache(function)  # type: ignore[no-untyped-call]  # Numba has no types
    compiled.get_call_template = partial(_any_number, compiled.get_call_template)
    compiled.__class__ = _Inner if inner else _Outer
    return cast(Function, compiled)  # it calls as the function does


def compiled(
    dispatcher: Any, arguments: tuple[object, ...]
) -> tuple[MachineCode, Callable[..., object]]:
    """A dispatcher's code for arguments like these, and the function that it is."""
    types = (*map(dispatcher.typeof_pyval, arguments),)
    function = dispatcher.compile(types)
    result = dispatcher.overloads[types]._asdict()
    environment, code = result["environment"], result["library"]._get_compiled_object()
    entry = result["fndesc"].llvm_cpython_wrapper_name
    return MachineCode(code, entry, environment.env_name, environment.consts), function


@typeof_impl.register(Loop)
def _(loop: Loop, _: object) -> Any:
    """What one loop knows of another."""
    return Dispatcher(loop.dispatcher)


def _any_number(find: Callable[..., T], arguments: tuple[Any, ...], named: dict[str, Any]) -> T:
    """What Numba calls a loop by from within another, whatever number an argument begins with.

    It would compile the loop once for `at = 0`, and again for where `at` goes on: a third of all.
    """
    plain: Callable[[Any], Any] = unliteral  # Numba has no types
    return find((*map(plain, arguments),), {name: plain(kind) for name, kind in named.items()})


class _Library(JITCodeLibrary):
    """Code that was kept: what it is made of, for loops that call it, is read when one is compiled.

    To read it at once, and the names in it, takes as long as all else (2 ms a loop).
    """

    _bitcode = b""

    @classmethod
    def _unserialize(cls, codegen: Any, state: Any) -> Any:  # of types that are Numba's own
        name, _, (code, bitcode) = state
        library = codegen.create_library(name)
        library.enable_object_caching()
        library._set_compiled_object(code)
        library._bitcode = bitcode
        library._finalize_final_module()
        library._compiled_object = code
        return library

    def _get_module_for_linking(self) -> Any:
        if self._shared_module is None and self._bitcode:
            self._shared_module = parse_bitcode(self._bitcode)
        return super()._get_module_for_linking()  # type: ignore[no-untyped-call]


class _Part(_Library):
    """Code that is only built into other code, which is then made faster as a whole.

    To do so ahead with each part, and with the parts of parts, takes a quarter longer in all.
    """

    def _optimize_final_module(self) -> None:
        pass


class _Outer(CPUDispatcher):
    """A loop that Python calls."""

    _library: type[JITCodeLibrary] = _Library

    def compile(self, sig: Any) -> Any:  # of types that are Numba's own
        """Compile, or load what was compiled, for types of arguments."""
        target: Any = self.targetctx
        codegen = target.codegen()
        with global_compiler_lock:
            before, codegen._library_class = codegen._library_class, self._library
            try:
                return super().compile(sig)
            finally:
                codegen._library_class = before


class _Inner(_Outer):
    """A loop that only loops can call: from Python, the process would crash."""

    _library = _Part

    def __call__(self, *_: object) -> None:
        raise TypeError(INNER)


class _Kept(CompileResultCacheImpl):
    """Makes loops of what was kept."""

    def rebuild(self, target_context: Any, payload: Any) -> Any:
        codegen, function = target_context.codegen(), payload[1]
        if not is_inner(function.qualname):  # else Python has nothing to call
            codegen._engine._defined_symbols.add(function.llvm_cpython_wrapper_name)
        return super().rebuild(target_context, payload)  # type: ignore[no-untyped-call]


class _Cache(FunctionCache):
    """Numba's own, which makes the compiler ready before it loads what was compiled.

    That takes .1 s and isn't needed: a compiler that is called for makes itself ready.
    """

    _impl_class = _Kept

    def load_overload(self, sig: Any, target_context: Any) -> Any:  # of types that are Numba's own
        rtsys.initialize(target_context)
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)  # type: ignore[no-untyped-call]


@cache
def _choose_folder() -> None:
    """Where it can't be written, Numba has a place of its own, and a person may name one."""
    if os.environ.get("NUMBA_CACHE_DIR"):
        return
    chosen = folder()
    try:
        chosen.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    if os.access(chosen, os.W_OK):
        numba.config.CACHE_DIR = str(chosen)  # type: ignore[attr-defined]  # Numba makes it
