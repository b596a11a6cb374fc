"""How near pasted pieces come to their true colours: ``python -m tests.benchmarks.harmonising judging [--sheet FILE]``.

Sixty composites of `inlay.harmonisation.network.relit`: photographs a part of which is in another light. Each way is
given the part cut out, and the scene with the hole that it leaves filled by the very piece. Of the pixels of the piece,
in levels of 8 bits: the mean squared error, the mean of the signal-to-noise ratios in decibels, the mean error of the
differences between neighbours; and how many of the composites are nearer to the truth than the paste. ``--sheet`` draws
every sixth.

Defaults are chosen on ``choosing``; ``judging`` are photographs that were not looked at for that. Here a scene goes on
behind the piece as it does in it, which favours clones and the rim: a thing from another picture has another border.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

import inlay
from inlay.errors import InlayError
from inlay.harmonisation import registry
from inlay.harmonisation.network.relit import LIGHTS, Composite, composite
from tools.photographs.collection import PURPOSES, names, photograph

SHAPE = 384, 512
COUNT, LARGEST = 60, 1200
SEED = 13
#: Of a composite on a sheet.
SMALL = 288, 216

Way = Callable[[Composite], np.ndarray]


def composites(purpose: str, count: int = COUNT, shape: tuple[int, int] = SHAPE) -> list[Composite]:
    """The same composites in every run, each light as often as each other."""
    pictures, lights = names(purpose), list(LIGHTS)
    random = np.random.default_rng(SEED)
    found = []
    for index in range(count):
        picture, other = (photograph(pictures[k % len(pictures)], LARGEST) for k in (index, index * 7 + 3))
        part = ("blob", "thing")[index // len(lights) % 2]
        found.append(composite(picture, random, shape, other=other, light=lights[index % len(lights)], part=part))
    return found


def levels(picture: np.ndarray) -> np.ndarray:
    return np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)


def pieces(case: Composite) -> tuple[np.ndarray, np.ndarray]:
    """The part cut out, transparent around it, and the scene with the piece in its hole."""
    opacity = levels(case.coverage)
    cut = np.where(opacity[..., None] > 0, levels(case.source), 0).astype(np.uint8)
    return np.dstack([cut, opacity]), levels(case.pasted)


def done_by(operation: Callable[..., np.ndarray], case: Composite, **options: object) -> np.ndarray:
    return operation(*pieces(case), **options)


def ways() -> dict[str, Way]:
    """Every way to put the piece in."""
    found: dict[str, Way] = {
        "copy and paste": lambda case: levels(case.pasted),
        "clone": partial(done_by, inlay.seamless_clone),
        "clone, half its colour": partial(done_by, inlay.seamless_clone, keep_source_colour=50.0),
    }
    for model in registry.models():
        found[f"harmonise, {model.id}"] = partial(done_by, inlay.harmonise, model=model.id)
        if model.takes_reference:
            found[f"harmonise, {model.id}, half"] = partial(done_by, inlay.harmonise, model=model.id, strength=50.0)
    return found


def scored(case: Composite, result: np.ndarray) -> tuple[float, float]:
    """Mean squared error and mean error of differences of the piece's pixels."""
    inside = case.coverage > 0
    error = result.astype(np.float64) - 255 * case.truth
    jumps = [np.abs(np.diff(error, axis=axis))[inside[1:] if axis == 0 else inside[:, 1:]] for axis in (0, 1)]
    return float((error[inside] ** 2).mean()), float(np.mean([each.mean() for each in jumps]))


def table(cases: Sequence[Composite], found: Mapping[str, Way]) -> dict[str, list[tuple[float, float]]]:
    """Print a line for each way."""
    print(f"{'':42s} {'MSE':>8s} {'PSNR':>7s} {'gradient':>9s} {'nearer':>7s}")
    pasted = np.array([scored(case, levels(case.pasted)) for case in cases])
    scores = {}
    for name, way in found.items():
        try:
            scores[name] = [scored(case, way(case)) for case in cases]
        except InlayError as error:
            print(f"{name:42s} left out: {error}")
            continue
        square, gradient = np.array(scores[name]).T
        ratio = 10 * np.log10(255**2 / np.maximum(square, 1e-3))
        nearer = 100 * (square < pasted[:, 0]).mean()
        print(f"{name:42s} {square.mean():8.1f} {ratio.mean():7.2f} {gradient.mean():9.3f} {nearer:6.0f}%", flush=True)
    return scores


def sheet(cases: Sequence[Composite], found: Mapping[str, Way], file: Path) -> None:
    """A row for each composite: the truth, then each way."""
    from PIL import Image, ImageDraw

    columns: dict[str, Way] = {"truth": lambda case: levels(case.truth), **found}
    width, height = SMALL
    page = Image.new("RGB", (width * len(columns), 16 + height * len(cases)), "white")
    for column, (name, way) in enumerate(columns.items()):
        ImageDraw.Draw(page).text((column * width + 4, 2), name, "black")
        for row, case in enumerate(cases):
            page.paste(Image.fromarray(way(case)).resize(SMALL), (column * width, 16 + row * height))
    page.save(file)
    print(f"The sheet is {file}.")


def main() -> None:
    """Print the table, and draw a sheet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("purpose", choices=PURPOSES, help="which photographs")
    parser.add_argument("--count", type=int, default=COUNT, help="how many composites")
    parser.add_argument("--sheet", type=Path, help="a picture of every sixth composite is written here")
    options = parser.parse_args()
    cases, found = composites(options.purpose, options.count), ways()
    scores = table(cases, found)
    if options.sheet:
        shown = {name: found[name] for name in scores if "half" not in name}
        sheet(cases[::6], shown, options.sheet)


if __name__ == "__main__":
    main()
