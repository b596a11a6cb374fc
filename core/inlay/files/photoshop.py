"""PSD and PSB, read by psd-tools."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from inlay.colour import convert_samples, profiles
from inlay.errors import FileError, InlayError, InlayWarning
from inlay.files import exif
from inlay.files.document import Document, Group, Layer, Metadata, Node
from inlay.picture import Box, Picture, Space, with_alpha

NAME = "PSD"
_MODELS = {"RGB": "RGB", "GRAYSCALE": "GRAY", "CMYK": "CMYK"}
_DEPTHS = {8: np.uint8, 16: np.uint16, 32: np.float32}
_CLASSES = {"GRAY": b"GRAY", "RGB": b"RGB ", "CMYK": b"CMYK"}
_MODES = {
    "MULTIPLY": "svg:multiply",
    "SCREEN": "svg:screen",
    "OVERLAY": "svg:overlay",
    "DARKEN": "svg:darken",
    "LIGHTEN": "svg:lighten",
    "COLOR_DODGE": "svg:color-dodge",
    "COLOR_BURN": "svg:color-burn",
    "HARD_LIGHT": "svg:hard-light",
    "SOFT_LIGHT": "svg:soft-light",
    "DIFFERENCE": "svg:difference",
    "EXCLUSION": "svg:exclusion",
    "LINEAR_DODGE": "svg:plus",
    "HUE": "svg:hue",
    "SATURATION": "svg:saturation",
    "COLOR": "svg:color",
    "LUMINOSITY": "svg:luminosity",
}
_PLAIN = ("NORMAL", "PASS_THROUGH")


def read(content: bytes, path: Path) -> Document:
    """Read canvas, layers and groups; pixels are decoded when they are asked for.

    Raises
    ------
    FileError
        If it is damaged, or of a kind that Inlay does not know.
    """
    from psd_tools import PSDImage

    # Its complaints about damaged files would reach the terminal; ours say what to do.
    logging.getLogger("psd_tools").addHandler(logging.NullHandler())
    try:
        image = PSDImage.open(BytesIO(content))
        mode, depth = image.color_mode.name, image.depth
        reader = _Reader(image, path, _space(image, mode, depth, path))
        layers = reader.nodes(image)
        metadata = Metadata(_exif(image), _resolution(image))
    except (InlayError, MemoryError):
        raise
    except Exception as error:  # psd-tools raises many kinds on damaged files
        raise _damaged(path) from error
    if not layers:
        whole = reader.render(lambda node: True, Box(0, 0, image.width, image.height))
        layers = (Layer(path.stem, lambda: whole),)
        return Document(image.width, image.height, reader.space, layers, metadata, NAME, False, path)
    return Document(
        image.width,
        image.height,
        reader.space,
        layers,
        metadata,
        NAME,
        True,
        path,
        notes=reader.notes,
        render=reader.render,
    )


def _space(image: Any, mode: str, depth: int, path: Path) -> Space:
    from psd_tools.constants import Resource

    if mode not in _MODELS or depth not in _DEPTHS:
        raise FileError(
            f"{path} holds {mode.lower()} colours of {depth} bits, which Inlay does not read.",
            "Convert it to RGB in the program that made it.",
        )
    profile = image.image_resources.get_data(Resource.ICC_PROFILE)
    if not isinstance(profile, bytes) or profile[16:20] != _CLASSES[_MODELS[mode]]:
        profile = None
    if depth == 32 and profile is None:
        # PSD files of 32 bits hold linear light; said by a profile, it stays true in every other format.
        profile = profiles.builtin(_MODELS[mode], linear=True)
    return Space(with_alpha(_MODELS[mode]), np.dtype(_DEPTHS[depth]), profile=profile)


def _exif(image: Any) -> bytes:
    from psd_tools.constants import Resource

    block = image.image_resources.get_data(Resource.EXIF_DATA_1)
    return exif.upright(block) if isinstance(block, bytes) else b""


def _resolution(image: Any) -> tuple[float, float] | None:
    from psd_tools.constants import Resource

    data = image.image_resources.get_data(Resource.RESOLUTION_INFO)
    across, down = getattr(data, "horizontal", None), getattr(data, "vertical", None)
    return (across / 65536, down / 65536) if across and down else None


@dataclass
class _Reader:
    """Turns psd-tools' layers into ours, and composes by psd-tools."""

    image: Any
    path: Path
    space: Space

    def __post_init__(self) -> None:
        self.node_of: dict[int, Node] = {}
        self.notes: list[InlayWarning] = []

    def nodes(self, layers: Iterable[Any]) -> tuple[Node, ...]:
        found: list[Node] = []
        for layer in layers:
            mode = layer.blend_mode.name
            about = {
                "visible": bool(layer.visible),
                "opacity": layer.opacity / 255,
                "mode": _MODES.get(mode, "svg:src-over"),
            }
            node: Node
            if layer.is_group():
                node = self.group(layer, mode, about)
            elif self._has_picture(layer):
                node = Layer(layer.name, _Decode(self, layer), **about)
            else:
                self.note(layer, "is an adjustment and is left out")
                continue
            if mode not in _MODES and mode not in _PLAIN:
                self.note(layer, f"blends by {mode.lower().replace('_', ' ')}, which OpenRaster lacks")
            if layer.clipping:
                self.note(layer, "is clipped to the layer below, which OpenRaster lacks")
            if layer.has_effects():
                self.note(layer, "has effects, which OpenRaster lacks")
            self.node_of[id(layer)] = node
            found.append(node)
        return tuple(found)

    def group(self, layer: Any, mode: str, about: dict[str, Any]) -> Group:
        children, isolated = self.nodes(layer), mode != "PASS_THROUGH"
        if layer.mask is not None and not layer.mask.disabled:
            # OpenRaster has no masks; a layer that keeps what lies below it only where it is itself does the same.
            children = (*children, Layer(f"{layer.name} (mask)", _Decode(self, layer, mask=True), mode="svg:dst-in"))
            isolated = True
        return Group(layer.name, children, isolated=isolated, **about)

    def note(self, layer: Any, what: str) -> None:
        self.notes.append(InlayWarning("layers", f"{self.path}: “{layer.name}” {what}."))

    @staticmethod
    def _has_picture(layer: Any) -> bool:
        return bool(layer.has_pixels()) or layer.kind in ("type", "shape", "smartobject", "solidcolorfill")

    def decode(self, layer: Any) -> Picture:
        """A layer's own pixels, its masks multiplied into its opacity."""
        from psd_tools.composite import composite

        left, top, right, bottom = layer.bbox
        width, height = right - left, bottom - top
        if width <= 0 or height <= 0:
            return self.picture(np.zeros((0, 0, self.channels), np.float32), np.zeros((0, 0, 1), np.float32), 0, 0)
        if layer.has_pixels():
            samples = layer.numpy()
            colour, alpha = samples[..., : self.channels], samples[..., self.channels : self.channels + 1]
            if alpha.shape[-1] == 0:
                alpha = np.ones((*colour.shape[:2], 1), np.float32)
            alpha = alpha * self.mask(layer, Box(left, top, width, height))
        else:
            colour, _, alpha = composite(layer, viewport=layer.bbox)
        return self.picture(colour, alpha, left, top, layer.name)

    def decode_mask(self, layer: Any) -> Picture:
        canvas = Box(0, 0, self.image.width, self.image.height)
        alpha = np.broadcast_to(self.mask(layer, canvas), (canvas.height, canvas.width, 1))
        return self.picture(np.zeros((canvas.height, canvas.width, self.channels), np.float32), alpha, 0, 0)

    def mask(self, layer: Any, box: Box) -> np.ndarray:
        mask = layer.mask
        if mask is None or mask.disabled or mask.size[0] <= 0 or mask.size[1] <= 0:
            return np.ones((1, 1, 1), np.float32)
        values = layer.numpy("mask")
        if values is None:
            return np.ones((1, 1, 1), np.float32)
        coverage = np.full((box.height, box.width, 1), mask.background_color / 255, np.float32)
        place = Box(mask.left, mask.top, values.shape[1], values.shape[0])
        common = place.intersect(box)
        if not common.is_empty:
            coverage[common.y - box.y : common.bottom - box.y, common.x - box.x : common.right - box.x] = values[
                common.y - place.y : common.bottom - place.y, common.x - place.x : common.right - place.x
            ]
        return coverage

    @property
    def channels(self) -> int:
        return {"RGBA": 3, "GRAYA": 1, "CMYKA": 4}[self.space.model]

    def picture(self, colour: np.ndarray, alpha: np.ndarray, x: int, y: int, name: str = "") -> Picture:
        if self.space.model == "CMYKA":
            colour = 1 - colour
        pixels = np.empty((*colour.shape[:2], self.channels + 1), self.space.dtype)
        pixels[..., :-1] = convert_samples(colour, self.space.dtype)
        pixels[..., -1:] = convert_samples(alpha, self.space.dtype)
        return Picture(pixels, x, y, self.space, name)

    def render(self, shown: Callable[[Node], bool], box: Box) -> Picture:
        from psd_tools.composite import composite

        def filter_layer(layer: Any) -> bool:
            node = self.node_of.get(id(layer))
            return bool(layer.visible) if node is None else shown(node)

        viewport = (box.x, box.y, box.right, box.bottom)
        try:
            colour, _, alpha = composite(self.image, viewport=viewport, layer_filter=filter_layer)
        except ImportError as error:
            raise FileError(
                f"{self.path} has layers that must be drawn, for which a package is missing: {error.name}.",
                "Turn its shapes and texts into pixels in an editor, or choose one layer by #name.",
            ) from error
        except (InlayError, MemoryError):
            raise
        except Exception as error:
            raise _damaged(self.path) from error
        return replace(self.picture(colour, alpha, box.x, box.y), name=self.path.stem)


class _Decode:
    """Decodes one layer, or the mask of one group, when it is asked for."""

    def __init__(self, reader: _Reader, layer: Any, mask: bool = False) -> None:
        self._of = reader, layer, mask

    def __call__(self) -> Picture:
        reader, layer, mask = self._of
        try:
            return reader.decode_mask(layer) if mask else reader.decode(layer)
        except (InlayError, MemoryError):
            raise
        except Exception as error:
            raise _damaged(f"{reader.path}#{layer.name}") from error


def _damaged(what: object) -> FileError:
    return FileError(f"{what} is damaged or cut off.", "Save it again from the program that made it.")
