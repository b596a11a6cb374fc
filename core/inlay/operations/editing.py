"""What the gradient edits have in common: the selected part of a layer is solved anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import numpy as np

from inlay import poisson
from inlay.arrays.rows import strips
from inlay.arrays.saturation import as_samples
from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.operations.bounds import demand_finite
from inlay.operations.declaration import Input, Output
from inlay.operations.edit import Edit
from inlay.operations.part import Part
from inlay.operations.report import Report

#: Largest errors as a part of the range, as the solver has them.
EIGHT_BIT, OTHER = 0.25 / 255, 1e-5
#: Pixels of a piece of work.
STRIP = 1 << 18
Edited = Annotated[
    Part,
    Input("source", ("layer",), "Layer", "The layer to edit.", active=True),
    Input(
        "region",
        ("selection",),
        "Selection",
        "What is edited; without a selection, wherever the layer is not transparent.",
        optional=True,
    ),
]
#: What strokes say of a selection: it has more, it has less, it is as it was.
SELECTING = ("foreground", "background", "nothing")
LAYER = Output("layer", "The edited part, as large as the selection.", covers="source")
#: How the surroundings, opacity and selections count; for the help of every edit.
SURROUNDINGS = (
    "The layer's own colours around the selection hold the result, so that its border vanishes. At the border of the "
    "canvas nothing holds it, and where nothing holds it at all, as without a selection, it keeps its mean colour. "
    "Transparent pixels do not count. Soft edges of the selection stay soft. The result is a new layer above."
)


def solved(part: Part, gradients: poisson.Edges, picture: np.ndarray | None = None, **options: Any) -> poisson.Solution:
    """The picture in the frame, by default the layer's, with other gradients in the region."""
    destination = colours_of(part) if picture is None else picture
    return warned(poisson.solve(destination, gradients, part.region, **{**_options(part), **options}))


def scaled(part: Part, gain: np.ndarray | Sequence[float] | float, **options: Any) -> Edit:
    """The layer with its gradients times a gain, one or one for each channel.

    By linearity the solution is ``gain u + (1 - gain) h`` with the layer's colours u and the solution h of the same
    problem without any gradients: no field is ever stored, and a gain of 1 is the identity to the bit.
    """
    old = colours_of(part)
    gains = np.broadcast_to(np.asarray(gain, np.float64), old.shape[2:])
    farthest = max(1.0, float(np.abs(1 - gains).max()))
    smooth = np.empty(old.shape, working(old.dtype))
    # A source of one pixel has no gradients.
    nothing = np.zeros((1, 1, old.shape[2]), old.dtype)
    exact = EIGHT_BIT if old.dtype == np.uint8 else OTHER
    given = {**_options(part), **options, "tolerance": (part.effort.tolerance or exact) / farthest, "out": smooth}
    solution = warned(poisson.clone(nothing, old, part.region, **given))
    colours = np.empty((part.box.height, part.box.width, old.shape[2]), old.dtype)
    for top, bottom in strips(colours.shape[0], colours.shape[1], STRIP):
        rows = np.s_[top:bottom]
        u = old[part.inside][rows].astype(smooth.dtype)
        # Beside the region there may be anything.
        with np.errstate(invalid="ignore"):
            colours[rows] = samples(part, u + (1 - gains) * (smooth[part.inside][rows] - u))
        part.progress(0.99)
    # The difference to the layer is that of the helper's solution times 1 - gain, and so is what is left.
    return Edit(part, colours, report_of(solution, (1 - gains) ** 2))


def edit(part: Part, solution: poisson.Solution) -> Edit:
    """The part of a solution in the frame."""
    return Edit(part, solution.image[part.inside], report_of(solution))


def colours_of(part: Part) -> np.ndarray:
    """The layer's colours in the frame; those of the region are finite numbers.

    Raises
    ------
    InputError
        If one is not.
    """
    demand_finite(part.colours, part.region, _("layer"))
    return part.colours


def samples(part: Part, values: np.ndarray) -> np.ndarray:
    """Values in the layer's type of samples."""
    dtype = part.picture.space.dtype
    return as_samples(values if dtype.kind == "f" else np.nan_to_num(values), dtype)


def solver_for(region: np.ndarray, present: np.ndarray | None) -> str | None:
    """Transforms for whole pictures, which nothing holds: several times as fast there; else the solver chooses."""
    return "transform" if present is None and region.all() else None


def warned(solution: poisson.Solution) -> poisson.Solution:
    """The solution, whose warnings become the operation's."""
    for warning in solution.warnings:
        warn(warning)
    return solution


def report_of(solution: poisson.Solution, shares: np.ndarray | float = 1.0) -> Mapping[str, Any]:
    """What an artist is told of a solution; `shares` are what its channels' energies are multiplied by."""

    def energies() -> Mapping[str, float]:
        if solution.energies is None:
            return {}
        before, after = (float(np.sum(shares * each)) for each in solution.energies)
        return {"energy_before": before, "energy": after}

    return Report({"iterations": solution.iterations, "error": solution.error, "solver": solution.solver}, energies)


def working(dtype: np.dtype) -> np.dtype:
    """In which type samples are computed with."""
    return np.dtype(np.float64 if dtype == np.float64 else np.float32)


def _options(part: Part) -> dict[str, Any]:
    return {
        "destination_alpha": part.present,
        "mean": "keep",
        "solver": part.effort.solver or solver_for(part.region, part.present),
        "tolerance": part.effort.tolerance,
        "threads": part.effort.threads,
        "progress": part.progress,
    }
