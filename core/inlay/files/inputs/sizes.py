"""Where a picture lies that has no position of its own: on the one whose size it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from inlay.arrays.warning import warn
from inlay.contract.boxes import Box
from inlay.contract.language import _, enumerated, known
from inlay.errors import InlayWarning, InputError
from inlay.picture import Picture

#: So many pixels more or less are a slip of rounding.
_SLIP = 2


@dataclass(frozen=True)
class Place:
    """Something on the canvas that a picture may lie on; `name` is for messages."""

    name: str
    box: Box


def name_of(role: str) -> str:
    """What messages call the picture of a role."""
    return _("picture") if role == "image" else known(role)


def laid(picture: Picture, role: str, places: Sequence[Place]) -> Picture:
    """A whole file's picture on the first place of its size.

    Where none has its size, and one differs by a pixel or two, the picture is cut or continued at the right and below.

    Raises
    ------
    InputError
        If none has about its size.

    Warns
    -----
    InlayWarning
        ``size``: it was cut or continued.
    """
    for place in places:
        if (picture.width, picture.height) == (place.box.width, place.box.height):
            return replace(picture, x=place.box.x, y=place.box.y)
    for place in places:
        if max(abs(picture.width - place.box.width), abs(picture.height - place.box.height)) <= _SLIP:
            message = _(
                "{compared}; it is cut or continued at the right and below.", compared=_compared(picture, role, [place])
            )
            warn(InlayWarning("size", message))
            return _of_size(picture, place.box)
    raise InputError(
        _("{compared}.", compared=_compared(picture, role, places)),
        _("Scale it to that size, or say where it lies: --{role} FILE@X,Y.", role=role),
    )


def _compared(picture: Picture, role: str, places: Sequence[Place]) -> str:
    sizes: dict[tuple[int, int], str] = {}
    for place in places:
        sizes.setdefault((place.box.width, place.box.height), place.name)
    others = [
        _("the {name} is {width} x {height}", name=name, width=width, height=height)
        for (width, height), name in sizes.items()
    ]
    own = _("The {role} is {width} x {height}", role=known(role), width=picture.width, height=picture.height)
    return _("{sizes} and {last}", sizes=enumerated([own, *others[:-1]]), last=others[-1])


def _of_size(picture: Picture, box: Box) -> Picture:
    pixels = picture.pixels[: box.height, : box.width]
    missing = [(0, box.height - pixels.shape[0]), (0, box.width - pixels.shape[1]), (0, 0)]
    return replace(picture, pixels=np.pad(pixels, missing[: pixels.ndim], mode="edge"), x=box.x, y=box.y)
