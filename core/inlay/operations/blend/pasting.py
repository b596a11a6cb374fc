"""What the operations that paste have in common: a selected piece of a source, moved over a destination."""

from __future__ import annotations

from typing import Annotated

from inlay.contract.obstacles import nothing_below
from inlay.operations.declaration import Input
from inlay.operations.parameters import Boolean, Integer, Number
from inlay.operations.part import Part
from inlay.picture import Picture

FARTHEST = 262_144
Piece = Annotated[
    Part,
    Input(
        "source",
        ("layer",),
        "Layer to paste",
        "The layer to take from.",
        active=True,
        displaced_by=("x", "y"),
        turned_by=("scale", "rotate"),
    ),
    Input(
        "region",
        ("selection",),
        "Selection",
        "The part of the layer to take; without a selection, wherever the layer is not transparent.",
        optional=True,
        displaced_by=("x", "y"),
        turned_by=("scale", "rotate"),
    ),
]
DESTINATION = Input("destination", ("below", "layer"), "Scene", "What the piece is blended into.")
X = Annotated[
    int,
    Integer(
        "Move right",
        "How far the piece is moved to the right; to the left below zero.",
        -FARTHEST,
        FARTHEST,
        "pixels",
        rank="expert",
    ),
]
Y = Annotated[
    int,
    Integer(
        "Move down", "How far the piece is moved down; up below zero.", -FARTHEST, FARTHEST, "pixels", rank="expert"
    ),
]
Scale = Annotated[
    float,
    Number(
        "Scale",
        "How large the piece becomes, about the middle of the box of all that is selected of it. What becomes smaller "
        "is averaged in linear light.",
        1.0,
        1000.0,
        "%",
        rank="expert",
    ),
]
Rotate = Annotated[
    float,
    Number(
        "Rotate",
        "How far the piece is turned clockwise, about the same middle; quarter turns at 100 % lose nothing.",
        -360.0,
        360.0,
        "degrees",
        rank="expert",
    ),
]
HideSource = Annotated[
    bool,
    Boolean(
        "Hide the pasted layer",
        "Make the layer that was taken from invisible when the result arrives, so that the result is seen.",
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
