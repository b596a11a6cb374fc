"""The layers of a PSD file as layers and groups of Inlay; pixels are decoded when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from inlay.arrays.warning import warn
from inlay.colour import convert, convert_samples
from inlay.contract.boxes import Box
from inlay.contract.language import _
from inlay.errors import FileError, InlayWarning
from inlay.files import damage, unpacking
from inlay.files.document import Group, Layer, Node
from inlay.files.photoshop import artboards, channels, features, masks, modes
from inlay.files.words import quoted
from inlay.picture import CHANNELS, Picture, Space


@dataclass
class Tree:
    """Turns the library's layers into Inlay's.

    Attributes
    ----------
    shown_by : dict
        For the identity of each of the library's layers, the nodes that must all be shown for it to be shown.
    not_composed, not_kept : dict
        Names of layers by what is special about them.
    """

    image: Any
    path: Path
    space: Space
    shown_by: dict[int, tuple[Node, ...]] = field(default_factory=dict)
    not_composed: dict[str, list[str]] = field(default_factory=dict)
    not_kept: dict[str, list[str]] = field(default_factory=dict)

    def nodes(self, layers: Iterable[Any], depth: int = 0) -> tuple[Node, ...]:
        """The nodes of layers that lie in one group, bottom to top."""
        if depth > unpacking.DEEPEST_NESTING:
            raise nested_too_deep(self.path)
        found: list[Node] = []
        for base, clipped in _clipping_groups(layers):
            node = self._node(base, depth)
            above = [(layer, each) for layer in clipped if (each := self._node(layer, depth)) is not None]
            if node is None:
                found += [each for _, each in above]
            elif above:
                found.append(self._clipping_group(base, node, above))
            else:
                found.append(node)
        return tuple(found)

    def notes(self) -> list[InlayWarning]:
        """What the layers do not keep, one line for each kind of it."""
        lines = {**self.not_composed}
        for what, names in self.not_kept.items():
            lines[what] = [*lines.get(what, []), *names]
        return [
            InlayWarning(
                "layers",
                _("{path}: layers do not keep {what}: {names}.", path=self.path, what=what, names=quoted(names)),
            )
            for what, names in lines.items()
        ]

    def _node(self, layer: Any, depth: int) -> Node | None:
        self._look_at(layer)
        about = {
            "visible": bool(layer.visible),
            "opacity": layer.opacity / 255 * layer.fill_opacity / 255,
            "mode": modes.OPERATORS.get(layer.blend_mode.name, "svg:src-over"),
        }
        node: Node
        if layer.is_group():
            node = self._group(layer, depth, about)
        elif features.is_adjustment(layer):
            return None
        else:
            node = Layer(layer.name, _Decode(self.decode, layer, self.path), **about)
        self.shown_by[id(layer)] = (node,)
        return node

    def _look_at(self, layer: Any) -> None:
        what = features.not_composed(layer)
        if what:
            self.not_composed.setdefault(what, []).append(layer.name)
        for what in features.not_kept(layer):
            self.not_kept.setdefault(what, []).append(layer.name)

    def _group(self, layer: Any, depth: int, about: dict[str, Any]) -> Group:
        children = self.nodes(layer, depth + 1)
        isolated = layer.blend_mode.name != "PASS_THROUGH" or about["opacity"] < 1
        if artboards.colour(layer) is not None:
            background = Layer(f"{layer.name} (background)", _Decode(self.decode_board, layer, self.path))
            children = (background, *children)
        if layer.kind == "artboard":
            children = (*children, self._stencil(layer, f"{layer.name} (edge)", self.decode_board))
            isolated = True
        if masks.is_masked(layer):
            # OpenRaster has no masks; a layer that keeps what lies below it only where it is itself does the same.
            children = (*children, self._stencil(layer, f"{layer.name} (mask)", self.decode_mask))
            isolated = True
        if isolated and layer.blend_mode.name == "PASS_THROUGH" and not _mix_plainly(layer):
            self.not_kept.setdefault(_("mixing with what lies below through a group"), []).append(layer.name)
        return Group(layer.name, children, isolated=isolated, **about)

    def _clipping_group(self, base: Any, node: Node, clipped: list[tuple[Any, Node]]) -> Group:
        """A base and what is clipped to it; as a whole it has the base's mode and opacity."""
        inner = replace(node, visible=True, opacity=1.0, mode="svg:src-over")
        if all(each.mode == "svg:src-over" and not isinstance(each, Group) for _, each in clipped):
            above = [replace(each, mode="svg:src-atop") for _, each in clipped]
            children = (inner, *above)
        else:
            above = [each for _, each in clipped]
            children = (inner, *above, self._stencil(base, f"{base.name} (clipping)", self.decode_base))
            for layer, each in clipped:
                if each.mode != "svg:src-over":
                    self.not_kept.setdefault(_("soft edges of layers clipped in a mode"), []).append(layer.name)
        group = Group(_("{base} (clipping group)", base=base.name), children, node.visible, node.opacity, node.mode)
        self.shown_by[id(base)] = (inner, group)
        for (layer, _mode), each in zip(clipped, above, strict=True):
            self.shown_by[id(layer)] = (each, group)
        return group

    def _stencil(self, layer: Any, name: str, decode: Callable[[Any], Picture]) -> Layer:
        return Layer(name, _Decode(decode, layer, self.path), mode="svg:dst-in")

    @property
    def channels(self) -> int:
        return CHANNELS[self.space.model] - 1

    @property
    def canvas(self) -> Box:
        return Box(0, 0, self.image.width, self.image.height)

    def decode(self, layer: Any) -> Picture:
        """A layer's own pixels, its masks multiplied into its opacity."""
        what = f"{self.path}#{layer.name}"
        box = Box(layer.left, layer.top, layer.width, layer.height)
        shows = layer.has_pixels() or features.is_drawn(layer)
        if box.is_empty or features.is_misplaced(layer) or not shows:
            return Picture(np.zeros((0, 0, self.channels + 1), self.space.dtype), space=self.space, name=layer.name)
        with channels.watched() as decoding:
            picture = self._stored(layer, box, what) if layer.has_pixels() else self._drawn(layer, box, what)
        if decoding.replaced:
            self._warn(layer, _("has channels that are damaged, and black in their place"))
        return picture

    def _stored(self, layer: Any, box: Box, what: str) -> Picture:
        pixel_bytes = (self.channels + 1) * self.space.dtype.itemsize
        unpacking.check_picture(
            what, box.width, box.height, pixel_bytes, sum(len(each.data) for each in layer._channels)
        )
        pixels = np.empty((box.height, box.width, self.channels + 1), self.space.dtype)
        missing = 0
        for number in range(self.channels):
            plane = channels.channel(layer, number, box, what)
            missing += plane is None
            pixels[..., number] = 0 if plane is None else plane
        if missing:
            self._warn(
                layer,
                _("lacks {missing} of {channels} channels, which are black", missing=missing, channels=self.channels),
            )
        if self.space.model == "CMYKA":
            pixels[..., :-1] = self.space.white - pixels[..., :-1]
        opacity = channels.channel(layer, -1, box, what)
        pixels[..., -1] = self.space.white if opacity is None else opacity
        if masks.is_masked(layer):
            through = masks.coverage(layer, box, what)
            pixels[..., -1:] = convert_samples(
                convert_samples(pixels[..., -1:], np.dtype(np.float32)) * through, self.space.dtype
            )
        return Picture(pixels, box.x, box.y, self.space, layer.name)

    def _drawn(self, layer: Any, box: Box, what: str) -> Picture:
        from psd_tools.composite import composite

        if layer.kind in ("type", "smartobject"):
            self._warn(layer, _("has no pixels in the file, and Inlay cannot draw it: it is empty"))
            return Picture(np.zeros((0, 0, self.channels + 1), self.space.dtype), space=self.space, name=layer.name)
        common = box.intersect(self.canvas)
        unpacking.check_picture(what, common.width, common.height, 4 * (self.channels + 1), unpacking.ALWAYS_ALLOWED)
        viewport = (common.x, common.y, common.right, common.bottom)
        colour, _shape, alpha = composite(
            layer, viewport=viewport, layer_filter=lambda each: each is layer, as_layer=False
        )
        opacity = layer.opacity / 255 * layer.fill_opacity / 255
        return self.picture(colour, alpha / opacity if opacity else alpha, common.x, common.y, layer.name)

    def decode_mask(self, layer: Any) -> Picture:
        """A group's masks, as a picture of opacity as large as the canvas."""
        box = self.canvas
        alpha = np.broadcast_to(masks.coverage(layer, box, f"{self.path}#{layer.name}"), (box.height, box.width, 1))
        return self.picture(np.zeros((box.height, box.width, self.channels), np.float32), alpha, 0, 0)

    def decode_base(self, layer: Any) -> Picture:
        """The shape of what a layer is clipped to."""
        from inlay.files.rendering import compose_nodes

        node = self.shown_by[id(layer)][0]
        return compose_nodes([node], self.space, self.canvas, lambda each: each.visible)

    def decode_board(self, layer: Any) -> Picture:
        """An artboard's rectangle in the colour of its background, opaque also where it has none."""
        box = Box(layer.left, layer.top, layer.width, layer.height).intersect(self.canvas)
        filled = artboards.fill(artboards.colour(layer) or (0.0, 0.0, 0.0), box)
        return convert(Picture(filled, box.x, box.y, Space("RGBA"), layer.name), self.space)

    def picture(self, colour: np.ndarray, alpha: np.ndarray, x: int, y: int, name: str = "") -> Picture:
        """A picture of the library's floating-point samples."""
        if self.space.model == "CMYKA":
            colour = 1 - colour
        pixels = np.empty((*colour.shape[:2], self.channels + 1), self.space.dtype)
        pixels[..., :-1] = convert_samples(colour, self.space.dtype)
        pixels[..., -1:] = convert_samples(alpha, self.space.dtype)
        return Picture(pixels, x, y, self.space, name)

    def _warn(self, layer: Any, what: str) -> None:
        warn(InlayWarning("layers", _("{path}: “{layer}” {what}.", path=self.path, layer=layer.name, what=what)))


class _Decode:
    """Decodes something of one layer when it is asked for."""

    def __init__(self, decode: Callable[[Any], Picture], layer: Any, path: Path) -> None:
        self._of = decode, layer, path

    def __call__(self) -> Picture:
        decode, layer, path = self._of
        with damage.as_file_error(f"{path}#{layer.name}"):
            return decode(layer)


def _clipping_groups(layers: Iterable[Any]) -> Iterator[tuple[Any, list[Any]]]:
    """Each layer that is not clipped, with those clipped to it; the lowest one has nothing to be clipped to."""
    base: Any = None
    clipped: list[Any] = []
    for layer in layers:
        if base is not None and layer.clipping:
            clipped.append(layer)
            continue
        if base is not None:
            yield base, clipped
        base, clipped = layer, []
    if base is not None:
        yield base, clipped


def _mix_plainly(group: Any) -> bool:
    """Whether all of a group mixes normally, so that composing it on its own makes no difference."""
    return all(
        _mix_plainly(layer) if layer.blend_mode.name == "PASS_THROUGH" else layer.blend_mode.name == "NORMAL"
        for layer in group
    )


def nested_too_deep(path: Path) -> FileError:
    return FileError(_("{path} has groups nested too deep.", path=path), _("Merge some of its groups."))
