"""A region filled like a thin plate that is clamped around it: it takes on the border's values and slopes.

What is minimised is the bending energy ``sum u_xx^2 + 2 u_xy^2 + u_yy^2`` over all second differences with an end in
the region; inside, its equation is the biharmonic one, ``Laplacian(Laplacian(u)) = 0`` with 13 neighbours (Duchon:
Splines minimizing rotation-invariant semi-norms in Sobolev spaces, 1977, https://doi.org/10.1007/BFb0086566). Where the
image ends, second differences that reach beyond it do not count: there the plate is free.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from inlay.arrays import checks
from inlay.arrays.bounding_box import bounding_box
from inlay.arrays.effort import Effort
from inlay.arrays.packages import has_numba
from inlay.arrays.progress import Progress
from inlay.arrays.saturation import as_samples
from inlay.contract.boxes import Box
from inlay.contract.language import _
from inlay.errors import InlayError, InputError
from inlay.poisson import checking
from inlay.poisson.solution import Solution
from inlay.poisson.solvers import engines
from inlay.poisson.solving import clone

if TYPE_CHECKING:
    from scipy import sparse

    from inlay.inpainting.biharmonic import Iterative


#: Regions of up to so many pixels are solved by sparse LU.
SMALL = 3000
#: How strongly a plate is drawn to the membrane: decides only what nothing else does, as a slope of a plate on a point.
REGULARISATION = 1e-13
#: What part of the tolerance is asked of the estimated error.
SAFETY = 0.5
#: Second differences: places of a stencil, and their factors.
STENCILS = (
    (((0, -1), (0, 0), (0, 1)), (1.0, -2.0, 1.0)),
    (((-1, 0), (0, 0), (1, 0)), (1.0, -2.0, 1.0)),
    (((0, 0), (0, 1), (1, 0), (1, 1)), (2**0.5, -(2**0.5), -(2**0.5), 2**0.5)),
)


def thin_plate(
    destination: np.ndarray,
    region: np.ndarray,
    destination_alpha: np.ndarray | None = None,
    *,
    tolerance: float | None = None,
    solver: str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Solution:
    """Fill a region by the smoothest surface that goes on with what is around it.

    Parameters
    ----------
    destination : ndarray, (height, width, channels)
        ``uint8``, ``uint16``, ``float16``, ``float32`` or ``float64``; its pixels in the region are not used.
    region : ndarray of bool, (height, width)
        The pixels to fill.
    destination_alpha : ndarray, (height, width), optional
        Where it is 0 the destination has no colour.
    tolerance : float, optional
        Largest error as a fraction of the range, by default 0.25/255 for 8 bit and 1e-5 for other types.
    solver : {"direct", "iterative"}, optional
        Sparse LU, or conjugate gradients preconditioned by two solutions of Poisson's equation by multigrid. By
        default LU for small regions and without numba.
    threads, progress
        As in `clone`.

    Returns
    -------
    Solution
        Image, iterations (0 for LU), estimated error, and the warnings of the membrane.

    Raises
    ------
    InputError
        If pixels next to the region are not finite.
    RegionError
        If the region is empty or nothing holds it.

    Notes
    -----
    Where the plate is held by too little, as by a single pixel, it stays as the membrane is.

    Examples
    --------
    >>> import numpy as np
    >>> from inlay.inpainting import thin_plate
    >>> y, x = np.mgrid[:9, :9]
    >>> slope = (10 * y + 5 * x)[..., None].astype(float)
    >>> region = (abs(y - 4) < 3) & (abs(x - 4) < 3)
    >>> bool(np.allclose(thin_plate(np.where(region[..., None], 0, slope), region).image, slope))
    True
    """
    effort = Effort.of(threads, progress, solver, tolerance)
    image = checking.image(destination, "destination")
    mask = checking.region(region, image.shape[:2])
    present = checking.presence(destination_alpha, image.shape[:2], "destination")
    box = bounding_box(mask)
    result = image.copy()
    if box.is_empty:
        return clone(np.zeros((1, 1, image.shape[2]), image.dtype), image, mask, destination_alpha=present)
    frame = _grown(box, 2)
    mask, piece = mask[frame], image[frame]
    linked = np.ones(mask.shape, bool) if present is None else present[frame] | mask
    membrane = clone(
        np.zeros((1, 1, image.shape[2]), image.dtype),
        piece,
        mask,
        destination_alpha=None if present is None else present[frame],
        tolerance=tolerance,
        threads=threads,
        progress=effort.part(0, 0.1).progress,
        out=np.empty(piece.shape),
    )
    values = _usable(membrane.image, mask, linked)
    allowed = SAFETY * (effort.tolerance or engines.tolerance_for(image.dtype)) * _spread(values, linked, image.dtype)
    plate = _plate(mask, linked, effort.part(0.1, 1), image.shape[2])
    steps, error = 0, 0.0
    for channel in range(image.shape[2]):
        e = plate.solve(values[..., channel], allowed)
        steps, error = max(steps, plate.steps), max(error, plate.error)
        _write(result[frame][..., channel], values[..., channel] + e, mask)
    image = result.reshape(np.shape(destination))
    return replace(membrane, image=image, iterations=steps, error=error, measure=None)


def clamped(
    destination: np.ndarray,
    usable: np.ndarray,
    region: np.ndarray,
    present: np.ndarray | None,
    smoothing: float,
    *,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Solution:
    """Fill a region by a thin plate that goes on with the slopes of a smoother picture around it.

    Parameters
    ----------
    destination, region, threads, progress
        As in `thin_plate`.
    usable : ndarray of bool, (height, width)
        Which pixels around the region count.
    present : ndarray of bool, (height, width), or None
        Where the destination has a colour.
    smoothing : float
        Standard deviation in pixels of the Gaussian by which planes are fitted; 0 for the picture as it is.

    Returns
    -------
    Solution
        The plate and, so that its border vanishes, the membrane of what the picture there differs from the planes.
    """
    if not smoothing or not region.any():
        return thin_plate(destination, region, present, threads=threads, progress=progress)
    from inlay.inpainting.slopes import CUT, smoothed

    effort = Effort.of(threads, progress)
    frame = _grown(bounding_box(region), 3 + int(np.ceil(CUT * smoothing)))
    inside = None if present is None else present[frame]
    piece, hole = destination[frame], region[frame]
    tolerance = engines.tolerance_for(destination.dtype)
    planes = smoothed(piece, usable[frame], smoothing, effort.part(0, 0.05).progress)
    # Parts that nothing holds keep the mean of what they cover.
    planes[hole] = piece[hole]
    plating = effort.part(0.05, 0.8)
    plate = thin_plate(planes, hole, inside, tolerance=tolerance, threads=threads, progress=plating.progress)
    rest = clone(
        np.zeros((1, 1, piece.shape[2])),
        np.where(usable[frame][..., None], piece - planes, 0),
        hole,
        destination_alpha=inside,
        tolerance=tolerance,
        threads=threads,
        progress=effort.part(0.8, 1).progress,
    )
    result = destination.copy()
    for channel in range(piece.shape[2]):
        _write(result[frame][..., channel], plate.image[..., channel] + rest.image[..., channel], hole)
    error = plate.error + rest.error
    return replace(rest, image=result, iterations=plate.iterations, error=error, measure=None)


class Direct:
    """Sparse LU of the plate's equations.

    Attributes
    ----------
    steps, error : int, float
        0.
    """

    steps = 0
    error = 0.0

    def __init__(self, region: np.ndarray, linked: np.ndarray) -> None:
        from scipy import sparse
        from scipy.sparse.linalg import splu

        self._region = region
        self._differences = second_differences(region, linked)
        self._inner = self._differences[:, np.flatnonzero(region)]
        normal = self._inner.T @ self._inner + REGULARISATION * sparse.identity(self._inner.shape[1])
        self._solver = splu(normal.tocsc())

    def solve(self, values: np.ndarray, allowed: float) -> np.ndarray:
        """What is to be added to a plane so that its bending energy is least in the region."""
        e = np.zeros(values.shape)
        e[self._region] = self._solver.solve(-(self._inner.T @ (self._differences @ values.ravel())))
        return e


def second_differences(region: np.ndarray, linked: np.ndarray) -> sparse.csr_matrix:
    """The second differences with a pixel in the region and all pixels linked: a matrix (differences, pixels)."""
    from scipy import sparse

    height, width = region.shape
    number = np.arange(region.size).reshape(region.shape)
    blocks = []
    for places, factors in STENCILS:
        views = [np.s_[1 + y : height + 1 + y, 1 + x : width + 1 + x] for y, x in places]
        padded_links, padded_region, padded_number = np.pad(linked, 1), np.pad(region, 1), np.pad(number, 1)
        counts = np.logical_and.reduce([padded_links[view] for view in views])
        counts = counts & np.logical_or.reduce([padded_region[view] for view in views])
        columns = np.stack([padded_number[view][counts] for view in views], axis=1)
        rows = np.repeat(np.arange(len(columns)), len(places))
        entries = rows, columns.ravel()
        blocks.append(sparse.coo_matrix((np.tile(factors, len(columns)), entries), (len(columns), region.size)))
    return sparse.vstack(blocks).tocsr()


def _plate(region: np.ndarray, linked: np.ndarray, effort: Effort, channels: int) -> Direct | Iterative:
    """The solver that is asked for, or the one for a region of this size."""
    if effort.solver is None:
        is_direct = not has_numba() or int(np.count_nonzero(region)) <= SMALL
    else:
        is_direct = checks.choice(effort.solver, ("direct", "iterative"), "solver") == "direct"
    if is_direct:
        return Direct(region, linked)
    if not has_numba():
        raise InlayError(_("The iterative solver needs numba."), _("Install numba, or choose the solver 'direct'."))
    from inlay.inpainting.biharmonic import Iterative

    return Iterative(region, linked, effort, channels)


def _grown(box: Box, ring: int) -> tuple[slice, slice]:
    """Rows and columns of a box and so many pixels around it."""
    return (
        slice(max(0, box.y - ring), box.bottom + ring),
        slice(max(0, box.x - ring), box.right + ring),
    )


def _usable(values: np.ndarray, region: np.ndarray, linked: np.ndarray) -> np.ndarray:
    """The values with 0 where they do not count.

    Raises
    ------
    InputError
        If one that counts is not finite.
    """
    from scipy import ndimage

    near = ndimage.binary_dilation(region, np.ones((3, 3)), iterations=2) & linked
    if not np.isfinite(values[near]).all():
        raise InputError(
            _("The destination has a pixel that is not a finite number beside the region."),
            _("Replace NaN and infinite values first."),
        )
    return np.where(near[..., None], values, 0)


def _spread(values: np.ndarray, linked: np.ndarray, dtype: np.dtype) -> float:
    if dtype.kind == "u":
        return float(np.iinfo(dtype).max)
    return max(1.0, float(np.ptp(values[linked])))


def _write(samples: np.ndarray, values: np.ndarray, region: np.ndarray) -> None:
    np.copyto(samples, as_samples(values, samples.dtype), where=region)
