"""How the numeric kernels are compiled: one place for the options of numba.

Only modules that hold kernels import this one, so that everything else works on a machine without numba.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

import numba

from inlay.arrays.kernel_cache import KernelCache


def _import_without_blas() -> None:
    """Keep numba from looking whether scipy has a BLAS: no kernel calls it, and that loads more than all the rest."""
    from numba.np import linalg

    look = linalg.ensure_blas
    linalg.ensure_blas = lambda: None
    try:
        import_module("numba.np.arraymath")
    finally:
        linalg.ensure_blas = look


with suppress(ImportError, AttributeError):
    _import_without_blas()


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function on its first call and keep the machine code beside the module, in ``__pycache__``.

    Kernels release the interpreter lock, so that strips of rows run on several threads. Sums are never taken in another
    order than written: the residual owes its accuracy to the order of its differences. Nothing calls them from C, so
    the entry for that is not made.
    """
    options: dict[str, Any] = {
        "nogil": True,
        "fastmath": {"nnan", "ninf", "nsz", "arcp", "contract"},
        "error_model": "numpy",
        "no_cfunc_wrapper": True,
    }
    dispatcher = numba.njit(**options)(function)
    KernelCache(function).attach(dispatcher)
    return dispatcher
