"""A matte: the alpha of a picture, and on request the colours and the uncertainty that go with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from inlay.arrays.progress import Progress
from inlay.colour import convert_samples
from inlay.contract.boxes import Box
from inlay.matting import linear_light
from inlay.matting.scene import Scene

if TYPE_CHECKING:
    from inlay.matting.colours.foreground import Colours
    from inlay.matting.steadying import Steadied


@dataclass(frozen=True, eq=False)
class Matte:
    """The result of matting.

    Attributes
    ----------
    alpha : ndarray, (height, width), float32
        From 0 to 1, of the picture's colours: a picture with opacity of its own is opaque to the product of both.
    method : str
        The estimator's id; a preview's is ``closed-form``.
    quality : str
        ``full``, or ``half`` or ``quarter`` for the size at which it was estimated.
    iterations : int
        Steps of the solver; 0 for a method without any.
    error : float
        Estimated largest difference to the exact solution of the method's equations; NaN if there are none.
    foreground, background : ndarray
        Colours that mix to the picture by `alpha`: of the picture's shape without alpha, its type and its encoding.
        The picture's own where alpha is 1 and 0. Estimated when first asked for; `colours` has the options.
    cut_out : ndarray, (height, width, channels)
        The foreground with opacity as its last channel, as a layer shows it.
    uncertainty : ndarray, (height, width), float32
        How little `alpha` is to be trusted, from 0 to 1; 0 where the trimap knows it. Estimated when first asked for.
    image : ndarray
        The picture as it was given.
    scene : Scene
        The picture as estimators see it.
    linear : bool
        Whether the scene is in linear light.
    steadied : Steadied or None
        The picture by which alpha and its colours are estimated, where the frames before count, too.
    """

    alpha: np.ndarray
    image: np.ndarray = field(repr=False)
    scene: Scene = field(repr=False)
    linear: bool = False
    method: str = ""
    quality: str = "full"
    iterations: int = 0
    error: float = float("nan")
    steadied: Steadied | None = field(default=None, repr=False)

    @property
    def foreground(self) -> np.ndarray:
        return self._colours.foreground

    @property
    def background(self) -> np.ndarray:
        return self._colours.background

    @property
    def cut_out(self) -> np.ndarray:
        """The foreground's colours with opacity as the last channel: that of the picture, times `alpha`."""
        colours = self.foreground.reshape(*self.alpha.shape, -1)
        opacity = self.alpha
        if self.image.ndim == 3 and self.image.shape[2] in (2, 4):
            opacity = opacity * convert_samples(self.image[..., -1], np.float32)
        return np.concatenate([colours, convert_samples(opacity, colours.dtype)[..., np.newaxis]], axis=2)

    @cached_property
    def uncertainty(self) -> np.ndarray:
        from inlay.matting.uncertainty import uncertainty

        return uncertainty(self.scene, self.alpha)

    @cached_property
    def _colours(self) -> Colours:
        return self.colours()

    def colours(
        self,
        *,
        method: str = "multi-level",
        projection: bool = False,
        threads: int | None = None,
        progress: Progress | None = None,
    ) -> Colours:
        """Estimate the colours of foreground and background.

        Parameters
        ----------
        method, projection, threads, progress
            As for `inlay.matting.estimate_foreground`.

        Returns
        -------
        Colours
            `foreground` and `background` in the picture's type, encoding and shape.
        """
        from inlay.matting.colours.foreground import Colours, estimate_foreground

        found = estimate_foreground(
            self.scene.image if self.steadied is None else self.steadied.image,
            self.alpha,
            method=method,
            projection=projection,
            present=self.scene.present,
            threads=threads,
            progress=progress,
        )
        return Colours(self._as_given(found.foreground, 1), self._as_given(found.background, 0))

    def within(self, box: Box) -> Matte:
        """The same in a box that may reach beyond the picture, as the one before a picture of what lies there."""
        from inlay.matting.steadying import Steadied, window

        present = np.ones(self.alpha.shape, bool) if self.scene.present is None else self.scene.present
        scene = replace(
            self.scene,
            image=window(self.scene.image, box),
            trimap=window(self.scene.trimap, box),
            present=window(present, box),
            prior=None,
            start=None,
        )
        steadied = (self.steadied or Steadied.first(self.scene)).within(box)
        return replace(
            self, alpha=window(self.alpha, box), image=window(self.image, box), scene=scene, steadied=steadied
        )

    def _as_given(self, colours: np.ndarray, alpha: float) -> np.ndarray:
        """Colours in the picture's type, encoding and shape, and the picture's own samples where `alpha` is this."""
        own = self.image if self.image.ndim == 2 else self.image[..., : colours.shape[2]]
        result = (linear_light.from_linear if self.linear else convert_samples)(colours, own.dtype).reshape(own.shape)
        if own.dtype.kind == "f" or self.steadied is not None:
            kept = (self.alpha == alpha).reshape(self.alpha.shape + (1,) * (own.ndim - 2))
            np.copyto(result, own, where=kept & np.isfinite(own))
        return result
