"""The picture that the layers make: composed by psd-tools, or stored in the file where that cannot be exact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from inlay.arrays.warning import warn
from inlay.contract.boxes import Box
from inlay.contract.language import _, joined
from inlay.errors import FileError, InlayError, InlayWarning
from inlay.files import damage
from inlay.files.document import Node
from inlay.files.photoshop import channels, features, stored
from inlay.files.photoshop.layers import Tree
from inlay.files.words import quoted
from inlay.picture import Picture
from inlay.system import memory

#: How many canvases of floating-point samples composing holds at once.
_CANVASES = 6
#: How far, of 255, a composed picture may be from the stored one, which is rounded after every layer.
_ROUNDING = 4
_STRIP_ROWS = 256
#: The longest side that psd-tools composes.
_LARGEST_SIDE = 30_000


@dataclass(frozen=True)
class Composer:
    """Composes what is shown of a document."""

    tree: Tree
    #: Names of the visible layers that cannot be composed as Photoshop does, by what is special about them.
    different: dict[str, list[str]]

    def render(self, shown: Callable[[Node], bool], box: Box) -> Picture:
        """The composed picture inside a box; as stored in the file where all is shown that the file shows."""
        tree = self.tree
        canvas = tree.canvas
        as_saved = box == canvas and all(
            shown(node) == node.visible for nodes in tree.shown_by.values() for node in nodes
        )
        must_be_stored = self.different or max(canvas.width, canvas.height) > _LARGEST_SIDE
        if must_be_stored and as_saved and stored.exists(tree.image):
            try:
                picture = stored.picture(tree.image, tree.space, tree.path)
            except InlayError:
                self._warn(_("its stored picture is damaged, and it is composed anew"))
            else:
                if self.different:
                    self._warn(
                        _(
                            "the picture stored in it is shown, because Inlay cannot compose {names}",
                            names=self._names(),
                        )
                    )
                return picture
        elif self.different:
            self._warn(
                _("it may look different in Photoshop, because Inlay cannot compose {names}", names=self._names())
            )
        composed = self._compose(shown, box)
        if as_saved and not self.different and stored.is_vouched_for(tree.image):
            return self._checked(composed)
        return composed

    def _checked(self, composed: Picture) -> Picture:
        """The picture stored in the file, where the composed one is further from it than rounding explains."""
        try:
            picture = stored.picture(self.tree.image, self.tree.space, self.tree.path)
        except InlayError:
            return composed
        if not _differ(composed, picture):
            return composed
        self._warn(_("its layers do not make the picture stored in it, which is shown"))
        return picture

    def _compose(self, shown: Callable[[Node], bool], box: Box) -> Picture:
        from psd_tools.composite import composite

        tree = self.tree
        if max(box.width, box.height) > _LARGEST_SIDE:
            raise FileError(
                _(
                    "{path} is too large to be composed, {width} x {height} pixels.",
                    path=tree.path,
                    width=f"{box.width:,}",
                    height=f"{box.height:,}",
                ),
                _("Choose one layer by #name, or save it with its composed picture."),
            )
        needed = 4.0 * _CANVASES * (tree.channels + 2) * box.width * box.height
        memory.demand(
            needed, None, _("Composing {path}", path=tree.path), _("Choose one layer by #name, or close programs.")
        )

        def filter_layer(layer: Any) -> bool:
            if features.is_misplaced(layer):
                return False
            nodes = tree.shown_by.get(id(layer))
            return bool(layer.visible) if nodes is None else all(shown(node) for node in nodes)

        with damage.as_file_error(tree.path), channels.watched() as decoding:
            viewport = (box.x, box.y, box.right, box.bottom)
            colour, _shape, alpha = composite(tree.image, viewport=viewport, layer_filter=filter_layer)
        if decoding.replaced:
            self._warn(_("some of its channels are damaged, and black in their place"))
        return replace(tree.picture(colour, alpha, box.x, box.y), name=tree.path.stem)

    def _names(self) -> str:
        return joined(
            "; ", (_("{what}: {names}", what=what, names=quoted(names)) for what, names in self.different.items())
        )

    def _warn(self, what: str) -> None:
        warn(InlayWarning("layers", _("{path}: {what}.", path=self.tree.path, what=what)))


def _differ(composed: Picture, saved: Picture) -> bool:
    """Whether they do on white. Some programs save without opacity what has some, which says nothing."""
    if _is_opaque(saved) and not _is_opaque(composed):
        return False
    return any(
        (np.abs(_on_white(composed, top) - _on_white(saved, top)) > _ROUNDING / 255).any()
        for top in range(0, composed.height, _STRIP_ROWS)
    )


def _is_opaque(picture: Picture) -> bool:
    return bool((picture.pixels[..., -1] == picture.space.white).all())


def _on_white(picture: Picture, top: int) -> np.ndarray:
    """Some rows, from 0 to 1."""
    samples = picture.pixels[top : top + _STRIP_ROWS] / np.float32(picture.space.white)
    light = 1 - samples[..., :-1] if picture.space.model == "CMYKA" else samples[..., :-1]
    return light * samples[..., -1:] + 1 - samples[..., -1:]
