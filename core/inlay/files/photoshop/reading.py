"""Reading a PSD or PSB file."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from inlay.colour import profiles
from inlay.files import damage, quiet, unpacking
from inlay.files.document import Document, Metadata, flat
from inlay.files.photoshop import channels, features, header, layers, metadata, shapes, stored
from inlay.files.photoshop.composing import Composer
from inlay.picture import CHANNELS, Space, with_alpha
from inlay.system import memory

NAME = "PSD"
_MODELS = {"RGB": "RGB", "GRAYSCALE": "GRAY", "CMYK": "CMYK"}


def read(content: bytes, path: Path) -> Document:
    """Read canvas, layers and groups; pixels are decoded when they are asked for.

    Raises
    ------
    FileError
        If it is damaged, or of a kind that Inlay does not know.
    """
    start = header.check(content, path)
    with damage.as_file_error(path):
        try:
            return _document(content, start, path)
        except RecursionError as error:
            raise layers.nested_too_deep(path) from error


def _document(content: bytes, start: header.Header, path: Path) -> Document:
    from psd_tools import PSDImage

    quiet.silence("psd_tools")
    with channels.watched():
        image = PSDImage.open(BytesIO(content), max_alloc_bytes=memory.available_bytes() or None)
    about = metadata.read(image, path)
    if start.mode not in _MODELS or start.depth == 1:
        stored.warn_of_mode(start.mode, len(image) > 0, path)
        return flat(stored.converted(image, start.mode, path), about, NAME, path)
    space = _space(image, start, path)
    if not len(image):
        return flat(stored.picture(image, space, path), about, NAME, path)
    return _layered(image, space, path, about, len(content))


def _follow_clipped_groups(image: Any) -> None:
    """Photoshop clips no groups, so that one that is clipped is meant as Clip Studio Paint means it."""
    from psd_tools.constants import Clipping, CompatibilityMode

    if any(layer.is_group() and layer._record.clipping == Clipping.NON_BASE for layer in image.descendants()):
        image.compatibility_mode = CompatibilityMode.CLIP_STUDIO_PAINT


def _layered(image: Any, space: Space, path: Path, about: Metadata, packed: int) -> Document:
    _follow_clipped_groups(image)
    pixel_bytes = CHANNELS[space.model] * space.dtype.itemsize
    pixels = sum(
        layer.width * layer.height
        for layer in image.descendants()
        if layer.has_pixels() and not features.is_misplaced(layer)
    )
    unpacking.check_layers(path, pixels * pixel_bytes, packed)
    shapes.leave_out(image, path)
    tree = layers.Tree(image, path, space)
    nodes = tree.nodes(image)
    different: dict[str, list[str]] = {}
    for layer in image.descendants():
        what = features.not_composed(layer)
        if what and layer.is_visible():
            different.setdefault(what, []).append(layer.name)
    composer = Composer(tree, different)
    return Document(
        image.width, image.height, space, nodes, about, NAME, True, path, notes=tree.notes(), render=composer.render
    )


def _space(image: Any, start: header.Header, path: Path) -> Space:
    model = _MODELS[start.mode]
    profile = metadata.profile(image, model, path)
    if start.depth == 32 and profile is None:
        # PSD files of 32 bits hold linear light; said by a profile, it stays true in every other format.
        profile = profiles.builtin(model, linear=True)
    return Space(with_alpha(model), np.dtype(channels.DEPTHS[start.depth]), profile=profile)
