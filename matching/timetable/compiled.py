"""Compiles the annealer's moves, and keeps them on disk.

numba asks of its own cache whether a function's file has changed, but not those that it calls or whose types it takes:
after an upgrade, old moves would be taken for new ones, or not be read at all. Here one folder belongs to one state of
all the sources. Where it cannot be written, or not be read, the moves are compiled for this process alone.
"""

import hashlib
import pickle
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import numba
from numba.core.caching import CompileResultCacheImpl, FunctionCache, InTreeCacheLocator

HERE = Path(__file__).parent
SOURCES = ("moves.py", "paths.py", "rating.py", "search.py", "state.py")
UNREADABLE = (OSError, EOFError, AttributeError, ImportError, ValueError, TypeError, KeyError, pickle.UnpicklingError)


def compiled(function: Callable, *, inline: str = "never") -> Callable:
    """numba's njit with a cache that follows all the sources; threads may run it side by side."""
    made = numba.njit(inline=inline, nogil=True)(function)
    made._cache = _Cache(function)
    return made


@cache
def folder() -> Path:
    state = hashlib.sha256(numba.__version__.encode())
    for name in SOURCES:
        state.update((HERE / name).read_bytes())
    return HERE / "__pycache__" / f"moves-{state.hexdigest()[:16]}"


class _Locator(InTreeCacheLocator):
    def __init__(self, function: Callable, file: str) -> None:
        super().__init__(function, file)
        self._cache_path = str(folder())

    @classmethod
    def from_function(cls, function: Callable, file: str) -> "_Locator":
        """Without the question whether the folder can be written: a full one need not be."""
        return cls(function, file)


class _Files(CompileResultCacheImpl):
    _locator_classes = (_Locator,)


class _Cache(FunctionCache):
    _impl_class = _Files

    def load_overload(self, *what):
        try:
            return super().load_overload(*what)
        except UNREADABLE:
            with suppress(OSError):
                self.flush()
            return None

    def save_overload(self, *what):
        with suppress(OSError):
            super().save_overload(*what)
