"""Copy and Paste: the plain paste that every blend is compared with."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import numpy as np

from inlay.contract.language import _, known
from inlay.operations.blend.pasting import DESTINATION, HideSource, Piece, Rotate, Scale, X, Y
from inlay.operations.bounds import demand_finite
from inlay.operations.declaration import Output, operation
from inlay.operations.edit import Edit
from inlay.picture import Picture


@operation(
    name="Copy and Paste",
    yields=Output("layer", "The pasted piece, as large as the region."),
    keywords=("clone", "composite", "plain", "compare"),
    suits="A piece that fits as it is, and to see what the other ways of pasting change.",
    ring=0,
    doing=_("Pasting"),
)
def copy_paste(
    piece: Piece,
    destination: Annotated[Picture | None, replace(DESTINATION, optional=True, help="What the source is pasted on.")],
    *,
    x: X = 0,
    y: Y = 0,
    scale: Scale = 100.0,
    rotate: Rotate = 0.0,
    hide_source: HideSource = True,
) -> Edit:
    """Paste the selected part of a layer as it is, to compare with.

    The result is source times coverage plus destination times what the coverage leaves: a new layer above the source
    with the selected part of it, moved. Soft edges stay soft.

    See Also
    --------
    seamless_clone : When the border of the piece shows.
    harmonise : When the border is right, and the colours are not.

    References
    ----------
    T. Porter, T. Duff: Compositing digital images. Computer Graphics 18(3), 1984, the operator *over*,
    https://doi.org/10.1145/964965.808606

    Examples
    --------
    >>> import numpy as np, inlay
    >>> source, destination = np.full((1, 3), 200, np.uint8), np.full((1, 3), 50, np.uint8)
    >>> inlay.copy_paste(source, destination, np.array([[1.0, 0.5, 0.0]])).tolist()
    [[200, 125, 50]]
    """
    own = piece.picture.crop(piece.box).colour
    demand_finite(own, piece.covered, known("source"))
    colours = np.zeros(own.shape, own.dtype)
    np.copyto(colours, own, where=piece.covered[..., np.newaxis])
    return Edit(piece, colours, hides=("source",) if hide_source else (), replaces=False)
