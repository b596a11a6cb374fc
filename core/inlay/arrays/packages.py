"""Which packages that make the work faster are there."""

import sys
from importlib.util import find_spec


def has_numba() -> bool:
    return _has("numba")


def has_loaded_numba() -> bool:
    """Whether numba is there without the third of a second that loading it takes."""
    return "numba" in sys.modules


def has_pyamg() -> bool:
    return _has("pyamg")


def _has(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ImportError:
        return False
