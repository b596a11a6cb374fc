"""What a result minimises: the energy of an image under a guidance field, and the residual of its equations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inlay.arrays import checks
from inlay.contract.boxes import Box
from inlay.poisson import checking
from inlay.poisson.framed_image import FramedImage
from inlay.poisson.gradients import Edges
from inlay.poisson.guidance import GRADIENTS, PER, Mixture
from inlay.poisson.region import Region, Sides


def edges(
    source: np.ndarray,
    destination: np.ndarray | None = None,
    *,
    gradients: str = "source",
    per: str = "channel",
    at: Sequence[int] | int = (0, 0),
    source_alpha: np.ndarray | None = None,
    destination_alpha: np.ndarray | None = None,
    luminance: Sequence[float] = (0.2126, 0.7152, 0.0722),
) -> Edges:
    """The guidance field of `clone` over the whole destination, in double precision, to look at or to change.

    Parameters
    ----------
    source, destination : ndarray
        The pictures; without a destination the source alone, in its own frame.
    gradients, per, at, source_alpha, destination_alpha, luminance
        As in `clone`.

    Returns
    -------
    Edges
        ``down`` (height - 1, width[, channels]) and ``right`` (height, width - 1[, channels]).
    """
    below = source if destination is None else destination
    pixels, background = checking.like(source, below), checking.image(below, "destination")
    checks.choice(gradients, GRADIENTS, "gradients")
    checks.choice(per, PER, "per")
    weights = checking.luminance(luminance, pixels.shape[2]) if gradients == "monochrome" else ()
    height, width, channels = background.shape
    everywhere = np.ones((height, width), bool)
    region = Region(Box(0, 0, width, height), everywhere, everywhere.view(np.uint8), Sides(True, True, True, True))
    covered = checking.presence(source_alpha, np.shape(source)[:2], "source")
    present = checking.presence(destination_alpha, np.shape(below)[:2], "destination")
    mixture = Mixture(
        FramedImage(pixels, covered, checking.position(at), region, (height, width), "source"),
        FramedImage(background, present, (0, 0), region, (height, width), "destination"),
        gradients,
        per,
        weights,
    )
    planes = [mixture.edges(channel, 0, height, np.float64) for channel in range(channels)]
    down = np.stack([plane.down[1:-1] for plane in planes], axis=-1)
    right = np.stack([plane.right[:, 1:-1] for plane in planes], axis=-1)
    if np.ndim(below) == 1:
        return Edges(None, right[0, :, 0])
    return Edges(down[..., 0], right[..., 0]) if np.ndim(below) == 2 else Edges(down, right)


def energy(
    image: np.ndarray,
    guidance: Edges,
    region: np.ndarray,
    *,
    weights: Edges | None = None,
    screening: tuple[float | np.ndarray, float | np.ndarray] | None = None,
) -> float:
    """The energy that `solve` makes smallest.

    Perez, Gangnet and Blake 2003, eq. 6: the sum over all edges with an end in the region, and over the channels, of
    ``w_pq ((f_p - f_q) - v_pq)^2``, and with screening of ``s_p (f_p - t_p)^2`` over the pixels of the region. Weights
    and screening are given as to `clone`; without them w is 1 and s is 0.
    """
    excess, mask = _excess(image, guidance, region)
    shape = checking.image(image, "image").shape
    counted = (mask[1:] | mask[:-1])[..., None], (mask[:, 1:] | mask[:, :-1])[..., None]
    squares = [np.square(each) for each in excess]
    given = checking.weights(weights, shape)
    if given is not None:
        squares = [each * weight[..., None] for each, weight in zip(squares, (given.down, given.right), strict=True)]
    total = sum(np.sum(each, where=where) for each, where in zip(squares, counted, strict=True))
    terms = checking.screening(screening, shape, np.ndim(image) == 1)
    if terms is not None:
        mass = np.broadcast_to(terms.weight, shape[:2])[..., None]
        drawn = mask[..., None] & (mass > 0)
        apart = checking.image(image, "image").astype(np.float64) - terms.target
        total += np.sum(mass * np.square(apart), where=drawn)
    return float(total)


def residual(image: np.ndarray, guidance: Edges, region: np.ndarray) -> np.ndarray:
    """How far an image is from solving the equations, in the image's shape.

    Perez, Gangnet and Blake 2003, eq. 7: ``sum_q v_pq - (|N_p| f_p - sum_q f_q)`` over the neighbours q inside the
    image for p in the region, 0 elsewhere. It is half the negative gradient of `energy`.
    """
    excess, mask = _excess(image, guidance, region)
    view = checking.image(image, "image")
    total = np.zeros(view.shape)
    down, right = excess
    total[1:] -= down
    total[:-1] += down
    total[:, 1:] -= right
    total[:, :-1] += right
    total *= mask[..., None]
    return total.reshape(np.shape(image))


def _excess(image: np.ndarray, guidance: Edges, region: np.ndarray) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray]:
    """The image's differences less the guidance, on the edges down and right, and the region as a plane."""
    view = checking.image(image, "image").astype(np.float64)
    mask = checking.region(region, np.shape(image)[:2])
    down = checking.edges(guidance[0], view.shape, 0, "down")
    right = checking.edges(guidance[1], view.shape, 1, "right")
    return (np.diff(view, axis=0) - down, np.diff(view, axis=1) - right), mask
