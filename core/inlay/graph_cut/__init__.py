"""The cheapest line between two pictures: maximum flow, minimum cuts, and boundaries around an object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inlay.graph_cut.seams import minimum_cut as minimum_cut
    from inlay.graph_cut.warming import warm as warm

_HOMES = {
    "minimum_cut": "seams",
    "warm": "warming",
}

__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
