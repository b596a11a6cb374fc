"""What a colour model is given, and what it is: the vocabulary that models share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inlay.arrays.resampling import halved

if TYPE_CHECKING:
    import numpy as np

    from inlay.picture import Space


@dataclass(frozen=True, eq=False)
class Paste:
    """A piece of one picture in another, at low resolution.

    Attributes
    ----------
    source, destination : ndarray of float32, (rows, columns, channels)
        Colours without opacity as the document encodes them, 1 for white; everywhere finite. The shorter side is
        128 to 255 pixels, or that of the scene; `smaller` halves it.
    coverage : ndarray of float32, (rows, columns)
        How much of each pixel the source covers, 0 to 1.
    present : ndarray of float32, (rows, columns)
        How much of each pixel the destination has a colour of its own in, 0 to 1; elsewhere it is continued.
    space : Space
        What the colours mean: floating point, without opacity.
    reference : ndarray of float32, (m, n, channels)
        The picture whose colours the piece is to take on: the destination, or another one of any size.
    weight : ndarray of float32, (m, n)
        How much each pixel of the reference counts, 0 to 1; above 0 somewhere. In the destination it is what lies
        around the piece.
    """

    source: np.ndarray
    destination: np.ndarray
    coverage: np.ndarray
    present: np.ndarray
    space: Space
    reference: np.ndarray
    weight: np.ndarray

    @property
    def has_reference(self) -> bool:
        """Whether the reference is another picture than the destination."""
        return self.reference is not self.destination

    @property
    def composite(self) -> np.ndarray:
        """The destination with the piece in it as it is."""
        return self.with_piece(self.source)

    def with_piece(self, colours: np.ndarray) -> np.ndarray:
        """The destination with other colours where the piece is, (rows, columns, channels)."""
        return self.destination + self.coverage[..., None] * (colours - self.destination)

    def smaller(self, shorter: int) -> Paste:
        """The paste with its own planes halved as long as their shorter side stays at least so many pixels."""
        small = self
        while min(small.coverage.shape) >= 2 * shorter:
            source, destination, coverage, present = (
                halved(each) for each in (small.source, small.destination, small.coverage, small.present)
            )
            looked_at = (self.reference, self.weight) if self.has_reference else (destination, halved(small.weight))
            small = Paste(source, destination, coverage, present, self.space, *looked_at)
        return small


@dataclass(frozen=True)
class ColourModel:
    """A way to find the colours of a paste, as packages register it through ``inlay_colour_models``.

    Attributes
    ----------
    id : str
        The public name: ``statistics``.
    name, summary : str
        What a menu shows, and a sentence on when to choose it.
    predict : callable
        ``predict(paste) -> ndarray``: an array in, (rows, columns, channels) of any size with the wanted colours of
        the whole scene out. An `InlayError` says what is missing where it cannot be found.
    takes_reference : bool
        Whether it looks at the reference; else one that the artist chose changes nothing, which is said.
    takes_weight : bool
        Whether it looks at the weight; else there is nothing local about it.
    """

    id: str
    name: str
    summary: str
    predict: Callable[[Paste], np.ndarray]
    takes_reference: bool = True
    takes_weight: bool = True
