"""Poisson image editing on arrays: seamless cloning and guided interpolation.

Names are imported when they are first used; importing the package itself loads nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inlay.poisson.channels import Edges as Edges
    from inlay.poisson.functional import edges as edges
    from inlay.poisson.functional import energy as energy
    from inlay.poisson.functional import residual as residual
    from inlay.poisson.solution import Solution as Solution
    from inlay.poisson.solving import clone as clone
    from inlay.poisson.solving import solve as solve
    from inlay.poisson.warming import warm as warm

_HOMES = {
    "Edges": "channels",
    "Solution": "solution",
    "clone": "solving",
    "edges": "functional",
    "energy": "functional",
    "residual": "functional",
    "solve": "solving",
    "warm": "warming",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
