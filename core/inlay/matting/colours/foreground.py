"""The colours of what is in front and of what is behind, for a given alpha: the public function."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.arrays import checks
from inlay.arrays.effort import Effort
from inlay.arrays.pool import Pool
from inlay.arrays.progress import Progress
from inlay.arrays.sample_types import SAMPLE_TYPES
from inlay.contract.language import _
from inlay.errors import InputError
from inlay.matting.colours import soft_edge
from inlay.matting.colours.pyramid import REGULARIZATION, Limits
from inlay.matting.colours.soft_edge import Cutout, SoftEdge

#: The methods, and how many pixels of work are foreseen for each pixel of the picture.
PASSES = {"multi-level": 16, "closed-form": 60}


@dataclass(frozen=True, eq=False)
class Colours:
    """What is in front and what is behind.

    Attributes
    ----------
    foreground, background : ndarray
        The picture's shape and type. The foreground is the picture's own wherever alpha is 1, the background wherever
        alpha is 0; both are the picture's, bit for bit, where no pixel with alpha strictly between is a neighbour.
    """

    foreground: np.ndarray
    background: np.ndarray


def estimate_foreground(
    image: np.ndarray,
    alpha: np.ndarray,
    *,
    method: str = "multi-level",
    projection: bool = False,
    present: np.ndarray | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Colours:
    """Find colours F and B with ``image = alpha F + (1 - alpha) B`` that change only where alpha does.

    Minimises, for each channel, the sum over all pixels of ``(alpha F + (1 - alpha) B - I)^2`` and, over all pairs of
    neighbours, of ``(|alpha_i - alpha_j| + 1e-5) ((F_i - F_j)^2 + (B_i - B_j)^2)``: Levin, Lischinski and Weiss [1]_,
    eq. 19, with F = I where alpha is 1 and B = I where alpha is 0.

    Parameters
    ----------
    image : ndarray, (height, width) or (height, width, channels)
        Colours without an opacity channel, ``uint8``, ``uint16``, ``float16``, ``float32`` or ``float64``; finite
        where they are present.
    alpha : ndarray, (height, width)
        Opacity, however it was made: 0 to 1 if floating or boolean, else 0 to the maximum of ``uint8`` or ``uint16``.
    method : {"multi-level", "closed-form"}
        From coarse to fine with a few relaxations on each level [2]_, or the minimum itself, clipped: some fifty times
        slower, with about 3 KB of memory for each pixel of the soft edge, and without a look at `progress` while its
        matrix is factorised.
    projection : bool
        Whether to end with the nearest pair of colours that recomposes to the image: ``alpha F + (1 - alpha) B`` then
        rounds to the image's own samples.
    present : ndarray of bool, (height, width), optional
        False where the image has no colour, because it is fully transparent: such a pixel is never used as a source of
        colour, and keeps its own.
    threads : int, optional
        By default as many as there are processors, at most four. The result is the same to the bit.
    progress : callable, optional
        Is given the fraction done between pieces of a few milliseconds; may raise to stop the work.

    Returns
    -------
    Colours
        Foreground and background as new arrays.

    Raises
    ------
    InputError
        If image and alpha do not go together, or hold values that are not numbers.
    ParameterError
        If an option is unknown.
    ResourceError
        If there is too little memory for the closed form.

    Notes
    -----
    Colours stay in the gamut: 0 to the maximum of an integer type. Floating-point colours may exceed 1 where the image
    does: they stay between 0 and 1 or, if the image goes beyond, within the values of the edge.

    References
    ----------
    .. [1] A. Levin, D. Lischinski, Y. Weiss: A closed-form solution to natural image matting, IEEE Transactions on
       Pattern Analysis and Machine Intelligence 30(2), 2008, https://doi.org/10.1109/TPAMI.2007.1177
    .. [2] T. Germer, T. Uelwer, S. Conrad, S. Harmeling: Fast multi-level foreground estimation, ICPR 2020,
       https://doi.org/10.1109/ICPR48806.2021.9412729

    Examples
    --------
    >>> import numpy as np
    >>> from inlay.matting import estimate_foreground
    >>> image = np.array([[200, 200, 150, 100, 100]], np.uint8)
    >>> alpha = np.array([[1.0, 1.0, 0.5, 0.0, 0.0]])
    >>> estimate_foreground(image, alpha).foreground
    array([[200, 200, 200, 200, 100]], dtype=uint8)
    """
    cutout = _checked(image, alpha, present)
    checks.choice(method, PASSES, "method")
    foreground, background = np.empty(np.shape(image), image.dtype), np.empty(np.shape(image), image.dtype)
    height, width = cutout.shape
    planes = [each.reshape(cutout.image.shape) for each in (foreground, background)]

    def copy(top: int, bottom: int) -> None:
        for plane in planes:
            plane[top:bottom] = cutout.image[top:bottom]

    with Effort.of(threads, progress).pool(PASSES[method] * height * width) as pool:
        pool.run(copy, height, width)
        edge = soft_edge.find(cutout, pool)
        if edge is not None:
            _solve(edge, method, projection, planes, pool)
        pool.finish()
    return Colours(foreground, background)


def _solve(edge: SoftEdge, method: str, projects: bool, planes: list[np.ndarray], pool: Pool) -> None:
    """Solve for the colours of the soft edge and write them."""
    from inlay.matting.colours import multilevel
    from inlay.matting.colours.pyramid import kernels

    dtype, channels = planes[0].dtype, edge.channels
    limits = _limits(edge, dtype)
    pairs = multilevel.solve(edge, limits, pool)
    if method == "closed-form":
        from inlay.matting.colours import closed_form

        pairs = closed_form.solve(edge, pairs, limits, pool)
    inside, starts = edge.inside, edge.lattice.starts

    def write(top: int, bottom: int) -> None:
        rows, where = slice(starts[top], starts[bottom]), inside[top:bottom]
        if projects:
            kernels().project(rows.start, rows.stop, edge.alpha, edge.colours, pairs, limits, dtype.kind == "u")
        elif dtype.kind == "u":
            np.rint(pairs[rows], out=pairs[rows])
        for side, (plane, own) in enumerate(zip(planes, (1, 0), strict=True)):
            free, colours = where, pairs[rows, side * channels : (side + 1) * channels]
            if dtype == np.float64:  # Where alpha says whose colour it is, the picture's is more precise.
                is_free = edge.alpha[rows] != own
                free, colours = where.copy(), colours[is_free]
                free[where] = is_free
            for channel in range(channels):
                plane[top:bottom, :, channel][free] = colours[:, channel]

    pool.run(write, *inside.shape)


def _limits(edge: SoftEdge, dtype: np.dtype) -> Limits:
    """The lowest and the highest sample that a colour may have, and the regularization."""
    if dtype.kind == "u":
        lowest, highest = 0.0, float(np.iinfo(dtype).max)
    else:
        lowest, highest = min(0.0, float(edge.colours.min())), max(1.0, float(edge.colours.max()))
    return np.float32(lowest), np.float32(highest), REGULARIZATION


def _checked(image: np.ndarray, alpha: np.ndarray, present: np.ndarray | None) -> Cutout:
    """The picture as (height, width, channels) with its alpha."""
    image, alpha = np.asanyarray(image), np.asanyarray(alpha)
    if image.dtype.name not in SAMPLE_TYPES:
        raise InputError(
            _("The image holds samples of the type {dtype}.", dtype=image.dtype.name),
            _("Convert it to {sample_types}.", sample_types=", ".join(SAMPLE_TYPES)),
        )
    if image.ndim not in (2, 3) or image.size == 0:
        raise InputError(
            _("The image has the shape {shape}.", shape=image.shape),
            _("Give (height, width) or (height, width, channels); nothing may be zero."),
        )
    if alpha.dtype.name not in ("bool", *SAMPLE_TYPES):
        raise InputError(
            _("Alpha is of the type {dtype}.", dtype=alpha.dtype.name),
            _("Convert it to bool, {sample_types}.", sample_types=", ".join(SAMPLE_TYPES)),
        )
    checks.same_size(alpha.shape, "alpha", image.shape[:2], "image")
    if present is not None:
        present = np.asanyarray(present)
        checks.same_size(present.shape, "present", image.shape[:2], "image")
        present = present.astype(bool, copy=False)
    if alpha.dtype.kind == "f" and np.isnan(alpha).any():
        raise InputError(_("Alpha holds values that are not numbers."), _("Replace NaN by 0 or 1 first."))
    return Cutout(image[..., None] if image.ndim == 2 else image, alpha, present)
