"""What the operations that paste have in common: a selected piece of a source, moved over a destination."""

from __future__ import annotations

from typing import Annotated

from inlay.contract.obstacles import nothing_below
from inlay.operations.declaration import Input
from inlay.operations.parameters import Boolean, Integer
from inlay.operations.part import Part
from inlay.picture import Picture

FARTHEST = 262_144
Piece = Annotated[
    Part,
    Input("source", ("layer",), "Source", "The layer to take from.", active=True, displaced_by=("x", "y")),
    Input(
        "region",
        ("selection",),
        "Region",
        "The part of the source to take; without a selection, wherever the source is not transparent.",
        optional=True,
        displaced_by=("x", "y"),
    ),
]
DESTINATION = Input("destination", ("below", "layer"), "Destination", "What the source is blended into.")
X = Annotated[int, Integer("Offset x", "Move the piece to the right before blending.", -FARTHEST, FARTHEST, "pixels")]
Y = Annotated[int, Integer("Offset y", "Move the piece down before blending.", -FARTHEST, FARTHEST, "pixels")]
HideSource = Annotated[
    bool,
    Boolean(
        "Hide the source layer afterwards",
        "Make the source layer invisible together with the arrival of the result.",
        needs="undoable-visibility",
    ),
]


def demand_visible(destination: Picture, piece: Part) -> None:
    """
    Raises
    ------
    RegionError
        If the destination is transparent wherever the piece touches it.
    """
    alpha = destination.crop(piece.frame).alpha
    if alpha is not None and not alpha.any():
        raise nothing_below(piece.picture.name)
