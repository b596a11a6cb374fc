"""How steady sequences are: ``python -m tests.benchmarks.sequences [frames] [--noise levels]``.

A row for each scene and path: what soft alpha changes from frame to frame beside the true change (8-bit levels), the
mean sum of absolute differences (thousands), iterations and seconds of the clock a frame, frame by frame and as a
sequence; and by how many levels the foreground's colours change where they are soft. The scenes are drawn, and with
``INLAY_TEST_PICTURES`` there is the lemur over photographs. ``still``: nothing moves but noise; ``creeping``,
``walking`` and ``running``: the foreground moves by 0.25, 1.5 and 6 pixels a frame; ``stopping``: it comes to rest;
``panning``: the camera moves by 2 pixels a frame.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from tests.core.matting import composites
from tests.core.matting.composites import Composite
from tests.core.matting.moving import Steadiness, moving, steadiness

from inlay.arrays.warning import collected
from inlay.matting import Matte, estimate_sequence

SHAPE = 220, 340
#: The camera's own movement, in pixels a frame.
PAN = 2


def paths(count: int) -> dict[str, tuple[float, ...]]:
    """How far the foreground has moved in each frame."""
    steps = {"still": 0.0, "creeping": 0.25, "walking": 1.5, "running": 6.0}
    found = {name: tuple(step * number for number in range(count)) for name, step in steps.items()}
    return {**found, "stopping": tuple(2.0 * min(number, count // 3) for number in range(count))}


def scenes() -> list[Composite]:
    drawn = composites.drawn(SHAPE)
    folder = os.environ.get("INLAY_TEST_PICTURES")
    if not folder:
        return drawn
    photographed = composites.photographed(Path(folder), crops=1)
    return [*drawn, *(scene for scene in photographed if scene.name.startswith("lemur"))]


def row(frames: Sequence[Composite], steady: bool) -> str:
    """Measure one way of going over frames."""
    begun = time.perf_counter()
    with collected():
        found = list(
            estimate_sequence([frame.image for frame in frames], [frame.trimap for frame in frames], steady=steady)
        )
    seconds = (time.perf_counter() - begun) / len(frames)
    measured = steadiness([matte.alpha for matte in found], frames)
    iterations = np.mean([matte.iterations for matte in found[1:]])
    return _columns(measured, colour_flicker(found, frames), float(iterations), seconds)


def colour_flicker(found: Sequence[Matte], frames: Sequence[Composite]) -> float:
    """Mean change of the foreground's colours beside the true change, in levels, where alpha is neither 0 nor 1."""
    changes = []
    for (one, truth), (other, later) in pairwise(zip(found, frames, strict=True)):
        soft = (truth.alpha > 0.1) & (truth.alpha < 0.9) & (later.alpha > 0.1) & (later.alpha < 0.9)
        estimated, true = (
            after.foreground[soft].astype(float) - before.foreground[soft]
            for before, after in ((one, other), (truth, later))
        )
        changes.append(np.abs(estimated - true).mean())
    return float(np.mean(changes))


def _columns(measured: Steadiness, colours: float, iterations: float, seconds: float) -> str:
    return f"{measured.flicker:8.2f} {measured.sad:8.3f} {colours:8.2f} {iterations:6.1f} {seconds:7.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("frames", nargs="?", type=int, default=8)
    parser.add_argument("--noise", type=float, default=2.0, help="standard deviation in 8-bit levels")
    chosen = parser.parse_args()
    heads = f"{'flicker':>8} {'SAD':>8} {'colours':>8} {'its':>6} {'s':>7}"
    print(f"{'':36}{'frame by frame':^41}   {'as a sequence':^41}\n{'scene':24}{'path':12}{heads}   {heads}")
    for scene in scenes():
        moves = [(name, path, 0) for name, path in paths(chosen.frames).items()]
        for name, path, pan in [*moves, ("panning", (0.0,) * chosen.frames, PAN)]:
            frames = list(moving(scene, path, chosen.noise, pan))
            print(f"{scene.name:24}{name:12}{row(frames, False)}   {row(frames, True)}", flush=True)


if __name__ == "__main__":
    main()
