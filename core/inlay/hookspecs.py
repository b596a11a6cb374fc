"""What a package can add to Inlay: the contract that pluggy checks.

A package registers a module or object under the entry-point group ``inlay``; its functions marked with `hookimpl`
are called. ``inlay refresh`` then tells the editors about further operations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from inlay.harmonisation.paste import ColourModel
    from inlay.matting.scene import Estimator
    from inlay.operations.declaration import Operation
    from inlay.subject.finder import Finder

GROUP = "inlay"

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)


@hookspec
def inlay_operations() -> Sequence[Operation]:  # type: ignore[empty-body]
    """Return the declarations of further operations."""


@hookspec
def inlay_estimators() -> Sequence[Estimator]:  # type: ignore[empty-body]
    """Return further ways to estimate alpha."""


@hookspec
def inlay_colour_models() -> Sequence[ColourModel]:  # type: ignore[empty-body]
    """Return further ways to find the colours of a pasted piece."""


@hookspec
def inlay_subject_finders() -> Sequence[Finder]:  # type: ignore[empty-body]
    """Return further ways to find a picture's subject."""
