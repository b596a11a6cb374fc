"""How large a job may be: an adapter checks before it reads pixels, the worker before it maps them."""

from __future__ import annotations

from .errors import InputError
from .language import _

LARGEST_SIDE = 262_144
MOST_PIXELS = 1 << 30
#: How far from the canvas's corner a plane may lie.
LARGEST_OFFSET = 1 << 24
#: Planes of one input.
MOST_LAYERS = 1000
#: Bytes of a colour profile.
LARGEST_PROFILE = 1 << 24
#: Bytes of a message, and how deep its lists and objects are nested.
LONGEST_LINE = 1 << 24
DEEPEST = 32
#: Of a job: every reader of JSON knows whole numbers up to this one.
LARGEST_NUMBER = 1 << 53


def check_size(width: int, height: int) -> None:
    """Refuse a picture that is too large for a job.

    Raises
    ------
    InputError
    """
    if max(width, height) > LARGEST_SIDE or width * height > MOST_PIXELS:
        raise InputError(
            _("A picture of {width} x {height} pixels is too large.", width=width, height=height),
            _(
                "At most {largest_side} on a side and {most_pixels} million pixels: select a smaller part.",
                largest_side=LARGEST_SIDE,
                most_pixels=MOST_PIXELS >> 20,
            ),
        )
