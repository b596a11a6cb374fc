"""Show Gradients: the differences between neighbours as two layers, to look at, to paint on, to rebuild from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from inlay.arrays.rows import strips
from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import InlayWarning, InputError
from inlay.operations.call import Call
from inlay.operations.combine.gradient_layers import OFFSET, SCALE, Encoding, Offset, Scale
from inlay.operations.declaration import Input, Operation, Output, operation
from inlay.operations.editing import STRIP, colours_of
from inlay.operations.job import Job, Result
from inlay.operations.part import Part
from inlay.operations.showing import shown_apart


@dataclass(frozen=True, eq=False)
class Differences:
    """Of a part's neighbours, as samples.

    Attributes
    ----------
    part : Part
    across, down : ndarray, (part.box.height, part.box.width, channels)
        To the right and to the lower neighbour.
    encoding : Encoding
        How they are written.
    """

    part: Part
    across: np.ndarray
    down: np.ndarray
    encoding: Encoding

    def result(self, operation: Operation, job: Job) -> Result:
        """A group of two layers."""
        layers = [
            replace(self.part.layer(plane, operation.name), name=name)
            for plane, name in ((self.down, _("Gradients down")), (self.across, _("Gradients across")))
        ]
        return Result([shown_apart(layers, self.part, self.part.titled(operation.name))])

    def on_arrays(self, call: Call) -> tuple[np.ndarray, np.ndarray]:
        """Two pictures that hold no difference elsewhere.

        Returns
        -------
        across, down : ndarray
            Of the source's shape and type: ``offset + scale (source[y, x + 1] - source[y, x])``, and the same
            downwards; opacity is the source's.
        """
        shape = np.shape(call.arrays[call.operation.canvas])
        across, down = (self._laid(plane, call.canvas.pixels).reshape(shape) for plane in (self.across, self.down))
        return across, down

    def _laid(self, plane: np.ndarray, pixels: np.ndarray) -> np.ndarray:
        """Differences in a picture that holds none elsewhere, with the opacity of the pixels."""
        result = np.array(pixels)
        colours = result[..., : plane.shape[2]]
        colours[...] = self.encoding.written(np.zeros(1))[0]
        np.copyto(colours[self.part.box.slices], plane, where=self.part.covered[..., None])
        return result


@operation(
    name="Show Gradients",
    yields=Output("group", "The differences across, above those down."),
    keywords=("gradient domain", "difference", "derivative", "edges", "emboss"),
    suits="To paint on differences: erase an edge, and the light passes through it.",
    preview="cropped",
    local=True,
    doing=_("Differentiating"),
)
def show_gradients(
    part: Annotated[
        Part,
        Input("source", ("layer",), "Layer", "The layer to edit.", active=True),
        Input(
            "region",
            ("selection",),
            "Selection",
            "Where; without a selection, wherever the layer is not transparent.",
            optional=True,
        ),
    ],
    *,
    scale: Scale = SCALE,
    offset: Offset = OFFSET,
) -> Differences:
    """Show the steps from pixel to pixel as two layers, to paint on and to rebuild from.

    Medium grey is no difference, lighter is a step up, darker a step down. Paint on the two layers, blur or erase in
    them, then let Rebuild from Gradients make a picture of them.

    A scale of 1 is exact in floating point, and in 8 and 16 bit for steps of up to half the range; larger ones are
    cut off with a warning. Where the neighbour is transparent or beyond the canvas there is no difference. The layers
    arrive in a group, the differences across above those down.

    See Also
    --------
    rebuild_from_gradients : After it: makes the picture of the two layers.
    sobel : When you want to see edges, and not to work on them.

    Warns
    -----
    InlayWarning
        ``clipped`` if some steps were too large for the type.

    References
    ----------
    J. McCann, N. S. Pollard: Real-Time Gradient-Domain Painting. ACM Transactions on Graphics 27(3), 2008,
    https://doi.org/10.1145/1360612.1360692

    P. Pérez, M. Gangnet, A. Blake: Poisson Image Editing. ACM Transactions on Graphics 22(3), 2003, eq. 11,
    https://doi.org/10.1145/882262.882269

    Examples
    --------
    >>> import numpy as np, inlay
    >>> across, down = inlay.show_gradients(np.array([[10, 30], [10, 5]], np.uint8))
    >>> across.tolist(), down.tolist()
    ([[148, 128], [123, 128]], [[128, 103], [128, 128]])
    """
    colours = colours_of(part)
    encoding = Encoding.make(scale, offset, part.picture.space.white, colours.dtype)
    height, width = part.covered.shape
    across, down = (np.empty((height, width, colours.shape[2]), colours.dtype) for _ in range(2))
    is_cut = False
    for top, bottom in strips(height, width, STRIP):
        part.progress(top / height)
        for plane, axis in ((across, 1), (down, 0)):
            plane[top:bottom], cut = encoding.written(_steps(part, (top, bottom), axis))
            is_cut |= cut
    if is_cut:
        warn(InlayWarning("clipped", _("Some steps were too large for the layers."), _("Choose a smaller scale.")))
    return Differences(part, across, down, encoding)


def _steps(part: Part, rows: tuple[int, int], axis: int) -> np.ndarray:
    """Differences to the next pixel in some rows of the part; 0 where either has no colour, or nothing is wanted."""
    inside = part.inside
    top, bottom = inside[0].start + rows[0], inside[0].start + rows[1]
    left, right = inside[1].start, inside[1].stop
    here = part.colours[top:bottom, left:right].astype(np.float64)
    there, counted = here.copy(), part.covered[rows[0] : rows[1]].copy()
    height, width = part.region.shape
    last = (min(height, bottom + 1), right) if axis == 0 else (bottom, min(width, right + 1))
    first = (top + 1, left) if axis == 0 else (top, left + 1)
    both = np.s_[: last[0] - first[0], : last[1] - first[1]]
    there[both] = part.colours[first[0] : last[0], first[1] : last[1]]
    if part.present is not None:
        counted[both] &= part.present[first[0] : last[0], first[1] : last[1]]
    with np.errstate(invalid="ignore"):
        steps = np.where(counted[..., None], there - here, 0)
    if not np.isfinite(steps).all():
        raise InputError(
            _("A pixel beside the selection is not a finite number."), _("Replace NaN and infinite values first.")
        )
    return steps
