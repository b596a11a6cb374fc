"""Gaussian-Poisson editing: the gradients of one picture with the colours of a smooth one.

Wu, Zheng, Zhang, Huang: GP-GAN: Towards realistic high-resolution image blending, ACM Multimedia 2019,
https://doi.org/10.1145/3343031.3350944, eq. 5 to 9: minimise ``|div v - L x|^2 + beta |G x - x_low|^2`` with the
Laplacian L and a Gaussian filter G, that is ``(L' L + beta G' G) x = L' div v + beta G' x_low``. Both operators,
mirrored at the borders, are diagonal under the cosine transform.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.pool import Pool
from inlay.arrays.progress import Progress, attentively
from inlay.arrays.resampling import halved, resized
from inlay.arrays.rows import BAND, strips
from inlay.contract.language import _
from inlay.errors import ParameterError
from inlay.filters.separable import gaussian_weights, weighed
from inlay.harmonisation.trend import Trend
from inlay.poisson import checking, fields
from inlay.poisson.gradients import Edges
from inlay.poisson.solvers.transforms import Axis, columns_of, rows_of

#: Shorter side of the coarsest level of the pyramid.
COARSEST = 64
#: Shorter side, at least, of the pictures that colour models are given.
MODELLED = 128
#: Transforms of a channel, each a pass along both axes.
PASSES = 6


def gaussian_poisson(
    guidance: Edges,
    low: np.ndarray,
    *,
    beta: float = 1.0,
    sigma: float = 0.5,
    precision: type = np.float64,
    threads: int | None = None,
    progress: Progress | None = None,
) -> np.ndarray:
    """Find the image with the divergence of a guidance field whose blurred version is a given one.

    Parameters
    ----------
    guidance : Edges
        v, ``down`` (height - 1, width[, channels]) and ``right`` (height, width - 1[, channels]).
    low : ndarray, (height, width[, channels])
        x_low, the colours at a large scale, of any type.
    beta : float
        Weight of the colours, above 0.
    sigma : float
        Standard deviation of G in pixels.
    precision : {numpy.float64, numpy.float32}
        Of the transforms; single precision is good for 8 bit.
    threads, progress
        As in `clone`.

    Returns
    -------
    ndarray, the shape of `low`
        x in `precision`, not clipped.

    Raises
    ------
    InputError, ParameterError
        If shapes do not fit together or `beta` is not positive.
    """
    colours = checking.image(low, "low")
    height, width, channels = colours.shape
    if not beta > 0:
        raise ParameterError(_("beta is {beta}.", beta=repr(beta)), _("Give a weight above 0."))
    down = checking.edges(guidance[0], colours.shape, 0, "down")
    right = checking.edges(guidance[1], colours.shape, 1, "right")
    axes = Axis(height, "free"), Axis(width, "free")
    out: np.ndarray = np.empty(colours.shape, precision)
    blurs: list[np.ndarray] = [_response(axis.length, sigma).astype(precision) for axis in axes]
    laplacians: list[np.ndarray] = [axis.eigenvalues().astype(precision) for axis in axes]
    weight = precision(beta)
    with Effort.of(threads, progress).pool(PASSES * colours.size) as pool:
        for channel in range(channels):
            field = down[..., channel], right[..., channel]
            detail = attentively(partial(_divergence, *field, precision), lambda done: pool.advance(0))
            colour: np.ndarray = colours[..., channel].astype(precision)
            _transform_rows((detail, colour), axes[1], pool)

            def combine(left: int, behind: int, detail: np.ndarray = detail, colour: np.ndarray = colour) -> None:
                wave, smooth = (axes[0].forward(each[:, left:behind].copy(), 0) for each in (detail, colour))
                laplacian = laplacians[0][:, None] + laplacians[1][left:behind]
                blur = blurs[0][:, None] * blurs[1][left:behind]
                wave *= laplacian
                wave += smooth * (weight * blur)
                wave /= laplacian * laplacian + weight * (blur * blur)
                detail[:, left:behind] = axes[0].backward(wave, 0, True)

            pool.each(combine, columns_of(detail), 2 * height)
            _transform_rows((detail,), axes[1], pool, backward=True)
            out[..., channel] = detail
        pool.finish()
    return out.reshape(np.shape(low))


def _recoloured(plane: np.ndarray, low: np.ndarray, beta: float, sigma: float, effort: Effort) -> np.ndarray:
    """What `gaussian_poisson` makes of a plane's own gradients, in single precision and in the place of `low`.

    With v the gradient of g, x is g + c, and ``(L' L + beta G' G) c = beta G' (x_low - G g)``: one transform less.
    """
    height, width = plane.shape
    axes = Axis(height, "free"), Axis(width, "free")
    blurs: list[np.ndarray] = [_response(axis.length, sigma).astype(np.float32) for axis in axes]
    laplacians: list[np.ndarray] = [axis.eigenvalues().astype(np.float32) for axis in axes]
    weight = np.float32(beta)
    attentively(partial(_lack, plane, low, sigma), effort.progress)
    found = low
    with effort.pool(PASSES * plane.size) as pool:
        _transform_rows((found,), axes[1], pool)

        def combine(left: int, behind: int) -> None:
            wave = axes[0].forward(found[:, left:behind].copy(), 0)
            laplacian = laplacians[0][:, None] + laplacians[1][left:behind]
            blur = blurs[0][:, None] * blurs[1][left:behind]
            wave *= weight * blur
            wave /= laplacian * laplacian + weight * (blur * blur)
            found[:, left:behind] = axes[0].backward(wave, 0, True)

        pool.each(combine, columns_of(found), 2 * height)
        _transform_rows((found,), axes[1], pool, backward=True)
        found += plane
        pool.finish()
    return found


def _lack(plane: np.ndarray, low: np.ndarray, sigma: float) -> None:
    """Take from the colours at a large scale what a plane, blurred, has of them."""
    line = _gaussian(sigma)
    reach, (height, width) = line.size // 2, plane.shape
    for top, bottom in strips(height, width, BAND):
        first, last = max(0, top - reach), min(height, bottom + reach)
        beyond = (first - top + reach, bottom + reach - last), (reach, reach)
        low[top:bottom] -= weighed(np.pad(plane[first:last], beyond, mode="symmetric"), line)


def harmonise(
    source: np.ndarray,
    destination: np.ndarray,
    region: np.ndarray,
    low: np.ndarray,
    *,
    beta: float = 1.0,
    sigma: float = 0.5,
    change: Trend | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> np.ndarray:
    """Gaussian-Poisson editing level by level of a pyramid, from a small picture of the wanted colours up.

    Parameters
    ----------
    source, destination : ndarray, (height, width[, channels])
        Pictures of one size: gradients are the source's in the region and the destination's elsewhere.
    region : ndarray of bool, (height, width)
        Where the source is.
    low : ndarray, (rows, columns[, channels])
        The wanted colours, of any size: they are resized to the finest level of the pyramid that is no larger, or
        to the coarsest, and the pyramid begins there.
    beta, sigma, threads, progress
        As in `gaussian_poisson`.
    change : Trend, optional
        What the source goes through before its gradients are taken; those across the region's border are then from it
        to the destination. Without it the source's gradients stay as they are, as in the paper, and the picture is
        smooth across the border.

    Returns
    -------
    ndarray of float32, the destination's shape
    """
    view = checking.image(destination, "destination")
    above = checking.like(source, destination)
    mask = checking.region(region, np.shape(destination)[:2])
    goal = checking.image(low, "low")
    sizes = level_sizes(view.shape[:2])
    while len(sizes) > 1 and sizes[-2][0] <= goal.shape[0] and sizes[-2][1] <= goal.shape[1]:
        sizes.pop()
    effort = Effort.of(threads, progress)
    shares = attentively(partial(_pyramid, mask, len(sizes)), effort.progress) if change is None else []
    out = np.empty(view.shape, np.float32)
    total = float(view.shape[2] * sum(np.prod(size) for size in sizes))
    done = 0.0
    # A channel at a time: all of its levels need less memory than the first level of all.
    for channel in range(view.shape[2]):
        waiting = effort.part(done / total, done / total).progress
        planes = [view[..., channel]]
        if change is None:
            planes.append(above[..., channel])
        else:
            planes[0] = attentively(partial(_joined, above, planes[0], mask, change, channel), waiting)
        pyramids = [attentively(partial(_pyramid, each, len(sizes)), waiting) for each in planes]
        x = resized(goal[..., channel].astype(np.float32), sizes[-1])
        for level, size in reversed(list(enumerate(sizes))):
            start, done = done, done + float(np.prod(size))
            report = effort.part(start / total, done / total).progress
            below = pyramids[0].pop()
            x = attentively(partial(resized, x, size), report)
            if change is not None:
                x = _recoloured(below, x, beta, sigma, Effort.of(threads, report))
                continue
            field = attentively(partial(fields.spliced, pyramids[1].pop(), below, shares[level] >= 0.5), report)
            x = gaussian_poisson(
                field, x, beta=beta, sigma=sigma, precision=np.float32, threads=threads, progress=report
            )
        out[..., channel] = x
    return out.reshape(np.shape(destination))


def level_sizes(size: Sequence[int], shorter: int = COARSEST) -> list[tuple[int, int]]:
    """Heights and widths of a pyramid's levels, the finest first: halved while the shorter side stays that long."""
    sizes = [(int(size[0]), int(size[1]))]
    while min(sizes[-1]) >= 2 * shorter:
        height, width = sizes[-1]
        sizes.append(((height + 1) // 2, (width + 1) // 2))
    return sizes


def reduced(picture: np.ndarray, present: np.ndarray | None = None) -> np.ndarray:
    """A picture (height, width, channels) of the size at which colour models look, `MODELLED`, ``float32``.

    What is not `present`, (height, width), counts as 0; None for everything.
    """
    height, width, channels = picture.shape
    sizes = level_sizes((height, width), MODELLED)
    small = np.empty((*sizes[min(1, len(sizes) - 1)], channels), np.float32)
    for top, bottom in strips(height, width, BAND):
        rows = picture[top:bottom].astype(np.float32)
        if present is not None:
            rows[~present[top:bottom]] = 0
        if len(sizes) > 1:
            small[top // 2 : (bottom + 1) // 2] = halved(rows)
        else:
            small[top:bottom] = rows
    for _level in sizes[2:]:
        small = halved(small)
    return small


def _joined(source: np.ndarray, destination: np.ndarray, region: np.ndarray, change: Trend, channel: int) -> np.ndarray:
    """A channel of the destination with the changed source in the region."""
    # Beside the region the source may hold anything.
    with np.errstate(invalid="ignore", over="ignore"):
        found = change.plane(source, channel)
    np.copyto(found, destination, where=~region)
    return found


def _divergence(down: np.ndarray, right: np.ndarray, precision: type) -> np.ndarray:
    """What flows out of each pixel."""
    flow: np.ndarray = fields.divergence(down, right).astype(precision)
    return np.negative(flow, out=flow)


def _pyramid(picture: np.ndarray, levels: int) -> list[np.ndarray]:
    found = [picture.astype(np.float32, copy=False)]
    while len(found) < levels:
        found.append(halved(found[-1]))
    return found


def _gaussian(sigma: float) -> np.ndarray:
    """The weights of the filter G, (2 reach + 1,)."""
    return gaussian_weights(sigma, max(1, int(np.ceil(3 * sigma))))


def _response(length: int, sigma: float) -> np.ndarray:
    """Of a Gaussian filter to the waves of the cosine transform."""
    line = _gaussian(sigma)
    steps = np.arange(line.size) - line.size // 2
    return np.cos(np.pi * np.outer(np.arange(length), steps) / length) @ line


def _transform_rows(planes: Sequence[np.ndarray], axis: Axis, pool: Pool, backward: bool = False) -> None:
    for plane in planes:

        def transform(top: int, bottom: int, plane: np.ndarray = plane) -> None:
            rows = plane[top:bottom]
            plane[top:bottom] = axis.backward(rows, 1, True) if backward else axis.forward(rows, 1)

        pool.each(transform, rows_of(*plane.shape), plane.shape[1])
