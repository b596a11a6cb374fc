"""What drawn things become: colours times alpha, and alpha; several lie over one another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

#: Pixels of a drawing for each pixel of its layer, in either direction.
SUPERSAMPLES = 4
#: Strokes that are wider than this on the sheet get round joints.
ROUND = 5
#: Alphas that nobody can tell from 0 and 1.
CLEAR, OPAQUE = 0.008, 0.985

Points = np.ndarray


@dataclass(frozen=True, eq=False)
class Layer:
    """A drawn thing.

    Attributes
    ----------
    premultiplied : ndarray, (height, width, 3), float32
        Colours times alpha.
    alpha : ndarray, (height, width), float32
        The covered part of each pixel.
    """

    premultiplied: np.ndarray
    alpha: np.ndarray

    def over(self, below: Layer) -> Layer:
        """Both, this one in front."""
        rest = 1 - self.alpha
        return Layer(self.premultiplied + rest[..., None] * below.premultiplied, self.alpha + rest * below.alpha)

    def faded(self, opacity: np.ndarray | float) -> Layer:
        return Layer(self.premultiplied * np.asarray(opacity, np.float32)[..., None], self.alpha * opacity)

    def blurred(self, kernel: np.ndarray) -> Layer:
        """As a lens or a movement blurs it, which spreads colours times alpha and alpha alike."""
        planes = [ndimage.convolve(plane, kernel, mode="nearest") for plane in np.moveaxis(self._planes(), -1, 0)]
        return Layer(np.stack(planes[:3], -1), planes[3].clip(0, 1))

    def softened(self, sigma: float) -> Layer:
        """As the best of lenses blurs it."""
        planes = ndimage.gaussian_filter(self._planes(), (sigma, sigma, 0), mode="nearest")
        return Layer(planes[..., :3], planes[..., 3].clip(0, 1))

    def snapped(self) -> Layer:
        """What is almost clear is clear, and what is almost opaque opaque."""
        alpha = np.where(self.alpha < CLEAR, 0, np.where(self.alpha > OPAQUE, 1, self.alpha)).astype(np.float32)
        factor = np.divide(alpha, self.alpha, out=np.zeros_like(alpha), where=self.alpha > 0)
        return Layer(self.premultiplied * factor[..., None], alpha)

    def _planes(self) -> np.ndarray:
        return np.dstack([self.premultiplied, self.alpha]).astype(np.float32)


def of(alpha: np.ndarray, colours: np.ndarray) -> Layer:
    """A layer of an alpha and its colours."""
    alpha = alpha.astype(np.float32)
    return Layer((alpha[..., None] * colours).astype(np.float32), alpha)


def covered(shape: tuple[int, int], *outlines: Points) -> np.ndarray:
    """The part of each pixel that lies inside of any of the outlines, given by points (x, y)."""
    plane = Image.new("L", (shape[1] * SUPERSAMPLES, shape[0] * SUPERSAMPLES))
    pen = ImageDraw.Draw(plane)
    for outline in outlines:
        pen.polygon(_corners(outline), fill=255)
    return _reduced(np.asarray(plane)[..., None])[..., 0]


class Drawing:
    """Strokes of a pen, each in a colour of its own, on a sheet that is finer than the picture."""

    def __init__(self, shape: tuple[int, int]):
        self._sheet = Image.new("RGBA", (shape[1] * SUPERSAMPLES, shape[0] * SUPERSAMPLES))
        self._pen = ImageDraw.Draw(self._sheet)

    def strand(self, path: Points, widths: np.ndarray, colours: np.ndarray) -> None:
        """A line through points (x, y), each part of it with the width in pixels and the colour (0 to 1) of its end."""
        points = _corners(path)
        strokes = np.maximum(1, np.rint(widths * SUPERSAMPLES)).astype(int).tolist()
        for start, (x, y), fill, stroke in zip(points, points[1:], _fills(colours[1:]), strokes[1:], strict=False):
            self._pen.line([start, (x, y)], fill=fill, width=stroke)
            if stroke > ROUND:
                radius = stroke / 2 - 0.5
                self._pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=fill)

    def leaf(self, outline: Points, colour: np.ndarray) -> None:
        """A polygon of one colour."""
        self._pen.polygon(_corners(outline), fill=_fills(colour[None])[0])

    @property
    def layer(self) -> Layer:
        """What was drawn, each pixel the mean of its parts. Clear parts are black: their colours weigh nothing."""
        planes = _reduced(np.asarray(self._sheet))
        return Layer(planes[..., :3], planes[..., 3])


def _corners(points: Points) -> list[tuple[float, float]]:
    return [(x, y) for x, y in (points * SUPERSAMPLES).tolist()]


def _fills(colours: np.ndarray) -> list[tuple[int, ...]]:
    return [(*colour, 255) for colour in (np.clip(colours, 0, 1) * 255).astype(int).tolist()]


def _reduced(fine: np.ndarray) -> np.ndarray:
    height, width, channels = fine.shape
    blocks = fine.reshape(height // SUPERSAMPLES, SUPERSAMPLES, width // SUPERSAMPLES, SUPERSAMPLES, channels)
    return blocks.mean((1, 3), dtype=np.float32) / 255
