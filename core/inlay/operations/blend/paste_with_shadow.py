"""Paste with Shadow: a thing on another ground, which its cast shadow darkens."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import numpy as np

from inlay import colour
from inlay.arrays.rows import strips
from inlay.arrays.warning import warn
from inlay.contract.language import _, known
from inlay.errors import InlayWarning, InputError, RegionError
from inlay.operations.blend.blending import framed, luminance
from inlay.operations.blend.pasting import DESTINATION, HideSource, Piece, Rotate, Scale, X, Y, demand_visible
from inlay.operations.bounds import demand_finite
from inlay.operations.declaration import Input, Output, operation
from inlay.operations.edit import Edit
from inlay.operations.editing import STRIP, samples
from inlay.operations.masks import edge_of
from inlay.operations.parameters import Number
from inlay.operations.part import Part
from inlay.picture import Picture

#: How far along the outline of a thing that was found its edge is found anew, as a part of the picture's larger side.
BAND = 0.006
#: What part of the larger side of a piece with nothing around it is ground, along its border.
RIM = 0.01
_CHOOSE = _("Choose a mask that shows the thing, or Seamless Clone.")


@operation(
    name="Paste with Shadow",
    yields=Output("layer", "The thing and the ground in its shadow, as large as the region."),
    keywords=("drop shadow", "cast shadow", "keep shadow", "clone", "composite", "multiply", "product photo"),
    suits="A thing that stands on plain ground and casts a shadow.",
    ring_percent=4.0,
    doing=_("Pasting"),
)
def paste_with_shadow(
    piece: Piece,
    destination: Annotated[Picture, replace(DESTINATION, help="The ground that the thing is to stand on.")],
    object: Annotated[
        Picture | None,
        Input(
            "object",
            ("item",),
            "The thing",
            "A mask, channel or layer that shows the thing without its shadow; without it, what in the selection has "
            "another colour than the ground.",
            optional=True,
            displaced_by=("x", "y"),
            turned_by=("scale", "rotate"),
            content="coverage",
        ),
    ] = None,
    *,
    shadow: Annotated[
        float, Number("Shadow", "How dark the shadow is: 0 leaves it out, 100 is as it was.", 0.0, 200.0, "%")
    ] = 100.0,
    x: X = 0,
    y: Y = 0,
    scale: Scale = 100.0,
    rotate: Rotate = 0.0,
    hide_source: HideSource = True,
) -> Edit:
    """Paste a thing and the shadow that it casts, as light that is missing on the new ground.

    Select the thing and its shadow loosely, with a little of the plain ground around them; a layer that was cut out so
    needs no selection. By how much the ground is darker in the shadow, the new ground becomes darker there, and keeps
    its own detail; the thing itself is cut out with soft edges. If part of the shadow is taken for the thing, or a
    grey thing for shadow, choose a mask of it.

    Soft edges of the selection stay soft. The result is a new layer above the source.

    See Also
    --------
    seamless_clone : When no shadow matters, and the piece may take on the colours below.
    cut_out_selection : When the thing is wanted without its shadow.
    harmonise : Afterwards, when the light on the thing is not that of the scene.

    Notes
    -----
    In linear light the new ground is multiplied by the old one's luminance in the shadow over that of the clean old
    ground, which goes on from around the selection (`inlay.harmonisation.shadow`). Alpha is closed-form matting's.

    References
    ----------
    P. Pérez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, eq. 2,
    https://doi.org/10.1145/882262.882269

    A. Levin, D. Lischinski, Y. Weiss: A Closed-Form Solution to Natural Image Matting. IEEE Transactions on Pattern
    Analysis and Machine Intelligence 30(2), 2008, https://doi.org/10.1109/TPAMI.2007.1177

    Examples
    --------
    >>> import numpy as np, inlay
    >>> source, ground = np.full((40, 40, 3), 0.8), np.full((40, 40, 3), 0.4)
    >>> source[15:25, 10:20], source[15:25, 20:30] = [0.9, 0.1, 0.1], 0.5
    >>> region = np.zeros((40, 40), bool)
    >>> region[5:35, 5:35] = True
    >>> result = inlay.paste_with_shadow(source, ground, region)
    >>> result[20, [7, 15, 25]].round(2).tolist()
    [[0.4, 0.4, 0.4], [0.9, 0.1, 0.1], [0.24, 0.24, 0.24]]
    """
    demand_visible(destination, piece)
    demand_finite(piece.colours, None if piece.present is None else piece.present, known("source"))
    under = destination.crop(piece.frame)
    demand_finite(under.colour, piece.region if under.alpha is None else piece.region & (under.alpha > 0), _("scene"))
    # A piece that is only moved is the same, unless it is moved over the border of the canvas.
    same = ("shadow", piece.frame.shift(-x, -y), scale, rotate)
    alpha, foreground, shade = piece.job.once(same, lambda: _taken(piece, object))
    hides = ("source",) if hide_source else ()
    return Edit(piece, _laid(piece, under, alpha, foreground, shade * (shadow / 100)), hides=hides, replaces=False)


def _taken(piece: Part, object_: Picture | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The thing's alpha and colours, and the shade of its shadow, in the piece's frame."""
    from inlay.harmonisation import shadow
    from inlay.matting import estimate_foreground

    space = piece.document.space
    weights = np.asarray(luminance(space), np.float32)
    cast = _cast(piece)
    piece.progress(0.02)
    light = colour.to_space(piece.colours, "linear", space)
    bright = shadow.logarithm(light[..., : weights.size] @ weights)[..., None]
    clean = piece.attentively(lambda: shadow.ground(bright, cast, piece.present), 0.05)
    if object_ is None:
        alpha = _found(piece, cast, light)
    else:
        edge = edge_of(object_, piece.box, piece.picture).alpha
        alpha = framed(colour.convert_samples(edge, np.float32), piece.box, piece.frame) * piece.region
        if not alpha.any():
            raise InputError(_("Nothing of the thing lies in the selection."), _("Select the thing and its shadow."))
    foreground = estimate_foreground(
        piece.colours, alpha, present=piece.present, threads=piece.effort.threads, progress=piece.span(0.6, 0.75)
    ).foreground
    shade = shadow.shade(
        bright[..., 0],
        clean[..., 0],
        cast,
        alpha,
        piece.present,
        threads=piece.effort.threads,
        progress=piece.span(0.75, 0.95),
    )
    return alpha, foreground, shade


