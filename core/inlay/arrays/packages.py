"""Which packages that make the work faster are there."""

from importlib.util import find_spec


def has_numba() -> bool:
    return _has("numba")


def has_pyamg() -> bool:
    return _has("pyamg")


def _has(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ImportError:
        return False
