"""What the gradient edits of one layer have in common: its selected part is solved anew and becomes a new layer."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from inlay import poisson
from inlay.arrays.progress import Outcome, attentively
from inlay.arrays.rows import strips
from inlay.arrays.saturation import saturated
from inlay.errors import InputError
from inlay.operations.declaration import Input, Operation, Output
from inlay.operations.filtering import Patch, Progress, filter_array, patch_of
from inlay.operations.job import Job, Result

MENU = "Gradient"
#: Largest errors as a part of the range, as the solver has them.
EIGHT_BIT, OTHER = 0.25 / 255, 1e-5
#: Pixels of a piece of work.
STRIP = 1 << 18
INPUTS = (
    Input(role="source", kinds=("layer",), label="Layer", help="The layer to edit.", active=True),
    Input(
        role="region",
        kinds=("selection",),
        label="Selection",
        help="What is edited; without a selection, wherever the layer is not transparent.",
        optional=True,
    ),
)
LAYER = Output(kind="layer", help="The edited part, as large as the selection.", covers="source")
#: How the surroundings, opacity and selections count; for the help of every edit.
SURROUNDINGS = (
    "The layer's own colours around the selection hold the result, so that its border vanishes. At the border of the "
    "canvas nothing holds it, and where nothing holds it at all, as without a selection, it keeps its mean colour. "
    "Transparent pixels do not count. Soft edges of the selection stay soft. The result is a new layer above."
)


@dataclass(frozen=True)
class Edit:
    """A patch's new colours, with what the solver says of them."""

    colours: np.ndarray
    report: Mapping[str, Any]


@dataclass(frozen=True)
class Setting:
    """The selected part of a layer as the equations see it.

    Attributes
    ----------
    patch : Patch
        The part and what lies around it.
    colours : ndarray, (height, width, channels)
        The frame: the part with its ring, in samples.
    present : ndarray of bool or None
        Where the frame has a colour; None for everywhere.
    region : ndarray of bool
        The unknown pixels of the frame.
    """

    patch: Patch
    colours: np.ndarray
    present: np.ndarray | None
    region: np.ndarray

    @property
    def part(self) -> tuple[slice, slice]:
        """Rows and columns of the patch in the frame."""
        return self.patch.box.shift(-self.patch.source.x, -self.patch.source.y).slices

    def beat(self, fraction: float = 0.0) -> None:
        """Report progress between pieces of work; may raise to stop it."""
        if self.patch.progress is not None:
            self.patch.progress(fraction)

    def attentively(self, work: Callable[[], Outcome], fraction: float = 0.0) -> Outcome:
        """Do work that cannot be cut in pieces and report progress meanwhile; may raise to stop waiting for it."""
        return attentively(work, self.beat, fraction)

    def span(self, start: float, end: float = 1.0) -> Callable[[float], None]:
        """The progress of a part of the work."""
        return lambda fraction: self.beat(start + (end - start) * fraction)

    def solved(self, field: poisson.Edges, picture: np.ndarray | None = None, **options: Any) -> poisson.Solution:
        """The picture in the frame, by default the layer's, with other gradients in the region."""
        destination = self.colours if picture is None else picture
        return _told(poisson.solve(destination, field, self.region, **self._options(options)))

    def scaled(self, gain: np.ndarray | Sequence[float] | float, **options: Any) -> Edit:
        """The layer with its gradients times a gain, one or one for each channel.

        By linearity the solution is ``gain u + (1 - gain) h`` with the layer's colours u and the solution h of the
        same problem without any gradients: no field is ever stored, and a gain of 1 is the identity to the bit.
        """
        old = self.colours
        gains = np.broadcast_to(np.asarray(gain, np.float64), old.shape[2:])
        farthest = max(1.0, float(np.abs(1 - gains).max()))
        tolerance = (EIGHT_BIT if old.dtype == np.uint8 else OTHER) / farthest
        smooth = np.empty(old.shape, working(old.dtype))
        # A source of one pixel has no gradients.
        nothing = np.zeros((1, 1, old.shape[2]), old.dtype)
        given = {**self._options(options), "tolerance": tolerance, "out": smooth}
        solution = _told(poisson.clone(nothing, old, self.region, **given))
        colours = np.empty((self.patch.box.height, self.patch.box.width, old.shape[2]), old.dtype)
        for top, bottom in strips(colours.shape[0], colours.shape[1], STRIP):
            rows = np.s_[top:bottom]
            u = old[self.part][rows].astype(smooth.dtype)
            # Beside the region there may be anything.
            with np.errstate(invalid="ignore"):
                colours[rows] = self.samples(u + (1 - gains) * (smooth[self.part][rows] - u))
            self.beat(0.99)
        return Edit(colours, report_of(solution))

    def samples(self, values: np.ndarray) -> np.ndarray:
        """Values in the layer's type of samples."""
        if self.colours.dtype.kind == "f":
            return saturated(values, self.colours.dtype)
        return np.rint(np.clip(np.nan_to_num(values), 0, self.patch.source.space.white)).astype(self.colours.dtype)

    def edit(self, solution: poisson.Solution) -> Edit:
        """The part of a solution in the frame."""
        return Edit(solution.image[self.part], report_of(solution))

    def _options(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "destination_alpha": self.present,
            "mean": "keep",
            "solver": solver_for(self.region, self.present),
            "threads": self.patch.threads,
            "progress": self.patch.progress,
            **given,
        }