def _cast(piece: Part) -> np.ndarray:
    """Where the thing and its shadow are, in the piece's frame: beside it there is ground.

    Raises
    ------
    RegionError
        If it is too small to have ground along its border.
    """
    from scipy import ndimage

    around = ~piece.region if piece.present is None else ~piece.region & piece.present
    if around.any():
        return piece.region
    rim = max(1, round(RIM * max(piece.region.shape)))
    inner = ndimage.binary_erosion(piece.region, iterations=rim)
    if not inner.any():
        raise RegionError(
            _("No ground is seen around the thing and its shadow."), _("Select or cut out more around them.")
        )
    return inner


def _found(piece: Part, cast: np.ndarray, light: np.ndarray) -> np.ndarray:
    """The alpha of what in the piece is neither ground nor shadow."""
    from inlay.harmonisation import shadow
    from inlay.matting import estimate_alpha, trimap_from_coverage
    from inlay.operations.blend.standing import thing_on

    seen = shadow.logarithm(light)
    clean = piece.attentively(lambda: shadow.ground(seen, cast, piece.present), 0.1)
    thing = thing_on(seen, clean, cast, piece.present, piece.span(0.15, 0.3))
    if not thing.any():
        warn(InlayWarning("no-object", _("Nothing of the selection looks different from its ground."), _CHOOSE))
        return np.zeros(piece.region.shape, np.float32)
    reach = max(2.0, BAND * piece.document.longer_side)
    trimap = trimap_from_coverage(thing, reach, reach, progress=piece.span(0.3, 0.35))
    picture = piece.colours if piece.present is None else piece.around.pixels
    matte = estimate_alpha(picture, trimap, threads=piece.effort.threads, progress=piece.span(0.35, 0.6))
    return np.where(piece.region, matte.alpha, 0).astype(np.float32)


def _laid(piece: Part, under: Picture, alpha: np.ndarray, foreground: np.ndarray, shade: np.ndarray) -> np.ndarray:
    """The thing over the ground in its shadow."""
    space, inside = piece.document.space, piece.inside
    laid = np.empty((piece.box.height, piece.box.width, under.colour.shape[2]), under.colour.dtype)
    below, above, opaque, dark = (each[inside] for each in (under.colour, foreground, alpha, shade))
    for top, bottom in strips(piece.box.height, piece.box.width, STRIP):
        rows = np.s_[top:bottom]
        with np.errstate(invalid="ignore"):
            light = colour.to_space(below[rows], "linear", space) * np.exp(dark[rows])[..., None]
            ground = colour.from_space(light, "linear", space)
            mixed = ground + opaque[rows][..., None] * (above[rows].astype(np.float32) - ground)
        # Where nothing lies and no shadow falls, the ground stays what it is to the bit.
        changed = (opaque[rows] > 0) | (dark[rows] < 0)
        laid[rows] = np.where(changed[..., None], samples(piece, mixed), below[rows])
        piece.progress(0.99)
    return laid
