"""What a matte becomes: a layer, a mask, a selection, or a view to check it by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from inlay.arrays.warning import warn
from inlay.colour import convert_samples
from inlay.contract.language import _
from inlay.errors import InlayWarning, InputError
from inlay.matting.matte import Matte
from inlay.operations import views
from inlay.operations.cut_out.cutting import trimmed
from inlay.operations.cut_out.layer import coloured, opacity
from inlay.operations.declaration import Operation
from inlay.operations.job import Channel, Job, Layer, LayerMask, Outcome, PlacedMatte, Result, Selection
from inlay.operations.part import Part
from inlay.picture import Box, Picture, Space

#: What is seen of a difference in opacity.
_VISIBLE = 1 / 255
_OWN_OPACITY = InlayWarning(
    "opacity",
    _("A mask can only hide: what is transparent in the layer itself stays so."),
    _("Choose a new layer as the result."),
)


@dataclass(frozen=True, eq=False)
class CutOut:
    """A layer's matte, and what is wanted of it.

    Attributes
    ----------
    part : Part
        The layer inside the canvas.
    working : Picture
        Its colours as they were matted.
    matte : Matte
    view : str
        An option of `inlay.operations.cut_out.cutting.View`.
    backdrop : Picture or None
        What one of the views lies on.
    hides : bool
        Whether what would cover the result, or show beside it, is to become invisible.
    own : ndarray or None
        The layer's opacity, ``float32`` from 0 to 1, where the matte takes its place.
    mask_mode : str
        What becomes of a mask that the layer has where the matte becomes one, as of a `LayerMask`.
    """

    part: Part
    working: Picture
    matte: Matte
    view: str
    backdrop: Picture | None = None
    hides: bool = False
    own: np.ndarray | None = None
    mask_mode: str = "intersect"

    @cached_property
    def alpha(self) -> np.ndarray:
        """The matte's alpha times the layer's own opacity."""
        return opacity(self.part, self.matte.alpha)

    @property
    def mask(self) -> Picture:
        """Alpha as a mask."""
        return _mask(self.part.box, self.alpha)

    @property
    def picture(self) -> Picture:
        """The foreground in its own colours, as large as the part."""
        job, matte = self.part.job, self.matte
        found = job.once("colours", lambda: matte.colours(progress=job.span(0.75, 0.95, _("Cleaning colours"))))
        return coloured(self.part, self.working, found.foreground, self.alpha)

    def result(self, operation: Operation, job: Job) -> Result:
        """What the artist asked for.

        Raises
        ------
        InputError
            If nothing is left.
        """
        if not self.alpha.any() and job.held is None:
            raise InputError(
                _("Nothing is left of the picture: all of it is background."), _("Mark more as foreground.")
            )
        output = _MAKERS.get(self.view, _composed)(self, self.part.titled(operation.name))
        if isinstance(output, Layer | LayerMask) and self.hides:
            output = replace(output, hides=self._hidden_by(operation))
        report = {"iterations": self.matte.iterations, "error": self.matte.error}
        return Result([output], report, matte=PlacedMatte(self.matte, self.part.box, self.part.document.box))

    def layer(self, picture: Picture, title: str) -> Layer:
        """A picture as a layer above the one that was cut out of."""
        return Layer(picture, title, of="image")

    def _hidden_by(self, operation: Operation) -> tuple[str, ...]:
        """The roles of what said where the foreground is, and of the picture where the result shows a part of it."""
        said = [entry.role for entry in operation.inputs if "item" in entry.kinds and entry.content != "backdrop"]
        return ("image", *said) if self.view in _FOREGROUNDS else tuple(said)

    def gray(self, values: np.ndarray) -> Picture:
        """Values from 0 to 1 as a gray picture in the layer's place."""
        return views.gray(values, self.part.picture.space, self.part.box.x, self.part.box.y)


def _mask(box: Box, alpha: np.ndarray) -> Picture:
    return Picture(alpha, box.x, box.y, Space("MASK", np.dtype(np.float32), "linear"))


def _layer_mask(cut_out: CutOut, title: str) -> LayerMask:
    """Alpha as a mask of the layer, which keeps its own opacity."""
    alpha, own = cut_out.matte.alpha, cut_out.own
    if own is not None:
        if (alpha > own + _VISIBLE).any():
            warn(_OWN_OPACITY)
        alpha = np.divide(alpha, own, out=np.zeros_like(alpha), where=own > 0).clip(0, 1)
    return LayerMask(_mask(cut_out.part.box, alpha), "image", cut_out.mask_mode)


def _masked(cut_out: CutOut, title: str) -> Layer:
    part, own = cut_out.part, cut_out.part.around.alpha
    shape = cut_out.alpha.shape
    opaque = np.ones(shape, np.float32) if own is None else convert_samples(own, np.float32)
    working = cut_out.working
    picture = coloured(part, working, working.colour, opaque, untouched=np.ones(shape, bool))
    return replace(cut_out.layer(picture, title), mask=_mask(part.box, cut_out.matte.alpha))


def _composed(cut_out: CutOut, title: str) -> Layer:
    ground = _GROUNDS[cut_out.view](cut_out)
    return cut_out.layer(views.composed(cut_out.picture, ground), title)


def _backdrop(cut_out: CutOut) -> Picture:
    picture = cut_out.backdrop
    if picture is None or picture.space.model == "MASK":
        raise InputError(_("There is no backdrop to show the cut-out on."), _("Choose a layer as the backdrop."))
    return picture


_MAKERS: Mapping[str, Callable[[CutOut, str], Outcome]] = {
    "layer": lambda cut_out, title: cut_out.layer(trimmed(cut_out.picture), title),
    "layer-mask": _layer_mask,
    "layer-with-mask": _masked,
    "alpha": lambda cut_out, title: cut_out.layer(cut_out.gray(cut_out.alpha), title),
    "channel": lambda cut_out, title: Channel(cut_out.mask, title),
    "selection": lambda cut_out, title: Selection(cut_out.mask),
    "overlay": lambda cut_out, title: cut_out.layer(views.overlay(cut_out.part.around, cut_out.alpha), title),
    "uncertainty": lambda cut_out, title: cut_out.layer(cut_out.gray(cut_out.matte.uncertainty), title),
}
#: The views that show nothing where the background was.
_FOREGROUNDS = ("layer", "layer-with-mask")
_GROUNDS: Mapping[str, Callable[[CutOut], Picture]] = {
    "on-black": lambda cut_out: views.on_gray(cut_out.part.box, 0.0),
    "on-white": lambda cut_out: views.on_gray(cut_out.part.box, 1.0),
    "on-checker": lambda cut_out: views.on_checker(cut_out.part.box),
    "on-backdrop": _backdrop,
}
