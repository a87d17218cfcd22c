"""A function of numbers and arrays → machine code, by Numba: what `index.loops` calls and keeps.

Importing this module imports Numba, which takes half a second.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from llvmlite import ir  # type: ignore[import-untyped]  # it has no types
from numba import carray, njit  # type: ignore[attr-defined]  # which Numba makes at import
from numba.core import types
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler_lock import global_compiler_lock
from numba.cpython.unsafe import numbers
from numba.extending import intrinsic, overload, typeof_impl

from index.intrinsics import array_at, read_ahead, trailing_zeros
from index.loops import Loop, is_inner
from index.machine_code import MachineCode

T = TypeVar("T")


def dispatcher_of(function: Callable[..., object]) -> Any:  # Numba has no types
    """What Numba knows a loop by: it runs without Python's lock, and divides as NumPy does.

    A loop that only loops call has nothing that Python would call it by, which takes a fifth of
    all compiling.
    """
    options: Any = {"no_cfunc_wrapper": True, "no_cpython_wrapper": is_inner(function.__qualname__)}
    made: Any = njit(nogil=True, error_model="numpy", **options)(function)
    made.get_call_template = partial(_any_number, made.get_call_template)
    return made


def compiled(
    dispatcher: Any, arguments: tuple[object, ...]
) -> tuple[MachineCode, Callable[..., object]]:
    """A dispatcher's code for arguments like these, and the function that it is."""
    kinds = (*map(dispatcher.typeof_pyval, arguments),)
    context = dispatcher.targetctx
    with global_compiler_lock, _without_collecting():
        with _in_parts(context.codegen()):
            dispatcher.compile(kinds)
        result = dispatcher.overloads[kinds]._asdict()
        about, environment = result["fndesc"], result["environment"]
        whole = _Whole(context.codegen(), result["library"], about.llvm_cpython_wrapper_name)
        function = context.get_executable(whole, about, environment)
    entry = about.llvm_cpython_wrapper_name
    code = whole._get_compiled_object()  # type: ignore[no-untyped-call]  # Numba has no types
    return MachineCode(code, entry, environment.env_name, environment.consts), function


@typeof_impl.register(Loop)
def _(loop: Loop, _: object) -> Any:
    """What one loop knows of another."""
    return types.Dispatcher(loop.dispatcher)


def _pointer(context: Any, _: Any) -> Any:  # of types that are Numba's own
    """An address as what `carray` takes."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.inttoptr(values[0], context.get_value_type(signature.return_type))

    return types.voidptr(types.int64), code


def _prefetched(context: Any, _: Any) -> Any:
    """An address handed to the processor, which reads a line of its caches there."""

    def code(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        number = ir.IntType(32)
        at = builder.inttoptr(values[0], context.get_value_type(types.voidptr))
        kinds = ir.FunctionType(ir.VoidType(), [at.type, number, number, number])
        prefetch = builder.module.declare_intrinsic("llvm.prefetch", [at.type], kinds)
        builder.call(prefetch, [at, *map(number, (0, 3, 1))])  # to read, to keep, data
        return context.get_dummy_value()

    return types.none(types.int64), code


# Any: they are called in loops with what follows the context.
pointer: Any = intrinsic(_pointer)
prefetched: Any = intrinsic(_prefetched)
zeros: Any = numbers.trailing_zeros


@overload(array_at)
def _(address, shape, kind):  # type: ignore[no-untyped-def]  # Numba compares it with what is below
    return lambda address, shape, kind: carray(pointer(address), shape, kind)


@overload(read_ahead)
def _(address):  # type: ignore[no-untyped-def]  # Numba compares it with what is below
    return lambda address: prefetched(address)


@overload(trailing_zeros)
def _(bits):  # type: ignore[no-untyped-def]  # Numba compares it with what is below
    return lambda bits: zeros(bits)


def _any_number(find: Callable[..., T], arguments: tuple[Any, ...], named: dict[str, Any]) -> T:
    """What Numba calls a loop by from within another, whatever number an argument begins with.

    It would compile the loop once for `at = 0`, and again for where `at` goes on: a third of all.
    """
    plain: Callable[[Any], Any] = types.unliteral  # Numba has no types
    return find((*map(plain, arguments),), {name: plain(kind) for name, kind in named.items()})


class _Part(JITCodeLibrary):
    """Code that is only built into other code, which is made fast, and machine code, as a whole.

    To do so with each part, and with the parts of parts, takes twice as long in all.
    """

    def _optimize_final_module(self) -> None:
        pass

    def _finalize_final_module(self) -> None:
        self._finalized = True

    def get_pointer_to_function(self, _: str) -> int:
        return 0


class _Whole(JITCodeLibrary):
    """A part as Python calls it: nothing else in it is called from elsewhere.

    So what is built in wherever it is called needn't be there by itself: a quarter less code.
    """

    def __init__(self, codegen: Any, part: _Part, entry: str) -> None:
        super().__init__(codegen, part.name)  # type: ignore[no-untyped-call]
        self.enable_object_caching()  # type: ignore[no-untyped-call]
        part._ensure_finalized()  # type: ignore[no-untyped-call]
        self._final_module = part._final_module.clone()
        for function in self._final_module.functions:
            if not function.is_declaration and function.name != entry:
                function.linkage = "internal"


@contextmanager
def _in_parts(codegen: Any) -> Iterator[None]:  # of a type that is Numba's own
    """Whatever Numba compiles becomes a part."""
    before, codegen._library_class = codegen._library_class, _Part
    codegen.set_env = lambda *_: None  # parts that aren't machine code have no place for it
    try:
        yield
    finally:
        codegen._library_class = before
        del codegen.set_env


@contextmanager
def _without_collecting() -> Iterator[None]:
    """A quarter of all compiling would be looking for garbage that isn't there."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
