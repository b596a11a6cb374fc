"""Cast shadows: by what a ground is darker than it would be without the thing that stands on it.

All is done in the logarithm of linear light, where a shadow is a sum: what is seen is the clean ground plus a shade of
0 and below. The clean ground goes on from around the selection as a membrane (Perez, Gangnet, Blake 2003, eq. 2). The
shade is what is seen less that ground, without the ground's own grain, and it goes on under the thing: the u that
makes ``sum over edges |u_p - u_q| + sum over the ground (u - d)^2 / (2 grain)`` least for that difference d (Rudin,
Osher, Fatemi: Nonlinear total variation based noise removal algorithms, Physica D 60, 1992,
https://doi.org/10.1016/0167-2789(92)90242-F), which keeps the edges of a shadow. It is found in turns, by edges that
count the less the larger their difference is (Vogel, Oman: Iterative methods for total variation denoising, SIAM
Journal on Scientific Computing 17(1), 1996, https://doi.org/10.1137/0917016).
"""

from __future__ import annotations

import numpy as np

from inlay.arrays.progress import Progress, silent
from inlay.arrays.resampling import halved, resized
from inlay.contract.language import _
from inlay.errors import RegionError
from inlay.poisson.gradients import Edges
from inlay.poisson.solving import clone, solve

#: Light below which nothing is told apart: a step of 8 bits of sRGB near black.
DARKEST = 1e-3
#: Pixels at which a shade is found: it is smooth, and made larger afterwards.
MOST = 1 << 19
#: Standard deviation, as a part of the larger side, of the means that the ground goes on from.
NEAR = 0.01
#: Turns of the total variation, and the least difference that it divides by.
TURNS, FLAT = 6, 0.02
#: A shade that is weaker than this, and than so many times the grain, is taken for the ground's own.
FAINTEST, GRAINS = 0.04, 1.0
#: What part of the deepest shade a stain of the ground does not have.
STAIN = 0.5
#: Standard deviation, as a part of the larger side, over which colours are compared; what part of a shadow
#: is a speck.
FINE, SPECK = 0.001, 0.02
#: The darkest shade, a twentieth; the largest difference of colour in a shadow, for each unit of shade; how much
#: brighter than the ground it may look.
DEEPEST, TINTED, BRIGHTER = 3.0, 0.25, 0.15


def logarithm(light: np.ndarray) -> np.ndarray:
    """The logarithm of linear light, which is finite at black."""
    return np.log(np.maximum(np.nan_to_num(light), 0) + DARKEST)


def ground(seen: np.ndarray, region: np.ndarray, present: np.ndarray | None = None) -> np.ndarray:
    """The clean ground: what lies around a region, without its grain, gone on through it.

    Parameters
    ----------
    seen : ndarray, (height, width, channels)
        The `logarithm` of a picture.
    region : ndarray of bool, (height, width)
        The thing and its shadow.
    present : ndarray of bool, (height, width), optional
        Where the picture has a colour; None for everywhere.

    Returns
    -------
    ndarray of float64, the shape of `seen`

    Raises
    ------
    RegionError
        If nothing is seen of it.
    """
    from scipy import ndimage

    known = _around(region, present)
    if not known.any():
        raise RegionError(
            _("Nothing of the ground is seen around the selection."),
            _("Select the thing and its shadow with some ground left around them."),
        )
    sigma = max(1.0, NEAR * max(region.shape))
    share = ndimage.gaussian_filter(known.astype(float), sigma)
    smooth = np.empty(seen.shape)
    for channel in range(seen.shape[2]):
        values = np.where(known, seen[..., channel], 0.0)
        smooth[..., channel] = ndimage.gaussian_filter(values, sigma) / np.maximum(share, 1e-9)
    nothing = np.zeros((1, 1, seen.shape[2]))
    found: np.ndarray = clone(nothing, smooth, region, destination_alpha=known, tolerance=1e-4, mean="keep").image
    return found


