"""Pictures as values: pixels, what they mean, and where they lie on a canvas."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from inlay.arrays.sample_types import white
from inlay.contract.boxes import Box
from inlay.contract.language import Message, _, known
from inlay.contract.planes import CHANNELS, with_alpha

#: The channels of colours in order, without opacity.
COLOUR_CHANNELS = {
    "RGB": ("red", "green", "blue"),
    "GRAY": ("gray",),
    "CMYK": ("cyan", "magenta", "yellow", "black"),
    "LAB": ("lightness", "a", "b"),
}


@dataclass(frozen=True)
class Space:
    """How samples are to be read: what the channels mean and how they are encoded.

    Attributes
    ----------
    model : str
        Channels in order, a key of `CHANNELS`; ``RGB`` and ``GRAY`` have no opacity.
    dtype : numpy.dtype
        ``uint8``, ``uint16``, ``float16`` or ``float32``; integers span 0..maximum, floats 0..1 and beyond, but
        opacity and masks, which count as 0 below 0 and as 1 above 1.
    transfer : str
        ``perceptual`` or ``linear``.
    profile : bytes, str or None
        ICC profile, its name where no more is known, or None for sRGB.
    """

    model: str = "RGBA"
    dtype: np.dtype = np.dtype(np.uint8)
    transfer: str = "perceptual"
    profile: bytes | str | None = None

    @property
    def white(self) -> float:
        """The sample value that stands for one."""
        return white(self.dtype)


@dataclass(frozen=True)
class Picture:
    """A layer, mask or selection as an operation sees it.

    Attributes
    ----------
    pixels : ndarray
        ``(height, width, channels)`` in the order of ``space.model``; ``(height, width)`` for ``MASK``. May be a
        view of mapped memory and must not be written to.
    x, y : int
        Position of the top left pixel on the canvas.
    space : Space
        What the samples mean.
    name : str
        The layer's name, if it has one.
    opacity : float
        How opaque the layer as a whole is, from 0 to 1; its pixels stay as they are.
    mode : str
        Its blending mode: ``normal``, or any other one in the words of where it comes from.
    """

    pixels: np.ndarray
    x: int = 0
    y: int = 0
    space: Space = Space()
    name: str = ""
    opacity: float = 1.0
    mode: str = "normal"

    @property
    def height(self) -> int:
        return self.pixels.shape[0]

    @property
    def width(self) -> int:
        return self.pixels.shape[1]

    @property
    def box(self) -> Box:
        return Box(self.x, self.y, self.width, self.height)

    def crop(self, box: Box) -> Picture:
        """The part inside `box`: a view where the picture fills it, else a copy with transparent black around."""
        inside = self.box.intersect(box)
        view = self.pixels[inside.shift(-self.x, -self.y).slices]
        if inside == box:
            return replace(self, pixels=view, x=box.x, y=box.y)
        pixels = np.zeros((box.height, box.width, CHANNELS[with_alpha(self.space.model)]), self.space.dtype)
        if self.space.model == "MASK":
            pixels = pixels[..., 0]
        target = pixels[inside.shift(-box.x, -box.y).slices]
        if self.has_alpha or self.space.model == "MASK":
            target[...] = view
        else:
            target[..., :-1] = view
            target[..., -1] = self.space.white
        space = replace(self.space, model=with_alpha(self.space.model))
        return replace(self, pixels=pixels, x=box.x, y=box.y, space=space)

    @property
    def colour(self) -> np.ndarray:
        """The channels without opacity, ``(height, width, n)``, as a view."""
        return self.pixels[..., :-1] if self.has_alpha else self.pixels

    @property
    def has_alpha(self) -> bool:
        return self.space.model.endswith("A")

    @property
    def with_opacity(self) -> Picture:
        """The same picture with an opacity channel; opaque throughout where it had none."""
        if self.has_alpha:
            return self
        opaque = np.full((self.height, self.width, 1), self.space.white, self.space.dtype)
        space = replace(self.space, model=with_alpha(self.space.model))
        return replace(self, pixels=np.concatenate([self.pixels, opaque], axis=2), space=space)

    @property
    def alpha(self) -> np.ndarray | None:
        """Opacity as stored, ``(height, width)``, as a view; None where the picture is opaque throughout."""
        return self.pixels[..., -1] if self.has_alpha else None

    @property
    def is_mixed(self) -> bool:
        """Whether what lies below the layer shows through all of it, by its opacity or its mode."""
        return self.opacity < 1 or self.mode != "normal"

    def is_translucent(self, where: np.ndarray | None = None) -> bool:
        """Whether what lies below the layer shows through a pixel that has a colour, or through all of it.

        Then it would show through what is laid over it with the same opacity, too.

        Parameters
        ----------
        where : ndarray of bool, (height, width), optional
            Which pixels count.
        """
        if self.is_mixed:
            return True
        if self.alpha is None:
            return False
        soft = (self.alpha > 0) & (self.alpha < self.space.white)
        return bool((soft if where is None else soft & where).any())

    def titled(self, words: str) -> str:
        """The name of what is made of it: its own, and in brackets what was done, said once however often it was."""
        done = words if isinstance(words, Message) else known(words)
        return _("{name} ({done})", name=self.name.removesuffix(f" ({done})"), done=done) if self.name else done
