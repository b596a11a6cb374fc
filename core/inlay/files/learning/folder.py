"""Folders of photographs, one at a time and made small."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from inlay.arrays.warning import warn
from inlay.colour import convert
from inlay.contract.language import _
from inlay.errors import FileError, InlayError, InlayWarning
from inlay.files import formats, rendering
from inlay.picture import Space
from inlay.system import refusals

_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff")
_BYTES = Space("RGB", np.dtype(np.uint8))
#: Below it there is no picture to take a part of.
_SMALLEST = 64


def pictures(folder: Path) -> list[Path]:
    """The picture files in a folder and those within, in alphabetical order.

    Raises
    ------
    FileError
        If there are none, or it is no folder.
    """
    with refusals.reading(folder):
        if not folder.is_dir():
            raise FileError(_("{folder} is no folder.", folder=folder), _("Name a folder of photographs."))
        found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES and path.is_file())
    if not found:
        raise FileError(
            _("There are no pictures in {folder}.", folder=folder),
            _("Name a folder with photographs: PNG, JPEG, WebP or TIFF."),
        )
    return found


def cameras(folder: Path) -> list[list[Path]]:
    """The picture files of each folder within that holds two or more: what one camera saw at several hours.

    Raises
    ------
    FileError
        If there is no such folder.
    """
    groups: dict[Path, list[Path]] = {}
    for path in pictures(folder):
        groups.setdefault(path.parent, []).append(path)
    found = [group for place, group in sorted(groups.items()) if len(group) > 1 and place != folder]
    if not found:
        raise FileError(
            _("{folder} has no folders with two or more pictures each.", folder=folder),
            _("Unpack Transient Attributes, and name its folder imageAlignedLD, which has a folder for every camera."),
        )
    return found


def small(paths: Sequence[Path], shorter: int) -> Iterator[np.ndarray]:
    """Photographs whose shorter side is at most so long: uint8, (height, width, 3), sRGB.

    Warns
    -----
    InlayWarning
        ``picture``: one that cannot be read, or is too small, is left out.
    """
    for path in paths:
        try:
            picture = convert(rendering.visible(formats.read(path)), _BYTES)
        except InlayError as error:
            warn(InlayWarning("picture", _("Left out: {message}", message=error.message), error.hint))
            continue
        pixels = picture.pixels
        least = min(pixels.shape[:2])
        if least < _SMALLEST:
            warn(
                InlayWarning(
                    "picture",
                    _("Left out: {path} has a side of {least} pixels.", path=path, least=least),
                    _("Use larger pictures."),
                )
            )
            continue
        scale = min(1.0, shorter / least)
        size = [max(_SMALLEST, round(length * scale)) for length in pixels.shape[1::-1]]
        yield np.asarray(Image.fromarray(np.ascontiguousarray(pixels)).resize(size, Image.Resampling.LANCZOS))
