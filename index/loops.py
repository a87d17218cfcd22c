"""`@loop` compiles a function of numbers and arrays; what was compiled is kept on the disk.

What is kept runs without Numba, which takes half a second to load.
"""

from collections.abc import Callable
from functools import cached_property, update_wrapper
from typing import Any, TypeVar, cast

from index import machine_code

INNER = "only loops can call a loop whose name begins with _"

Function = TypeVar("Function", bound=Callable[..., object])


def loop(function: Function) -> Function:
    """Compile at the first call, without Python's lock; divisions by 0 are as NumPy's.

    Arguments and answers are numbers, arrays, and tuples of these. As it stands, the function is
    plain Python: `function.py_func`. Where its name begins with `_`, only other loops can call it.
    """
    return cast(Function, Loop(function))  # it calls as the function does


def entry(function: Function) -> Function:
    """A loop that is handed arguments of the same kinds at each call: nobody looks at them again.

    To look at them takes .04 ms in cold caches, a tenth of a question. What is handed instead of
    them would be read as if it were of these kinds; tests look at them.
    """
    return cast(Function, Entry(function))


def is_inner(qualified: str) -> bool:
    """Whether only other loops can call the function of a name."""
    return qualified.rpartition(".")[2].startswith("_")


class Loop:
    """A function that is loaded, or compiled, for the types of its arguments when it is called."""

    def __init__(self, function: Callable[..., object]) -> None:
        update_wrapper(self, function)
        self.py_func = function
        self._ready: dict[machine_code.Kinds, Callable[..., object]] = {}

    def __call__(self, *arguments: object) -> object:
        """The answer, of code for arguments of these kinds."""
        return self._code_for(arguments)(*arguments)

    def is_kept(self, *arguments: object) -> bool:
        """Whether code for arguments of these kinds needn't be compiled; it is loaded then."""
        kinds = machine_code.kinds_of(arguments)
        return kinds in self._ready or self._loaded(kinds) is not None

    @cached_property
    def dispatcher(self) -> Any:  # Numba has no types
        """What Numba makes of the function; other loops that are compiled have it built in."""
        from index import compiling

        return compiling.dispatcher_of(self.py_func)

    def _code_for(self, arguments: tuple[object, ...]) -> Callable[..., object]:
        looks = machine_code.looks_of(arguments)
        ready = self._ready.get(looks)
        if ready is None:
            kinds = machine_code.kinds_of(arguments)
            ready = (
                self._ready.get(kinds) or self._loaded(kinds) or self._compiled(kinds, arguments)
            )
            self._ready[looks] = ready
        return ready

    def _loaded(self, kinds: machine_code.Kinds) -> Callable[..., object] | None:
        found = machine_code.load(machine_code.path_of(self.py_func, kinds))
        # Of several threads' one stays, and no other is called: its memory is let go.
        return self._ready.setdefault(kinds, found) if found else None

    def _compiled(
        self, kinds: machine_code.Kinds, arguments: tuple[object, ...]
    ) -> Callable[..., object]:
        if is_inner(self.py_func.__qualname__):
            raise TypeError(INNER)
        from index import compiling

        code, function = compiling.compiled(self.dispatcher, arguments)
        machine_code.keep(machine_code.path_of(self.py_func, kinds), code)
        self._ready[kinds] = function
        return function


class Entry(Loop):
    """See `entry`."""

    _only: Callable[..., object] | None = None

    def __call__(self, *arguments: object) -> object:
        """The answer, of code for the kinds of the first call's arguments."""
        if self._only is None:
            self._only = self._code_for(arguments)
        return self._only(*arguments)

    def checked(self, *arguments: object) -> object:
        """The same; raises TypeError for arguments of other kinds."""
        code = self._code_for(arguments)
        self._only = self._only or code
        if code is not self._only:
            raise TypeError(f"{self.py_func.__qualname__} was handed other kinds before")
        return code(*arguments)
