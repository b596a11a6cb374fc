"""A frame of a sequence without a part of its noise, so that what is found of it does not flicker.

Alpha follows the noise of a picture: the matting Laplacian makes it a linear function of the colours nearby. Where a
frame differs from the one before by no more than noise, it shows the same, and the mean of both has less noise. A
belief in the alpha before would not do: that follows the noise of a frame that is gone, which contradicts this one.

The mean is recursive, ``J = I + share (J' - I)`` with the share ``trust n' / (n' + 1)``, where n counts the frames that
a pixel is the mean of. What moves is not trusted, and is the frame's own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from inlay.arrays.effort import Effort
from inlay.arrays.pool import Pool
from inlay.arrays.rows import pieces, strips
from inlay.arrays.warning import warn
from inlay.contract.boxes import Box
from inlay.contract.language import _
from inlay.errors import InlayWarning
from inlay.matting.scene import UNKNOWN, Scene

#: Side of the window in which frames are compared, and by how many pixels it reaches beyond its own.
WINDOW, REACH = 5, 2
#: Mean square of the differences in a window, in units of the noise, from which they are more than that, and how soon.
NOISY, DIFFERENT = 1.2, 1.0
#: The same for the square of their mean, in units of what it would be for noise: it tells what moves slowly.
DRIFTING, DRIFTED = 2.0, 2.0
#: Frames that a pixel is the mean of at most.
MOST = 8
#: Side of a block, and the part of the blocks that hold nothing but noise.
BLOCK, CALM = 8, 0.1
#: Trust over the unknown pixels from which on their alpha is near the one before.
ALIKE = 0.5
#: Variance that rounding adds to the difference of two frames, in squared steps; and the step of floating point.
ROUNDING, STEP = 1 / 6, 1e-6
#: Bytes of a frame and of the one before.
BYTES_PER_PIXEL = 40.0
#: Pixels of a piece: some milliseconds of filters.
PIECE = 1 << 17
#: What tells noise from what is smooth; its squares have the variance of the noise.
#: J. Immerkaer: Fast noise variance estimation. Computer Vision and Image Understanding 64(2), 1996.
_RIPPLE = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32) / 6


@dataclass(frozen=True, eq=False)
class Steadied:
    """A frame with less noise.

    Attributes
    ----------
    image : ndarray of float32, (height, width, 1 or 3)
        Colours with white as 1.
    frames : ndarray of float32, (height, width)
        How many frames each pixel is the mean of; 0 where none was seen.
    trust : ndarray of float32, (height, width)
        How far each shows what it showed in the frame before, from 0 to 1.
    """

    image: np.ndarray
    frames: np.ndarray
    trust: np.ndarray

    @staticmethod
    def first(scene: Scene) -> Steadied:
        """A frame as it is, to which the next one is compared."""
        image = scene.image * np.float32(scene.scale)
        return Steadied(image, np.ones(image.shape[:2], np.float32), np.zeros(image.shape[:2], np.float32))

    def within(self, box: Box) -> Steadied:
        """The same in a box that may reach beyond the frame: nothing was seen there."""
        return Steadied(*(window(values, box) for values in (self.image, self.frames, self.trust)))

    def is_like(self, scene: Scene) -> bool:
        """Whether enough of what is unknown in a frame shows what it showed."""
        return float(self.trust[scene.trimap == UNKNOWN].mean()) > ALIKE

    def next(self, scene: Scene, effort: Effort) -> Steadied:
        """The frame that follows, of the same size."""
        image = np.empty_like(self.image)
        frames, trust = np.empty((2, *self.frames.shape), np.float32)

        def strip(top: int, bottom: int) -> None:
            above, below = max(0, top - REACH), min(scene.height, bottom + REACH)
            now = scene.image[above:below] * np.float32(scene.scale)
            inner, rows = slice(top - above, bottom - above), slice(top, bottom)
            trust[rows] = _trust(now - self.image[above:below], noise)[inner] * (self.frames[rows] > 0)
            share = trust[rows] * self.frames[rows] / (self.frames[rows] + 1)
            image[rows] = now[inner] + share[..., np.newaxis] * (self.image[rows] - now[inner])
            frames[rows] = np.minimum(1 + trust[rows] * self.frames[rows], MOST)

        with effort.pool(2 * scene.trimap.size) as pool:
            noise = self._noise(scene, pool)
            pool.each(strip, strips(scene.height, scene.width, PIECE), scene.width)
            pool.finish()
        return Steadied(image, frames, trust)

    def _noise(self, scene: Scene, pool: Pool) -> float:
        """Variance of the difference to the frame, where nothing but noise tells them apart.

        By the calmest blocks, and no more than the frame alone has of it: where all moves, no block is calm. Blocks
        that are perfectly flat, as where a sensor is saturated, say nothing.
        """

        def measure(top: int, bottom: int) -> tuple[np.ndarray, np.ndarray]:
            now = scene.image[top:bottom] * np.float32(scene.scale)
            ripples = ndimage.convolve(now, _RIPPLE[..., np.newaxis])
            return _block_means((now - self.image[top:bottom]) ** 2), _block_means(ripples * ripples)

        rows = max(BLOCK, PIECE // scene.width // BLOCK * BLOCK)
        change, ripple = np.hstack(pool.each(measure, pieces(scene.height, rows), scene.width))
        least = ROUNDING * (scene.scale if scene.image.dtype.kind == "u" else STEP) ** 2
        told = ripple > least
        if not told.any():
            return least
        return max(least, min(float(np.quantile(change[told], CALM)), 2 * float(np.quantile(ripple[told], CALM))))


def steadied(scene: Scene, before: Steadied, effort: Effort) -> Steadied | None:
    """A scene's picture by the frame before; None, with a warning, where they have other sizes.

    Warns
    -----
    InlayWarning
        ``sequence``: they cannot be compared.
    """
    if before.image.shape != scene.image.shape:
        height, width = before.frames.shape
        message = _(
            "The frame before is of another kind, {width} x {height}: this one is solved on its own.",
            width=width,
            height=height,
        )
        warn(InlayWarning("sequence", message, _("Give all frames one size and one kind of colours.")))
        return None
    return before.next(scene, effort)


def _trust(difference: np.ndarray, noise: float) -> np.ndarray:
    """How surely differences (height, width, channels) are noise of that variance, from 0 to 1."""
    squares = (difference * difference).mean(axis=2)
    power = ndimage.uniform_filter(squares, WINDOW) / noise
    means = ndimage.uniform_filter(difference, (WINDOW, WINDOW, 1))
    drift = (means * means).mean(axis=2) * (WINDOW**2 / noise)
    return np.exp(-_excess(power, NOISY, DIFFERENT) - _excess(drift, DRIFTING, DRIFTED))


def window(values: np.ndarray, box: Box) -> np.ndarray:
    """What an array holds in a box, and zero where that reaches beyond it."""
    found = np.zeros((*box.shape, *values.shape[2:]), values.dtype)
    inside = box.intersect(Box(0, 0, values.shape[1], values.shape[0]))
    found[inside.shift(-box.x, -box.y).slices] = values[inside.slices]
    return found


def _excess(values: np.ndarray, usual: float, scale: float) -> np.ndarray:
    return (np.maximum(values - usual, 0) / scale) ** 2


def _block_means(values: np.ndarray) -> np.ndarray:
    """Means over whole blocks and all channels of (height, width, channels), in a row."""
    rows, columns = (side // BLOCK for side in values.shape[:2])
    whole = values[: rows * BLOCK, : columns * BLOCK]
    return whole.reshape(rows, BLOCK, columns, BLOCK, values.shape[2]).mean(axis=(1, 3, 4)).ravel()
