"""Pictures with a paste in them whose true colours are known: what a blending network learns from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from inlay.contract.language import _
from inlay.errors import InputError
from inlay.harmonisation.network.relit import composite
from inlay.harmonisation.network.relit.parts import blob

#: Examples are made so many times larger, with a sharp border, as those are that an artist pastes.
FINER = 2
#: How many of the pictures before lend their colours.
_LENDERS = 8

Progress = Callable[[int], None]


@dataclass(frozen=True, eq=False)
class Examples:
    """
    Attributes
    ----------
    pasted, truth : ndarray of uint8, (count, 3, size, size)
        The picture with a piece in another light, and as it was: sRGB.
    mask : ndarray of uint8, (count, 1, size, size)
        How much of each pixel is the piece; 255 is all.
    """

    pasted: np.ndarray
    mask: np.ndarray
    truth: np.ndarray

    def __len__(self) -> int:
        return len(self.truth)


def relit(
    photographs: Iterable[np.ndarray], each: int, size: int, seed: int, progress: Progress = lambda done: None
) -> Examples:
    """Parts of photographs in another light.

    Parameters
    ----------
    photographs : iterable of ndarray of uint8, (height, width, 3)
        In sRGB; each is looked at once.
    each : int
        How many examples are made of one.
    size : int
        Height and width of an example.
    seed : int
        The same gives the same examples.
    progress : callable
        Is given how many photographs are done; may raise to stop.

    Raises
    ------
    InputError
        If there are none.
    """
    made: list[tuple[np.ndarray, ...]] = []
    lenders: list[np.ndarray] = []
    for number, photograph in enumerate(photographs):
        progress(number)
        lenders = [*lenders, photograph][-_LENDERS:]
        random = np.random.default_rng([seed, number])
        for _example_number in range(each):
            other = lenders[random.integers(len(lenders))]
            case = composite(photograph, random, (FINER * size, FINER * size), other=other)
            made.append(_example(case.truth, case.source, case.coverage > 0))
    return _shuffled(made, seed, _("photographs"))


def at_other_hours(
    cameras: Iterable[Sequence[np.ndarray]], each: int, size: int, seed: int, progress: Progress = lambda done: None
) -> Examples:
    """Parts of what a camera saw at another hour: Transient Attributes (Laffont, Ren, Tao, Qian, Hays 2014).

    Parameters
    ----------
    cameras : iterable of sequences of ndarray of uint8, (height, width, 3)
        Pictures of the same place and size; two or more of each.
    each, size, seed, progress
        As in `relit`, for each camera.

    Raises
    ------
    InputError
        If there are none.
    """
    made = []
    for number, pictures in enumerate(cameras):
        progress(number)
        random = np.random.default_rng([seed, number])
        for _example_number in range(each):
            truth, source = _crops(pictures, random, FINER * size)
            made.append(_example(truth, source, blob(random, truth.shape[:2])))
    return _shuffled(made, seed, _("cameras with two pictures"))


def _crops(pictures: Sequence[np.ndarray], random: np.random.Generator, size: int) -> list[np.ndarray]:
    """The same square of two of the pictures, mirrored or not, at this size, from 0 to 1."""
    chosen = [pictures[index] for index in random.permutation(len(pictures))[:2]]
    height, width = np.minimum(*(picture.shape[:2] for picture in chosen))
    side = max(8, int(min(height, width) * random.uniform(0.5, 1)))
    top, left = random.integers(0, height - side + 1), random.integers(0, width - side + 1)
    step = -1 if random.random() < 0.5 else 1
    found = []
    for picture in chosen:
        part = np.ascontiguousarray(picture[top : top + side, left : left + side][:, ::step])
        small = Image.fromarray(part).resize((size, size), Image.Resampling.LANCZOS)
        found.append(np.asarray(small, np.float32) / 255)
    return found


def _example(truth: np.ndarray, source: np.ndarray, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The picture with the piece in it, where it is, and the truth, at their size: uint8, the channels first."""
    pasted = np.where(inside[..., None], source, truth)
    found = []
    for plane in (pasted, inside[..., None].astype(np.float32), truth):
        rows, columns = plane.shape[0] // FINER, plane.shape[1] // FINER
        small = plane.reshape(rows, FINER, columns, FINER, -1).mean(axis=(1, 3))
        found.append(np.rint(255 * small).astype(np.uint8).transpose(2, 0, 1))
    return found[0], found[1], found[2]


def _shuffled(made: Sequence[tuple[np.ndarray, ...]], seed: int, missing: str) -> Examples:
    if not made:
        raise InputError(_("There are no {missing} to learn from.", missing=missing), _("Choose another folder."))
    order = np.random.default_rng(seed).permutation(len(made))
    return Examples(*(np.stack([made[index][part] for index in order]) for part in range(3)))
