"""Highlights taken back and shadows lifted: how much lighter or darker each pixel of a region becomes.

Both follow the light at a large scale, so that texture keeps its contrast, and stop at edges, so that no halo lies
around them: the change is propagated as D. Lischinski, Z. Farbman, M. Uyttendaele, R. Szeliski: Interactive Local
Adjustment of Tonal Values, SIGGRAPH 2006, https://doi.org/10.1145/1141911.1141936, eq. 1 and 2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from inlay import poisson
from inlay.arrays.progress import Progress, part
from inlay.arrays.rows import BAND, strips
from inlay.poisson import fields

#: Distance from the pivot, as a logarithm, at which half of the change sets in.
ONSET = 0.5
#: Largest change of a logarithm towards the pivot, and how much of the distance to it is ever taken away.
MOST, SLOPE = 1.6, 0.8
#: Difference of logarithms between neighbours that counts as an edge, and how sharply it stops the change.
EDGE, SHARPNESS = 0.1, 1.6
#: Over what part of the region's radius the change sets in from its border on.
FADE = 0.12
#: Of the change, which is a logarithm.
TOLERANCE = 2e-4


@dataclass(frozen=True)
class Tones:
    """What is done to light and dark.

    Attributes
    ----------
    highlights, shadows : float
        How much of what is brighter and darker than the pivot is taken back towards it, 0 to 1.
    exposure : float
        What is added everywhere, as a natural logarithm.
    reach : float
        In pixels: how far light and dark are averaged where no edge lies between.
    """

    highlights: float
    shadows: float
    exposure: float
    reach: float

    @property
    def idle(self) -> bool:
        """Whether nothing changes."""
        return not (self.highlights or self.shadows or self.exposure)

    def wanted(self, light: np.ndarray, pivot: float) -> np.ndarray:
        """The change of each pixel by itself.

        Near the pivot it is of third order, so that middle tones stay, and far from it bounded.
        """
        change = np.empty(light.shape, np.float32)
        for top, bottom in strips(light.shape[0], light.shape[1], BAND):
            distance = light[top:bottom] - np.float32(pivot)
            square = distance * distance
            distance *= SLOPE * square / (square + ONSET**2)
            distance = MOST * np.tanh(distance / MOST)
            share = np.where(distance > 0, np.float32(self.highlights), np.float32(self.shadows))
            change[top:bottom] = self.exposure - share * distance
        return change


def pivot_of(light: np.ndarray, region: np.ndarray, rim: np.ndarray) -> float:
    """The light that neither counts as highlight nor as shadow: the median around the region, or of all of it.

    Parameters
    ----------
    light : ndarray, (height, width)
        Logarithms of luminance.
    region, rim : ndarray of bool, (height, width)
        What changes, and the pixels beside it that have a colour, if there are any.
    """
    return float(np.median(light[rim if rim.any() else region]))


def change(
    light: np.ndarray, region: np.ndarray, tones: Tones, pivot: float, progress: Progress, **options: Any
) -> poisson.Solution:
    """Find by how much the logarithm of the light changes: smoothly, up to edges, and not at all around the region.

    Parameters
    ----------
    light : ndarray of float32, (height, width)
        Logarithms of luminance.
    region : ndarray of bool, (height, width)
        What changes.
    tones : Tones
    pivot : float
        As `pivot_of` finds it.
    progress : callable
        Is given the fraction done.
    options
        Of `poisson.solve`.

    Returns
    -------
    Solution
        ``image`` (height, width): 0 outside the region.
    """
    fade = max(1.0, FADE * math.sqrt(np.count_nonzero(region) / math.pi))
    wanted = tones.wanted(light, pivot)
    wanted *= _faded(region, fade, progress=part(progress, 0, 0.2), **options)
    nothing = np.broadcast_to(np.float32(0), light.shape)
    return poisson.clone(
        nothing,
        nothing,
        region,
        weights=_permeability(light),
        screening=(tones.reach**-2, wanted),
        mean="keep",
        tolerance=TOLERANCE,
        progress=part(progress, 0.2, 1),
        **options,
    )


def _faded(region: np.ndarray, distance: float, **options: Any) -> np.ndarray:
    """How far changes have set in: 0 around the region, 1 farther inside than a distance in pixels.

    It is solved in bytes, which a composite grid does: a quarter of a level is enough for what is seen by its slope.
    """
    white, black = (np.broadcast_to(np.uint8(level), region.shape) for level in (255, 0))
    found = np.empty(region.shape, np.float32)
    poisson.clone(white, black, region, screening=(distance**-2, 255), mean="keep", out=found, **options)
    found /= 255
    return found


def _permeability(light: np.ndarray) -> poisson.Edges:
    """How freely the change passes between neighbours: 1 where light is even, less across an edge."""

    def permeability(half: np.ndarray) -> np.ndarray:
        for top, bottom in strips(half.shape[0], half.shape[1], BAND):
            rows = half[top:bottom]
            np.abs(rows, out=rows)
            rows /= EDGE
            rows **= SHARPNESS
            rows += 1
            np.reciprocal(rows, out=rows)
        return half

    return fields.combined(permeability, fields.gradients(light))
