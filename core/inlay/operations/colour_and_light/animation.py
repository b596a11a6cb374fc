"""Pictures one after the other as an animated GIF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from inlay import colour
from inlay.picture import Picture, Space

if TYPE_CHECKING:
    from PIL.Image import Image

#: The last colour of each palette stands for transparency: a GIF knows no half.
_TRANSPARENT = 255
_HALF = 128


def gif(pictures: Iterable[Picture], delay: int) -> bytes:
    """Encode pictures of one size in 255 colours of sRGB each; they repeat for ever.

    Parameters
    ----------
    delay : int
        Milliseconds for which each is shown; a GIF counts them in tens.
    """
    frames = _frames(pictures)
    file = BytesIO()
    next(frames).save(
        file,
        "GIF",
        save_all=True,
        append_images=frames,
        duration=delay,
        loop=0,
        disposal=2,
        transparency=_TRANSPARENT,
        optimize=False,
    )
    return file.getvalue()


def _frames(pictures: Iterable[Picture]) -> Iterator[Image]:
    from PIL import Image

    for picture in pictures:
        pixels = colour.convert(picture, Space("RGBA")).pixels
        frame = Image.fromarray(np.ascontiguousarray(pixels[..., :3])).quantize(_TRANSPARENT)
        indices = np.array(frame)
        indices[pixels[..., 3] < _HALF] = _TRANSPARENT
        paletted = Image.fromarray(indices, "P")
        paletted.putpalette((frame.getpalette() or []) + [0, 0, 0], "RGB")
        yield paletted
