"""How much of what a solve minimises is left, measured on the pictures strip by strip.

The energy of an image f is ``sum over edges w_pq ((f_p - f_q) - v_pq)^2 + sum over pixels s_p (f_p - t_p)^2``, over the
edges with an end in the region and the pixels of the region: Perez, Gangnet, Blake 2003, eq. 6, with the weights w and
the screening s of `inlay.poisson.system`.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np

from inlay.arrays.effort import Effort
from inlay.arrays.rows import BAND, strips
from inlay.poisson.framed_image import FramedImage
from inlay.poisson.gradients import Gradient, differences
from inlay.poisson.problem import Problem
from inlay.poisson.system import System


class Energies(NamedTuple):
    """The energy of the destination as it was and of the result, ``(channels,)`` each, in squared sample values."""

    before: np.ndarray
    after: np.ndarray


def measured(problem: Problem, image: np.ndarray, effort: Effort) -> Energies:
    """The energies of a problem whose solution has been written to `image`, (height, width, channels).

    Whoever is told of the progress hears that all is done, and may still stop it.
    """
    found = _framed(problem, image)
    height, width = problem.region.box.shape
    with effort.part(1.0, 1.0).pool(problem.channels * problem.region.box.area) as pool:
        sums = [
            np.sum(pool.run(partial(_of_rows, problem, found, channel), height, width), axis=0)
            for channel in range(problem.channels)
        ]
    before, after = np.transpose(sums)
    return Energies(before, after)


def _framed(problem: Problem, image: np.ndarray) -> FramedImage:
    """The result in the frame of the region, where all of the region has a colour."""
    region, below = problem.region, problem.destination
    present = below.alpha
    if present is not None:
        present = present.copy()
        present[region.box.slices] |= region.unknown
    return FramedImage(image, present, (0, 0), region, (image.shape[0], image.shape[1]), "result")


def _of_rows(problem: Problem, found: FramedImage, channel: int, top: int, bottom: int) -> np.ndarray:
    """Both energies of some rows of the box: of their pixels, and of the edges that lead to them or end below."""
    system = System(problem.region, problem.weights, problem.screening)
    # Differences of bytes are exact in single precision.
    dtype = np.float32 if found.image.dtype == np.uint8 else np.float64
    total = np.zeros(2)
    for first, last in strips(bottom, problem.region.box.width, BAND, first=top, fewest=8):
        wanted = problem.guidance.edges(channel, first, last, dtype)
        weights = _weights(system, first, last)
        for place, picture in enumerate((problem.destination, found)):
            values = picture.strip(channel, first, last, dtype)
            is_last = last == problem.region.box.height
            total[place] += _of_edges(differences(values), wanted, weights, is_last)
            total[place] += _of_pixels(system, values[1:-1, 1:-1], channel, first, last)
            total[place] += _of_wrapped(problem, picture, channel, first, last)
    return total


def _weights(system: System, top: int, bottom: int) -> Gradient:
    """The weights of the edges around some rows, 0 where neither end is unknown."""
    _, counted = system.counted(top, bottom)
    if system.weights is None:
        return Gradient(*(each.astype(np.float32) for each in counted))
    return Gradient(*(each * kept for each, kept in zip(system.edges(top, bottom), counted, strict=True)))


def _of_edges(given: Gradient, wanted: Gradient, weights: Gradient, is_last: bool) -> float:
    total = 0.0
    for axis, (have, want, weight) in enumerate(zip(given, wanted, weights, strict=True)):
        # The edges below the rows are counted with the rows that they lead to.
        kept = slice(None) if axis == 1 or is_last else slice(-1)
        excess = np.subtract(have[kept], want[kept], out=np.zeros_like(have[kept]), where=weight[kept] > 0)
        excess *= excess
        total += float(np.vdot(excess, weight[kept]))
    return total


def _of_pixels(system: System, values: np.ndarray, channel: int, top: int, bottom: int) -> float:
    if system.screening is None:
        return 0.0
    region, box = system.region, system.region.box
    mass = np.where(region.unknown[top:bottom], system.mass(top, bottom), 0)
    target = system.screening.target[box.y + top : box.y + bottom, box.columns, channel]
    excess = np.subtract(values, target, out=np.zeros(values.shape), where=mass > 0)
    return float((mass * excess**2).sum())


def _of_wrapped(problem: Problem, picture: FramedImage, channel: int, top: int, bottom: int) -> float:
    """What the edges around the ends of a periodic image contribute; those downwards with the last row."""
    down, across = problem.wrapped
    height, total = problem.region.box.height, 0.0
    if across is not None:
        ends = picture.strip(channel, top, bottom)[1:-1]
        total += float(np.square(ends[:, 1] - ends[:, -2] - across[top:bottom, channel]).sum())
    if down is not None and bottom == height:
        first, last = (picture.strip(channel, y, y + 1)[1, 1:-1] for y in (0, height - 1))
        total += float(np.square(first - last - down[:, channel]).sum())
    return total