def shade(
    seen: np.ndarray,
    clean: np.ndarray,
    region: np.ndarray,
    thing: np.ndarray,
    present: np.ndarray | None = None,
    *,
    threads: int | None = None,
    progress: Progress = silent,
) -> np.ndarray:
    """The shade on the ground, 0 around the region.

    Parameters
    ----------
    seen, clean : ndarray, (height, width)
        The logarithms of the luminance that is seen, and of the clean ground's.
    region : ndarray of bool, (height, width)
        The thing and its shadow.
    thing : ndarray, (height, width)
        How far a pixel belongs to the thing itself, from 0 to 1: nothing is seen of the ground there.
    present : ndarray of bool, (height, width), optional
        As in `ground`.
    threads : int, optional
    progress : callable
        Is given the fraction done; may raise to stop.

    Returns
    -------
    ndarray of float64, (height, width)
        0 and below: ground times the exponential of it is the ground in the shadow.
    """
    full = seen.shape
    difference = np.where(region, seen - clean, 0.0)
    grain = _grain((seen - clean)[_around(region, present)])
    trust = np.square(np.clip(1 - thing, 0, 1)) * (thing < 0.9)
    inside = region.astype(float)
    while difference.size > MOST:
        shares = halved(trust)
        difference = halved(difference * trust) / np.maximum(shares, 1e-9)
        trust, inside = shares, halved(inside)
    found = _flattened(difference, trust, inside > 0.5, grain, threads, progress)
    deep = _without_stains(np.clip(found, -DEEPEST, 0), max(FAINTEST, GRAINS * grain))
    return np.where(region, resized(deep, full) if deep.shape != full else deep, 0.0)


def _around(region: np.ndarray, present: np.ndarray | None) -> np.ndarray:
    """Where the ground alone is seen."""
    return ~region if present is None else ~region & present


def _without_stains(shade: np.ndarray, faint: float) -> np.ndarray:
    """A shade without what is small or never nearly as deep as the deepest of it, and without what is hardly one."""
    from scipy import ndimage

    labels, count = ndimage.label(shade < -faint)
    if not count:
        return np.zeros_like(shade)
    depths = ndimage.minimum(shade, labels, np.arange(count + 1))
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    kept = (depths < STAIN * np.quantile(shade[labels > 0], 0.05)) & (sizes > SPECK * sizes.max())
    return np.where(kept[labels], shade * np.clip(-shade / faint - 1, 0, 1), 0.0)


def _grain(values: np.ndarray) -> float:
    """The standard deviation of the ground's own grain, whatever else is seen there."""
    return max(0.01, 1.4826 * float(np.median(np.abs(values - np.median(values))))) if values.size else FLAT


def _flattened(
    difference: np.ndarray,
    trust: np.ndarray,
    region: np.ndarray,
    grain: float,
    threads: int | None,
    progress: Progress,
) -> np.ndarray:
    """The plane of least total variation near a difference, 0 beyond the region."""
    nothing = Edges(np.zeros((region.shape[0] - 1, region.shape[1])), np.zeros((region.shape[0], region.shape[1] - 1)))
    found, target = np.where(region, difference * (trust > 0.5), 0.0), np.nan_to_num(difference)
    for turn in range(TURNS):
        lengths = (np.maximum(np.abs(np.diff(found, axis=axis)), FLAT) for axis in (0, 1))
        weights = Edges(*(FLAT / length for length in lengths))
        solution = solve(
            np.zeros(region.shape),
            nothing,
            region,
            weights=weights,
            screening=(FLAT * trust / (2 * grain), target),
            tolerance=1e-3,
            mean="keep",
            threads=threads,
        )
        found = solution.image
        progress((turn + 1) / TURNS)
    return found


def strangeness(
    seen: np.ndarray, clean: np.ndarray, region: np.ndarray, present: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """What in a region cannot be a shadow: another colour than the ground's, brighter, or nearly black.

    Parameters
    ----------
    seen, clean : ndarray, (height, width, channels)
        The logarithms of what is seen, and of the clean ground.
    region : ndarray of bool, (height, width)
        The thing and its shadow.
    present : ndarray of bool, (height, width), optional
        As in `ground`.

    Returns
    -------
    features : ndarray of float32, (height, width, 3)
        A picture from 0 to 1 in which the ground and shadows on it all have one colour.
    dark : ndarray, (height, width)
        How far each pixel is brighter than the ground, below 0 darker.
    """
    from scipy import ndimage

    difference = seen - clean if present is None else np.where(present[..., None], seen - clean, 0)
    difference = ndimage.gaussian_filter(difference, (*[max(0.5, FINE * max(region.shape))] * 2, 0))
    dark = difference.mean(axis=2)
    tint = difference - dark[..., None]
    length = np.sqrt(np.square(tint).sum(axis=2))
    # Shadows are lit by the sky: the darker, the more of its colour they have.
    allowed = 3 * np.median(length[_around(region, present)]) + TINTED * np.clip(-dark, 0, DEEPEST)
    tint *= (np.maximum(0, length - allowed) / np.maximum(length, 1e-9))[..., None]
    strange = np.maximum(0, dark - BRIGHTER) + np.maximum(0, -dark - DEEPEST)
    features = np.concatenate([0.5 + tint[..., [0, -1]] / 4, strange[..., None] / 2], axis=2)
    return features.clip(0, 1).astype(np.float32), dark