def setting_of(patch: Patch) -> Setting:
    """The equations' view of a patch."""
    source = patch.source
    region = np.zeros((source.height, source.width), bool)
    region[patch.box.shift(-source.x, -source.y).slices] = patch.covered
    present = None if source.alpha is None or (source.alpha > 0).all() else source.alpha > 0
    demand_finite(source.colour, region, "layer")
    return Setting(patch, source.colour, present, region)


def solver_for(region: np.ndarray, present: np.ndarray | None) -> str | None:
    """Transforms for whole pictures, which nothing holds: several times as fast there; else the solver chooses."""
    return "transform" if present is None and region.all() else None


def demand_finite(colours: np.ndarray, used: np.ndarray | None, name: str) -> None:
    """Refuse NaN and infinite samples where they are used; None for everywhere.

    Raises
    ------
    InputError
        If there is one.
    """
    if colours.dtype.kind != "f":
        return
    for top, bottom in strips(colours.shape[0], colours.shape[1], STRIP):
        unusable = ~np.isfinite(colours[top:bottom]).all(axis=2)
        if (unusable if used is None else unusable & used[top:bottom]).any():
            raise InputError(
                f"The {name} has a pixel that is not a finite number.", "Replace NaN and infinite values first."
            )


def report_of(solution: poisson.Solution) -> dict[str, Any]:
    """What an artist is told of a solution."""
    return {"iterations": solution.iterations, "error": solution.error, "solver": solution.solver}


def working(dtype: np.dtype) -> np.dtype:
    """In which type samples are computed with."""
    return np.dtype(np.float64 if dtype == np.float64 else np.float32)


Work = Callable[[Setting, Mapping[str, Any]], Edit]


def run_edit(job: Job, operation: Operation, work: Work, doing: str) -> Result:
    """Edit the selected part of a job's layer and yield it as a new layer.

    Parameters
    ----------
    work : callable
        Takes the setting and the parameters.
    doing : str
        What is said meanwhile.
    """
    patch = patch_of(job, operation, doing)
    edit = work(setting_of(patch), job.parameters)
    return Result([patch.layer(edit.colours, operation.name, job.document)], edit.report)


def edit_array(
    operation: Operation,
    work: Work,
    image: np.ndarray,
    region: np.ndarray | None,
    values: Mapping[str, Any],
    threads: int | None,
    progress: Progress | None,
) -> np.ndarray:
    """The same on an array: the edited colours laid over the image by the region's coverage.

    Returns
    -------
    ndarray
        Of the image's shape and type. Its opacity, if it has any, and all that is not covered stay bit for bit.
    """

    def colours(patch: Patch, parameters: Mapping[str, Any]) -> np.ndarray:
        return work(setting_of(patch), parameters).colours

    return filter_array(operation, colours, image, region, values, "all", threads, progress)


def _told(solution: poisson.Solution) -> poisson.Solution:
    for warning in solution.warnings:
        warnings.warn(warning, stacklevel=5)
    return replace(solution, warnings=())
