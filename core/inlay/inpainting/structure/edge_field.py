"""How strongly, and in which direction, the colours of a picture change at any point of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.arrays.progress import Progress, silent

#: The standard deviation of the Gaussian whose derivatives are taken, in pixels.
SCALE = 1.2
#: What part of the Gaussian must lie on known pixels.
ENOUGH = 0.9
#: How far from an edge the colours of its sides are looked at, in pixels: thin lines are looked at near to it, and
#: blurred ones from afar.
BESIDE = 2.0, 3.5


@dataclass(frozen=True, eq=False)
class EdgeField:
    """Gradients of what is known of a picture.

    Attributes
    ----------
    smooth : ndarray of float32, (channels, height, width)
        The picture, blurred over known pixels only.
    tensor : ndarray of float32, (3, height, width)
        Sums over channels of squared derivatives down, down times across, and across; 0 where too little is known
        (S. Di Zenzo: A note on the gradient of a multi-image, Computer Vision, Graphics and Image Processing 33, 1986).
    """

    smooth: np.ndarray
    tensor: np.ndarray

    @classmethod
    def of(cls, picture: np.ndarray, usable: np.ndarray, progress: Progress = silent) -> EdgeField:
        """The field of a picture (height, width, channels) of float32."""
        from scipy import ndimage

        weight = ndimage.gaussian_filter(usable.astype(np.float32), SCALE, mode="nearest")
        known = usable & (weight > ENOUGH)
        smooth = np.empty((picture.shape[2], *usable.shape), np.float32)
        tensor = np.zeros((3, *usable.shape), np.float32)
        for channel, plane in enumerate(smooth):
            progress(0.0)
            ndimage.gaussian_filter(np.where(usable, picture[..., channel], 0), SCALE, output=plane, mode="nearest")
            plane /= np.maximum(weight, 1e-6)
            down, across = np.gradient(plane)
            for out, product in zip(tensor, (down * down, down * across, across * across), strict=True):
                out += product
        tensor *= known
        return cls(smooth, tensor)

    def at(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Gradients at points (..., 2): how large they are, and unit vectors across the edge (..., 2)."""
        from scipy import ndimage

        places = np.moveaxis(points, -1, 0)
        yy, yx, xx = (ndimage.map_coordinates(plane, places, order=1, mode="constant") for plane in self.tensor)
        angle = 0.5 * np.arctan2(2 * yx, yy - xx)
        return np.sqrt(yy + xx), np.stack([np.cos(angle), np.sin(angle)], axis=-1)

    def colours(self, points: np.ndarray) -> np.ndarray:
        """Blurred colours at points (..., 2), as (..., channels)."""
        from scipy import ndimage

        places = np.moveaxis(points, -1, 0)
        return np.stack([ndimage.map_coordinates(plane, places, order=1, mode="nearest") for plane in self.smooth], -1)

    def sides(self, points: np.ndarray, directions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The colours left and right of an edge at points (n, 2) with unit vectors along it (n, 2).

        Returns
        -------
        left, right : ndarray, (n, distances, channels)
            At each distance of `BESIDE`.
        """
        left = np.array(BESIDE)[:, None] * turned(directions)[:, None]
        return self.colours(points[:, None] + left), self.colours(points[:, None] - left)


def turned(vectors: np.ndarray) -> np.ndarray:
    """Vectors (..., 2) of rows and columns, turned by a right angle."""
    return np.stack([-vectors[..., 1], vectors[..., 0]], axis=-1)
