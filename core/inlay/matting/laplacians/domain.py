"""The picture that a Laplacian is built from, and the pixels of it whose rows are wanted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from inlay.contract.language import _
from inlay.errors import InputError
from inlay.matting.scene import UNKNOWN, Scene


@dataclass(frozen=True, eq=False)
class Domain:
    """A picture, and where its Laplacian is wanted.

    Attributes
    ----------
    image : ndarray, (height, width, channels)
        Samples.
    scale : float
        What they are multiplied by, so that white is 1.
    present : ndarray of bool, (height, width), or None
        False where the colour means nothing; None if it means something everywhere.
    region : ndarray of bool, (height, width), or None
        The pixels whose rows are wanted whole; None for all.
    """

    image: np.ndarray
    scale: float
    present: np.ndarray | None = None
    region: np.ndarray | None = None

    @classmethod
    def of(cls, scene: Scene) -> Domain:
        """The unknown pixels of a scene."""
        return cls(scene.image, scene.scale, scene.present, scene.trimap == UNKNOWN)

    @classmethod
    def checked(cls, image: np.ndarray, present: np.ndarray | None = None, region: np.ndarray | None = None) -> Domain:
        """What the public functions are given.

        Raises
        ------
        InputError
            If the picture is neither gray nor RGB, of unsigned integers or floating-point numbers, or sizes differ.
        """
        image = np.asarray(image)
        if image.ndim == 2:
            image = image[..., np.newaxis]
        if image.ndim != 3 or image.shape[2] not in (1, 3) or image.size == 0 or image.dtype.kind not in "uf":
            raise InputError(
                _(
                    "A picture of shape {shape} and type {dtype} has no Laplacian.",
                    shape=image.shape,
                    dtype=image.dtype,
                ),
                _("Give grey or RGB samples, (height, width) or (height, width, 3), as unsigned integers or floats."),
            )
        scale = 1.0 if image.dtype.kind == "f" else 1.0 / np.iinfo(image.dtype).max
        return cls(image, scale, _mask(present, image, "present"), _mask(region, image, "region"))

    @property
    def shape(self) -> tuple[int, int]:
        return self.image.shape[0], self.image.shape[1]

    @property
    def count(self) -> int:
        """Pixels of the picture."""
        return self.image.shape[0] * self.image.shape[1]

    @property
    def channels(self) -> int:
        return self.image.shape[2]

    def is_present(self) -> np.ndarray:
        """`present`, (height, width), also where it is None."""
        return np.ones(self.shape, bool) if self.present is None else self.present

    def is_wanted(self) -> np.ndarray:
        """`region`, (height, width), also where it is None."""
        return np.ones(self.shape, bool) if self.region is None else self.region

    def colours(self, pixels: np.ndarray) -> np.ndarray:
        """Colours of some pixels, given by their positions in the flattened picture: (..., channels), float64."""
        return self.image[np.divmod(pixels, self.image.shape[1])].astype(np.float64) * self.scale


def _mask(values: np.ndarray | None, image: np.ndarray, name: str) -> np.ndarray | None:
    if values is None:
        return None
    values = np.asarray(values, bool)
    if values.shape != image.shape[:2]:
        raise InputError(
            _(
                "The plane '{name}' has shape {shape}, the picture {expected}.",
                name=name,
                shape=values.shape,
                expected=image.shape[:2],
            ),
            _("Make them the same size."),
        )
    return values
