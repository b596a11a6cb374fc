"""The small picture of the colours that a piece should have in a scene, as a colour model finds it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from inlay import colour
from inlay.arrays.warning import warn
from inlay.contract.language import _, known
from inlay.errors import InlayWarning, InputError
from inlay.harmonisation import local, registry
from inlay.harmonisation.paste import ColourModel, Paste
from inlay.operations.bounds import demand_finite
from inlay.operations.part import Part
from inlay.picture import Picture, Space

#: Where the models look at colours that are neither RGB nor gray.
_COMMON = Space("RGB", np.dtype(np.float32))


def paste_of(
    part: Part, above: np.ndarray, destination: np.ndarray, present: np.ndarray | None, reference: Picture | None
) -> Paste:
    """A piece in its scene at low resolution, in RGB or gray.

    Parameters
    ----------
    part : Part
    above, destination : ndarray, (frame.height, frame.width, channels)
        The layer and the scene in the part's frame, this one continued to where it has no colour.
    present : ndarray of bool, (frame.height, frame.width), or None
        Where the scene has one; None for everywhere.
    reference : Picture or None
        The picture to become like; without one the scene around the piece.

    Raises
    ------
    InputError
        If the reference is a mask, transparent throughout, or not finite.
    """
    from inlay.harmonisation.equation import reduced
    from inlay.inpainting.continuation import continued

    stored = stored_space(part.picture.space)
    space = space_of(stored)
    coverage = reduced(part.region[..., None])[..., 0]
    there = np.ones_like(coverage) if present is None else reduced(present[..., None])[..., 0]
    white = np.float32(part.picture.space.white)
    piece = continued(_means(above, part.region, coverage), coverage > 0)
    source, scene = (expressed(each / white, stored, space) for each in (piece, reduced(destination)))
    around = (1 - coverage) * there
    if reference is not None:
        return Paste(source, scene, coverage, there, space, *_looked_at(reference, space))
    return Paste(source, scene, coverage, there, space, scene, around if around.any() else there)


def low_picture(paste: Paste, model: str, reach: float) -> np.ndarray:
    """What a model wants, 1 for white, in the colours of the paste.

    Parameters
    ----------
    paste : Paste
    model : str
        The id of a colour model.
    reach : float
        How near that must be which counts most, in pixels of the paste; 0 where all counts alike.

    Raises
    ------
    InputError
        If the model gives something else than a picture.

    Warns
    -----
    InlayWarning
        ``reference``: the model looks at none.
    """
    found = registry.find(model)
    if paste.has_reference and not found.takes_reference:
        message = _("“{model}” looks at the scene alone, not at the reference.", model=known(found.name))
        warn(InlayWarning("reference", message, _("Choose another way to match colours.")))
    is_local = reach > 0 and found.takes_weight and not paste.has_reference
    low = local.predicted(found, paste, reach) if is_local else found.predict(paste)
    return _checked(np.asarray(low, np.float32), found, paste)


def stored_space(space: Space) -> Space:
    """A space of samples in floating point, without opacity."""
    return replace(space, model=space.model.removesuffix("A"), dtype=np.dtype(np.float32))


def space_of(stored: Space) -> Space:
    """Where colours are matched: as they are stored, if that is RGB or gray."""
    return stored if stored.model in ("RGB", "GRAY") else _COMMON


def expressed(colours: np.ndarray, before: Space, after: Space) -> np.ndarray:
    """Colours (height, width, channels) in another space without opacity."""
    return colour.convert(Picture(colours, space=before), after).pixels


def changed(colours: np.ndarray, found: np.ndarray, space: Space, stored: Space) -> np.ndarray:
    """Stored colours after a change in the space in which they were matched, to `found`.

    Only the change is brought back: the inks of what stays the same are kept as they are mixed.
    """
    if space == stored:
        return found
    before = expressed(expressed(colours, stored, space), space, stored)
    moved: np.ndarray = colours + (expressed(found, space, stored) - before)
    return moved


def _looked_at(reference: Picture, space: Space) -> tuple[np.ndarray, np.ndarray]:
    """A reference at low resolution, and how much each of its pixels counts."""
    from inlay.harmonisation.equation import MODELLED, level_sizes, reduced

    if reference.space.model == "MASK":
        raise InputError(_("The reference is a mask, which has no colours."), _("Choose a layer."))
    present = None if reference.alpha is None else reference.alpha > 0
    if present is not None and not present.any():
        raise InputError(_("The reference is transparent everywhere."), _("Choose a layer that shows something."))
    demand_finite(reference.colour, present, known("reference"))
    if present is None:
        weight = np.ones(level_sizes(reference.pixels.shape[:2], MODELLED)[-1], np.float32)
        small = reduced(reference.colour)
    else:
        weight = reduced(present[..., None])[..., 0]
        small = _means(reference.colour, present, weight)
    stored = stored_space(reference.space)
    return expressed(small / np.float32(reference.space.white), stored, space), weight


def _means(picture: np.ndarray, present: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """A picture at low resolution, by what is present of it alone: what is hidden may be anything."""
    from inlay.harmonisation.equation import reduced

    return reduced(picture, present) / np.maximum(weight, np.float32(1e-6))[..., None]


def _checked(low: np.ndarray, model: ColourModel, paste: Paste) -> np.ndarray:
    channels = paste.source.shape[2]
    if low.ndim != 3 or low.shape[2] != channels or not np.isfinite(low).all():
        raise InputError(
            _(
                "The colour model {model} gave {shape} and not a picture of {channels} channels of finite numbers.",
                model=model.id,
                shape=low.shape,
                channels=channels,
            ),
            _("Choose another model, or tell its author."),
        )
    return low
