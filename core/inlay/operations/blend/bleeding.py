"""How colours are kept from bleeding in where the border of a piece meets something else: by its gradients there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import numpy as np

from inlay import poisson
from inlay.contract.language import _
from inlay.operations.bounds import demand_finite
from inlay.operations.parameters import Choice, Option
from inlay.operations.part import Part
from inlay.picture import Picture

Bleeding = Annotated[
    Literal["outliers", "low-curl"],
    Choice(
        "Stop bleeding by",
        "What gives way where the border of the piece meets something else.",
        options=(
            Option("outliers", "Letting go", "The border lets go wherever it differs from most of it."),
            Option(
                "low-curl",
                "Low curl",
                "Short differences along the border stay steps there, long ones are taken in: Tao, Johnson and Paris.",
            ),
        ),
        rank="expert",
        matters_when={"protect-texture": (True,)},
    ),
]


def solved_with_low_curl(
    piece: Part,
    source: Picture,
    destination: Picture,
    above: np.ndarray,
    below: np.ndarray,
    options: Mapping[str, Any],
) -> poisson.Solution:
    """The destination's frame with the piece in it, by gradients that have next to no curl along its border.

    `above` and `below` are the colours to blend, `options` those of `inlay.poisson.clone`.
    """
    demand_finite(
        below, piece.region if destination.alpha is None else piece.region & (destination.alpha > 0), _("scene")
    )
    choice = {name: options[name] for name in ("gradients", "per", "luminance") if name in options}
    field = poisson.edges(
        above,
        below,
        at=(source.y - piece.frame.y, source.x - piece.frame.x),
        source_alpha=source.alpha,
        destination_alpha=destination.alpha,
        **choice,
    )
    present = None if destination.alpha is None else destination.alpha > 0
    field = poisson.low_curl(field, below, piece.region, present, progress=lambda _: piece.progress(0.05))
    return poisson.solve(
        below,
        field,
        piece.region,
        destination_alpha=destination.alpha,
        solver=piece.effort.solver,
        threads=piece.effort.threads,
        progress=piece.span(0.1, 1.0),
        **{name: value for name, value in options.items() if name not in choice},
    )
