"""Outcomes as pictures: time and memory over size, error over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.comparison.measuring import Figures
from tests.benchmarks.comparison.rounds import Outcome

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Bytes of a pixel that are read and written at least: two pictures of three channels in, and one out.
LEAST_BYTES = 9

Entry = Callable[[Figures], float]


def drawn(outcome: Outcome, bandwidth: float, file: Path) -> None:
    """Draw an outcome into a file; `bandwidth` in bytes a second."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 3, figsize=(13, 4), layout="constrained")
    sizes = sorted({each.megapixels for each in outcome.equal})
    _lines(axes[0], outcome.equal, lambda each: each.megapixels, lambda each: each.cpu)
    axes[0].plot(sizes, [size * 1e6 * LEAST_BYTES / bandwidth for size in sizes], "k:", label="memory bandwidth")
    _lines(axes[1], outcome.curves or outcome.equal, lambda each: each.cpu, lambda each: each.error)
    _lines(axes[2], outcome.equal, lambda each: each.megapixels, lambda each: each.megabytes)
    labels = (("megapixels", "CPU seconds"), ("CPU seconds", f"error, {outcome.unit}"), ("megapixels", "MB of memory"))
    for axis, (below, beside) in zip(axes, labels, strict=True):
        # Where everybody is exact there are no errors to be seen.
        scale = "log" if any(len(line.get_xdata()) for line in axis.lines) else "linear"
        axis.set(xscale=scale, yscale=scale, xlabel=below, ylabel=beside)
        axis.grid(alpha=0.3)
    if 0 < outcome.bound < float("inf"):
        axes[1].axhline(outcome.bound, color="k", linewidth=0.5)
    axes[0].legend(fontsize="small")
    figure.suptitle(outcome.title)
    figure.savefig(file, dpi=110, pil_kwargs={"lossless": True})
    pyplot.close(figure)


def _lines(axes: Axes, figures: Iterable[Figures], across: Entry, up: Entry) -> None:
    """One line for each contestant, of what can be shown on scales of powers."""
    lines: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for each in figures:
        lines[each.contestant]
        if across(each) > 0 and up(each) > 0:
            lines[each.contestant].append((across(each), up(each)))
    for name, points in lines.items():
        axes.plot(*zip(*sorted(points), strict=True), "o-", label=name) if points else axes.plot([], [], label=name)
