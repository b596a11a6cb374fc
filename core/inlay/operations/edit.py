"""What most operations yield: new colours for the selected part of a layer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from inlay.arrays.copies import copy_pixels
from inlay.colour.compositing import mix
from inlay.operations.call import Call
from inlay.operations.job import Job, Layer, Result
from inlay.operations.part import Part
from inlay.picture import Picture

if TYPE_CHECKING:
    from inlay.operations.declaration import Operation


@dataclass(frozen=True, eq=False)
class Edit:
    """A part's new colours, which become a layer, or are laid over an array.

    Attributes
    ----------
    part : Part
    colours : ndarray, (part.box.height, part.box.width, channels)
        In samples of the layer's type; only those of covered pixels count.
    report : mapping
        What the solver says of them.
    hides : tuple of str
        Roles of layers that become invisible together with the arrival of the new one.
    replaces : bool or None
        Whether it takes the place of the layer that it is an edit of, which becomes invisible: None where that is
        translucent, for its old colours would show through.
    note : str
        What was found, in a few words.
    is_laid : bool
        Whether colours of pixels that are not covered are those that the edit is laid over.
    fills : bool
        Whether it fills what is transparent of the layer, and may reach beyond it.
    """

    part: Part
    colours: np.ndarray
    report: Mapping[str, Any] = field(default_factory=dict)
    hides: tuple[str, ...] = ()
    replaces: bool | None = None
    note: str = ""
    is_laid: bool = False
    fills: bool = False

    def result(self, operation: Operation, job: Job) -> Result:
        """The edit as a new layer."""
        entry = operation.selection_input
        is_whole = entry is None or job.images.get(entry.role) is None
        layer = self.layer(operation.name, operation.inputs[0].role, is_whole)
        return Result([layer], self.report, note=self.note)

    def layer(self, words: str, role: str, is_whole: bool) -> Layer:
        """The edit as a layer above that of a role, or in its place; `is_whole` if it is an edit of all of that."""
        part = self.part
        layer = part.layer(self.colours, words, of=role, hides=self.hides)
        if not (part.is_translucent if self.replaces is None else self.replaces):
            return layer
        onto = None if is_whole and not self.fills else part.picture.with_opacity
        standing = replace(layer, hides=(role,), stands_in=True, onto=onto, opacity=part.picture.opacity)
        return replace(standing, fills=self.fills)

    def on_arrays(self, call: Call) -> np.ndarray:
        """The edit laid over the array that was given.

        Returns
        -------
        ndarray
            Of the shape and type of what is edited, or pasted into; what is not covered stays bit for bit.
        """
        entry, role = call.operation.selection_input, call.operation.canvas
        selection = None if entry is None else call.job.images[entry.role]
        result = self.over(call.canvas, selection, role == call.operation.inputs[0].role)
        return result.reshape(np.shape(call.arrays[role]))

    def over(self, canvas: Picture, selection: Picture | None, is_own: bool) -> np.ndarray:
        """The edit laid over an array.

        Parameters
        ----------
        canvas : Picture
            The array; at the origin.
        selection : Picture or None
            What was selected.
        is_own : bool
            Whether the canvas is the layer itself that was edited: then its opacity stays as it is.

        Returns
        -------
        ndarray
            Of the canvas's shape and type; what is not covered stays bit for bit.
        """
        part, result = self.part, np.array(canvas.pixels)
        inside = part.box.slices
        pixels = result[inside]
        if is_own:
            pixels = pixels[..., : self.colours.shape[-1]]
            opacity = None if selection is None else selection.pixels[inside]
            has_alpha, white = False, 1.0
        else:
            opacity, has_alpha, white = part.alpha, canvas.has_alpha, canvas.space.white
        colours = pixels[..., : self.colours.shape[-1]]
        if self.is_laid:
            colours[...] = self.colours
        else:
            copy_pixels(colours, self.colours, part.covered)
        if opacity is not None:
            below = canvas.pixels[inside][..., : pixels.shape[-1]]
            faint = part.covered & (opacity == 0)
            if faint.any():
                # A coverage above zero that was rounded to none.
                copy_pixels(pixels, below, faint)
            if has_alpha or (part.covered & (opacity < white)).any():
                mix(pixels, below, opacity, has_alpha, white)
        return result
