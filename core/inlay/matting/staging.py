"""From a picture and a trimap as people give them to a checked scene."""

from __future__ import annotations

import numpy as np

from inlay.arrays import checks
from inlay.arrays.progress import Progress, silent
from inlay.arrays.rows import strips
from inlay.arrays.warning import warn
from inlay.colour import white
from inlay.contract.language import _
from inlay.errors import InlayWarning, InputError, ParameterError, RegionError
from inlay.matting import checking, linear_light
from inlay.matting.distance_transform import nearest_true
from inlay.matting.scene import BACKGROUND, FOREGROUND, Prior, Scene
from inlay.matting.trimaps.trimap import trimap_from_image

#: Brighter samples than the largest half float are taken as that: squares of colours must stay finite.
_BRIGHTEST = float(np.finfo(np.float16).max)


def stage(
    image: np.ndarray,
    trimap: np.ndarray,
    prior: Prior | None = None,
    linear: bool = False,
    progress: Progress = silent,
) -> Scene:
    """Check a picture and its trimap and bring them into the form that estimators take.

    Parameters
    ----------
    image : ndarray, (height, width) or (height, width, 1 to 4)
        Gray or colour, with or without alpha; ``uint8``, ``uint16`` or floating point.
    trimap : ndarray
        Whatever `trimap_from_image` takes, of the picture's size.
    prior : Prior, optional
    linear : bool
        Whether to decode the sRGB curve.
    progress : callable
        Is given 0 now and then; may raise to stop.

    Returns
    -------
    Scene
        Transparent pixels are background. There may be no unknown, no foreground or no background: `check_known`.

    Raises
    ------
    InputError
        If an array is not what it should be, the sizes differ, or no pixel is a finite number.

    Warns
    -----
    InlayWarning
        ``not-finite``: pixels that are not finite numbers are replaced by their nearest neighbours.
    """
    colours, opacity = checking.split_opacity(checks.picture(image, most_channels=4))
    known = trimap_from_image(trimap)
    checking.same_size(known, "trimap", colours, _("picture"))
    present = None if opacity is None else opacity > 0
    if present is not None and present.all():
        present = None
    if present is not None:
        known[~present] = BACKGROUND
    if prior is not None:
        checking.same_size(prior.value, "prior", colours, _("picture"))
    scale = 1 / white(colours.dtype) if colours.dtype.kind == "u" and not linear else 1.0
    return Scene(_usable(colours, present, linear, progress), scale, known, present, prior)


def check_known(trimap: np.ndarray) -> None:
    """Refuse a trimap that knows no foreground or no background.

    Raises
    ------
    RegionError
        If there is nothing to tell the two apart by.
    """
    is_foreground, is_background = (bool((trimap == value).any()) for value in (FOREGROUND, BACKGROUND))
    if not is_foreground and not is_background:
        raise RegionError(
            _("Everything is unknown in the trimap."),
            _(
                "Paint white what is certainly foreground and black what is certainly background, or take smaller "
                "radii."
            ),
        )
    if not is_foreground:
        raise RegionError(
            _("The trimap has no foreground: nothing is white."),
            _("Paint white what is certainly foreground, or take a smaller inner radius."),
        )
    if not is_background:
        raise RegionError(
            _("The trimap has no background: nothing is black."),
            _("Paint black what is certainly background, or take a smaller outer radius."),
        )


def prior_from(value: np.ndarray | Prior | None, weight: float | np.ndarray) -> Prior | None:
    """Make a prior of an alpha (height, width) of any type and one weight or one for each pixel."""
    if value is None or isinstance(value, Prior):
        return value
    plane = checking.plane(value, "prior")
    alpha = plane.astype(np.float32)
    if plane.dtype.kind == "u":
        alpha /= np.float32(white(plane.dtype))
    weights = np.asarray(weight, np.float32)
    if weights.shape not in ((), plane.shape) or not np.isfinite(weights).all() or (weights < 0).any():
        raise ParameterError(
            _("The weight of the prior is no number from 0 upwards."),
            _("Give one number, or a plane of the prior's size."),
        )
    no_number = np.isnan(alpha)
    np.clip(alpha, 0, 1, out=alpha)
    if not no_number.any():
        return Prior(alpha, np.broadcast_to(weights, alpha.shape))
    alpha[no_number] = 0
    return Prior(alpha, np.where(no_number, np.float32(0), weights))


def _usable(colours: np.ndarray, present: np.ndarray | None, linear: bool, progress: Progress) -> np.ndarray:
    """Colours as estimators take them: ``uint8``, ``uint16`` or finite ``float32``."""
    if colours.dtype.kind == "u" and not linear:
        return colours
    samples = colours if colours.dtype == np.float32 and not linear else np.empty(colours.shape, np.float32)
    within = np.empty(colours.shape[:2], bool)
    for top, bottom in strips(len(colours), colours[:1].size, linear_light.PIECE):
        rows = slice(top, bottom)
        progress(0.0)
        if samples is not colours:
            with np.errstate(over="ignore"):
                samples[rows] = linear_light.to_linear(colours[rows]) if linear else colours[rows]
        within[rows] = (np.abs(samples[rows]) <= _BRIGHTEST).all(axis=2)
    return samples if within.all() else _repaired(samples, ~within, present)


def _repaired(samples: np.ndarray, odd: np.ndarray, present: np.ndarray | None) -> np.ndarray:
    """A copy without the pixels that are not finite, and with those beyond all bounds brought back to them."""
    samples = np.array(samples)
    pixels = samples[odd]
    finite = np.isfinite(pixels).all(axis=1)
    pixels[finite] = pixels[finite].clip(-_BRIGHTEST, _BRIGHTEST)
    pixels[~finite] = 0
    samples[odd] = pixels
    wanted = odd.copy()
    wanted[odd] = ~finite
    usable = ~wanted
    if present is not None:
        wanted &= present
        usable &= present
    if not wanted.any():
        return samples
    if not usable.any():
        raise InputError(_("No pixel of the picture is a finite number."), _("Check how the picture was made."))
    samples[wanted] = samples[nearest_true(usable, wanted)]
    count = np.count_nonzero(wanted)
    message = _(
        "{count} pixels of the picture are not finite numbers; they are taken for their nearest neighbours.",
        count=count,
    )
    warn(InlayWarning("not-finite", message, _("Replace them if they matter.")))
    return samples
