"""Seamless cloning and solving for any guidance: the public functions."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

from inlay.arrays import checks
from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.contract.boxes import Box
from inlay.poisson import checking
from inlay.poisson.canvas import Canvas, apart
from inlay.poisson.framed_image import FramedImage
from inlay.poisson.gradients import Edges
from inlay.poisson.guidance import GRADIENTS, PER, Field, Mixture
from inlay.poisson.problem import Problem
from inlay.poisson.solution import Solution
from inlay.poisson.solvers import engines
from inlay.poisson.system import Screening, Weights

MEANS = ("keep",)
#: Luminance of linear Rec. 709 and sRGB primaries.
LUMINANCE = (0.2126, 0.7152, 0.0722)


def clone(
    source: np.ndarray,
    destination: np.ndarray,
    region: np.ndarray,
    *,
    gradients: str = "source",
    per: str = "channel",
    at: Sequence[int] | int = (0, 0),
    boundary: str | tuple[str, str] = "free",
    rim: str = "fixed",
    mean: str | None = None,
    source_alpha: np.ndarray | None = None,
    destination_alpha: np.ndarray | None = None,
    luminance: Sequence[float] = LUMINANCE,
    weights: Edges | None = None,
    screening: tuple[float | np.ndarray, float | np.ndarray] | None = None,
    tolerance: float | None = None,
    solver: str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    out: np.ndarray | None = None,
    kept: dict[Hashable, Any] | None = None,
) -> Solution:
    """Continue a piece of one picture in another without a visible seam.

    Solves the discrete Poisson equation with Dirichlet boundary values of Perez, Gangnet and Blake [1]_, eq. 7, on
    any region, independently for each channel.

    Parameters
    ----------
    source, destination : ndarray, (height, width), (height, width, channels) or (n,)
        Pictures of the same type, ``uint8``, ``uint16``, ``float16``, ``float32`` or ``float64``, of any size and
        any number of channels; strided views are read as they are.
    region : ndarray of bool, (height, width) of the destination
        The pixels to solve for.
    gradients : {"source", "stronger", "average", "monochrome"}
        The detail of the result: the source's gradients (eq. 11), on each edge the larger of both pictures' (eq.
        13), their mean, or the gradients of the source's luminance.
    per : {"channel", "colour"}
        Whether `stronger` is found for each channel on its own, or once for all by the sum of squares.
    at : tuple of int
        Row and column of the source's first pixel in the destination.
    boundary : {"free", "fixed", "periodic"}, or a pair of them
        Where the region reaches the border of the image, nothing holds it, or the destination's pixels there do, or
        the image goes on at its opposite side; a pair is for the borders above and below, and left and right.
        `periodic` is for whole images with a constant screening or a given mean.
    rim : {"fixed", "free"}
        Whether the destination's pixels around the region hold it, or nothing does: with `free` the region is solved
        on its own, and keeps its mean, or what screening gives it.
    mean : {"keep"}, optional
        With it the whole region may lack boundary values: each connected part without any then keeps the
        destination's mean, and there is no warning.
    source_alpha, destination_alpha : ndarray, (height, width) of their image, optional
        Pixels with alpha 0 have no colour. On an edge with an end outside a picture or without colour in it, that
        picture's gradient is 0 (and `stronger` takes the other's). A destination pixel without colour outside the
        region gives no boundary value.
    luminance : sequence of float
        Weights of the channels for `monochrome`.
    weights : Edges, optional
        How much each edge counts, a positive number: ``down`` (height - 1, width) and ``right`` (height, width - 1)
        of the destination, for all channels. Without them every edge counts 1.
    screening : tuple (weight, target), optional
        Pulls the result towards a picture: adds ``weight (f - target)^2`` at each pixel of the region to what is
        minimised. The weight is a number or a plane (height, width), 0 or more; it pulls over a distance of about
        ``1 / sqrt(weight)`` pixels. The target is a picture like the destination, a plane, or one number for all
        channels or for each.
    tolerance : float, optional
        Largest error as a fraction of the range (255, 65535, or 1 or the spread of the values if floating). By
        default 0.25/255 for 8 bit and 1e-5 for other types.
    solver : {"composite", "multigrid", "pyamg", "transform"}, optional
        Multigrid on a composite grid, fine along the rim and coarse elsewhere, for the source's own gradients;
        multigrid; conjugate gradients with algebraic multigrid, slower and without numba; or cosine, sine and Fourier
        transforms, for rectangles with opposite sides of one kind, weights of 1 and a constant screening. By default
        transforms for these if there is screening, else a composite grid where little of the region is near its rim
        and single precision gets there, else multigrid where numba is installed.
    threads : int, optional
        By default as many as there are processors, at most four. The result is the same to the bit.
    progress : callable, optional
        Is given the fraction done between pieces of a few milliseconds; may raise to stop the work.
    out : ndarray, optional
        Receives the image: the destination's shape and type. May be a floating type, which is then neither rounded
        nor clipped.
    kept : dict, optional
        Given again to the next call for the same region, wherever it lies, it saves what does not depend on the
        pictures, and the last solution is where the search begins.

    Returns
    -------
    Solution
        Image, number of iterations, estimated error and warnings.

    Raises
    ------
    InputError
        If the pictures do not go together or hold NaN or infinite values in pixels that count.
    RegionError
        If the region is empty or no pixel gives it a boundary value.
    ParameterError
        If an option is unknown.

    Notes
    -----
    A connected part of the region without any boundary value keeps the destination's mean over it, or the source's
    where the destination has no colour there, and gives a warning with the code ``floating``.

    References
    ----------
    .. [1] P. Pérez, M. Gangnet, A. Blake: Poisson image editing, ACM Transactions on Graphics 22(3), 2003,
       https://doi.org/10.1145/882262.882269

    Examples
    --------
    >>> import numpy as np
    >>> from inlay import poisson
    >>> destination = np.array([10, 0, 0, 20], np.uint8)
    >>> poisson.clone(np.array([1, 2, 4, 5], np.uint8), destination, np.array([False, True, True, False])).image
    array([10, 13, 17, 20], dtype=uint8)
    """
    effort = Effort.of(threads, progress, solver, tolerance, kept)
    pixels = apart(checking.like(source, destination), out)
    covered = checking.presence(source_alpha, np.shape(source)[:2], "source")
    effort.progress(0.0)
    checks.choice(gradients, GRADIENTS, "gradients")
    checks.choice(per, PER, "per")
    channel_weights = checking.luminance(luminance, pixels.shape[2]) if gradients == "monochrome" else ()
    origin = checking.position(at)
    terms = _terms(weights, screening, destination, out)
    boundaries = checking.boundaries(boundary, np.ndim(destination) == 1)
    canvas = Canvas.make(destination, region, destination_alpha, boundaries, rim, out, effort.progress)
    if canvas.region is None:
        return canvas.unchanged(effort)
    below = canvas.framed(canvas.region, gradients in ("stronger", "average"))
    above = FramedImage(pixels, covered, origin, canvas.region, canvas.shape, "source")
    mixture = Mixture(above, below, gradients, per, channel_weights)
    wrapped = checking.wrapped(boundaries, canvas.region, canvas.image.shape, None, None)
    keeps_means = mean is not None and checks.choice(mean, MEANS, "mean") in MEANS
    problem = Problem(canvas.region, below, mixture, above, None, *terms, wrapped, keeps_means)
    return engines.run(problem, canvas.out, canvas.result, effort)


def blend(
    source_gradients: Edges | tuple[np.ndarray | None, np.ndarray],
    mask: np.ndarray,
    target: np.ndarray,
    x0: int = 0,
    y0: int = 0,
    boundary: str | tuple[str, str] = "free",
    *,
    target_alpha: np.ndarray | None = None,
    rim: str = "fixed",
    mean: float | Sequence[float] | str | None = None,
    weights: Edges | None = None,
    screening: tuple[float | np.ndarray, float | np.ndarray] | None = None,
    tolerance: float | None = None,
    solver: str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    out: np.ndarray | None = None,
) -> Solution:
    """Give a masked part of a target the gradients of a source, which are given in the source's own frame.

    With the gradients of a picture, ``inlay.poisson.edges(source)``, it is `clone`; they may be changed, mixed or
    painted before.

    Parameters
    ----------
    source_gradients : Edges
        The differences that the result should have: ``down`` (height - 1, width[, channels]) and ``right`` (height,
        width - 1[, channels]) for a source of (height, width); one field may serve all channels. Beyond it they
        are 0.
    mask : ndarray of bool, (height, width)
        The pixels of the source to solve for; what lies beside the target is left out.
    target : ndarray
        What the source is blended into; as `clone`'s destination.
    x0, y0 : int
        Column and row of the target at which the source's first pixel lies.
    boundary, rim, weights, screening, tolerance, solver, threads, progress, out
        As in `clone`; weights and screening are the target's.
    target_alpha : ndarray, (height, width) of the target, optional
        As `clone`'s `destination_alpha`.
    mean : float, sequence of float or "keep", optional
        As in `solve`.

    Returns
    -------
    Solution
        As in `clone`.

    Raises
    ------
    InputError, RegionError, ParameterError
        As in `clone`.

    Examples
    --------
    >>> import numpy as np
    >>> from inlay import poisson
    >>> gradients = poisson.edges(np.array([2, 4], np.uint8))
    >>> poisson.blend(gradients, np.array([True, True]), np.array([10, 0, 0, 12], np.uint8), x0=1).image
    array([10, 10, 12, 12], dtype=uint8)
    """
    effort = Effort.of(threads, progress, solver, tolerance)
    shape, at = checking.image(target, "target").shape, checking.position((y0, x0))
    chosen = checking.region(mask, np.shape(mask), "mask")
    field, _ = checking.guidance(source_gradients, (*chosen.shape, shape[2]), ("free", "free"))
    boundaries = checking.boundaries(boundary, np.ndim(target) == 1)
    terms = _terms(weights, screening, target, out)
    region = _moved(chosen, at, shape).reshape(np.shape(target)[:2])
    canvas = Canvas.make(target, region, target_alpha, boundaries, rim, out, effort.progress)
    return _guided(canvas, [apart(each, out) for each in field], at, (None, None), boundaries, mean, terms, effort)


def solve(
    destination: np.ndarray,
    guidance: Edges | tuple[np.ndarray | None, np.ndarray],
    region: np.ndarray,
    *,
    weights: Edges | None = None,
    screening: tuple[float | np.ndarray, float | np.ndarray] | None = None,
    destination_alpha: np.ndarray | None = None,
    boundary: str | tuple[str, str] = "free",
    rim: str = "fixed",
    mean: float | Sequence[float] | str | None = None,
    tolerance: float | None = None,
    solver: str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
    out: np.ndarray | None = None,
) -> Solution:
    """Find the image in a region whose differences between neighbours come closest to a guidance field.

    Parameters
    ----------
    destination : ndarray
        Gives the boundary values; as in `clone`.
    guidance : Edges
        The differences that the result should have, ``down`` (height - 1, width[, channels]) and ``right`` (height,
        width - 1[, channels]), finite next to the region; one field may serve all channels.
    region : ndarray of bool, (height, width)
        The pixels to solve for.
    mean : float, sequence of float or "keep", optional
        Mean of the result, for all channels or for each, over parts of the region without any boundary value, or
        each part's own mean in the destination. With it, there may be none at all.
    weights, screening, destination_alpha, boundary, rim, tolerance, solver, threads, progress, out
        As in `clone`.

    Returns
    -------
    Solution
        As in `clone`.

    Examples
    --------
    >>> import numpy as np
    >>> from inlay import poisson
    >>> guidance = poisson.Edges(None, np.array([1.0, 3.0, 0.0, 3.0, 1.0]))
    >>> region = np.array([False, True, True, True, True, False])
    >>> poisson.solve(np.array([3.0, 0.0, 0.0, 0.0, 0.0, 6.0]), guidance, region).image.round(6)
    array([3., 3., 5., 4., 6., 6.])
    """
    effort = Effort.of(threads, progress, solver, tolerance)
    shape = checking.image(destination, "destination").shape
    boundaries = checking.boundaries(boundary, np.ndim(destination) == 1)
    field, around = checking.guidance(guidance, shape, boundaries)
    terms = _terms(weights, screening, destination, out)
    canvas = Canvas.make(destination, region, destination_alpha, boundaries, rim, out, effort.progress)
    return _guided(canvas, [apart(each, out) for each in field], (0, 0), around, boundaries, mean, terms, effort)


def _guided(
    canvas: Canvas,
    field: Sequence[np.ndarray],
    at: tuple[int, int],
    around: Sequence[np.ndarray | None],
    boundaries: tuple[str, str],
    mean: float | Sequence[float] | str | None,
    terms: tuple[Weights | None, Screening | None],
    effort: Effort,
) -> Solution:
    """The canvas with a field that lies somewhere in it."""
    channels = canvas.image.shape[2]
    keeps_means = isinstance(mean, str) and checks.choice(mean, MEANS, "mean") in MEANS
    means = None if mean is None or isinstance(mean, str) else checking.per_channel(mean, channels, "mean")
    if canvas.region is None:
        return canvas.unchanged(effort)
    wrapped = checking.wrapped(boundaries, canvas.region, canvas.image.shape, *around)
    below = canvas.framed(canvas.region, False)
    down, right = field
    given = Field(down, right, canvas.region, at)
    problem = Problem(canvas.region, below, given, None, means, *terms, wrapped, keeps_means)
    return engines.run(problem, canvas.out, canvas.result, effort)


def _moved(mask: np.ndarray, at: tuple[int, int], shape: tuple[int, ...]) -> np.ndarray:
    """A mask where it lies in an image of a shape; what lies beside is cut off."""
    moved = np.zeros(shape[:2], bool)
    place = Box(at[1], at[0], mask.shape[1], mask.shape[0])
    common = place.intersect(Box(0, 0, shape[1], shape[0]))
    moved[common.slices] = mask[common.shift(-place.x, -place.y).slices]
    return moved


def _terms(
    weights: Edges | None,
    screening: tuple[float | np.ndarray, float | np.ndarray] | None,
    destination: np.ndarray,
    out: np.ndarray | None,
) -> tuple[Weights | None, Screening | None]:
    """The weights of the edges and the screening, checked."""
    shape = checking.image(destination, "destination").shape
    terms = checking.screening(screening, shape, np.ndim(destination) == 1)
    if terms is not None:
        terms = Screening(terms.weight, apart(terms.target, out))
    return checking.weights(weights, shape), terms
