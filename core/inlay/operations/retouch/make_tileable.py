"""Make Tileable: opposite sides of a picture agree, so that it can be laid side by side without seams."""

from __future__ import annotations

from typing import Annotated, Literal

from inlay.contract.language import _
from inlay.operations.bounds import demand_finite
from inlay.operations.declaration import operation
from inlay.operations.edit import Edit
from inlay.operations.editing import LAYER, Edited, samples
from inlay.operations.parameters import Choice, Option


@operation(
    name="Make Tileable",
    yields=LAYER,
    keywords=("seamless texture", "pattern", "repeat", "wrap around"),
    suits="A texture that is to repeat: paper, stone, cloth, a wall.",
    ring=0,
    doing=_("Tiling"),
)
def make_tileable(
    part: Edited,
    *,
    direction: Annotated[
        Literal["both", "horizontally", "vertically"],
        Choice(
            "Direction",
            "Where the copies will lie.",
            options=(
                Option("both", "Both", "Side by side and one above the other."),
                Option("horizontally", "Horizontally", "Side by side: left and right agree."),
                Option("vertically", "Vertically", "One above the other: top and bottom agree."),
            ),
        ),
    ] = "both",
) -> Edit:
    """Even out light and colour so that the picture can be laid side by side without a seam.

    The picture keeps its detail everywhere and goes on at its opposite side: the differences between the two sides
    are spread over all of it (Perez, Gangnet and Blake 2003, seamless tiling, by Poisson's equation with periodic
    ends). It works best on textures, which look alike at both sides; outlines that cross a side are not drawn on.

    The tile is the smallest rectangle around the selection, or around the layer without one. Transparent pixels do
    not count and stay transparent. The mean colour stays. The result is a new layer above.

    See Also
    --------
    heal_selection : Before or after it, when a single thing gives the repetition away.
    flatten_texture : Before it, when the texture is too rough to repeat.

    References
    ----------
    P. Pérez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, section 4,
    https://doi.org/10.1145/882262.882269

    Examples
    --------
    >>> import numpy as np, inlay
    >>> inlay.make_tileable(np.array([[0, 10, 20, 30, 40]], np.uint8))[0].tolist()
    [18, 19, 20, 21, 22]
    """
    from inlay.inpainting.continuation import continued
    from inlay.mosaic.tiling import tileable

    demand_finite(part.colours, part.present, _("layer"))
    made = tileable(
        continued(part.colours, part.present),
        vertically=direction != "horizontally",
        horizontally=direction != "vertically",
        threads=part.effort.threads,
        progress=part.progress,
    )
    if made.dtype != part.colours.dtype and part.colours.dtype.kind == "u":
        made = samples(part, made)
    return Edit(part, made)
