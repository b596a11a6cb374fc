"""Things out of focus, and things that moved."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from tools.composites import photographs
from tools.composites.kinds import solid
from tools.composites.layer import Layer
from tools.composites.studio import Studio


def draw(studio: Studio) -> Layer:
    """A solid thing whose edge is blurred by a disc, by a movement, or more on one side than on the other."""
    thing = solid.draw(studio)
    style = studio.random.integers(3)
    if style == 0:
        return thing.blurred(photographs.disc(studio.uniform(2.5, 8)))
    if style == 1:
        return thing.blurred(movement(studio.uniform(8, 26), studio.uniform(0, np.pi)))
    less, more = (thing.blurred(photographs.disc(radius)) for radius in (studio.uniform(1, 2), studio.uniform(4, 8)))
    ramp = np.clip(0.5 + 0.8 * studio.cloud(250), 0, 1)
    mixed = less.faded(1 - ramp), more.faded(ramp)
    return Layer(mixed[0].premultiplied + mixed[1].premultiplied, mixed[0].alpha + mixed[1].alpha)


def movement(length: float, direction: float) -> np.ndarray:
    """A straight line as a kernel."""
    reach = int(np.ceil(length / 2)) + 1
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1))
    along = np.linspace(-length / 2, length / 2, 400)
    rows = np.rint(reach + along * np.sin(direction)).astype(int)
    columns = np.rint(reach + along * np.cos(direction)).astype(int)
    np.add.at(kernel, (rows, columns), 1)
    kernel = ndimage.gaussian_filter(kernel, 0.4)
    return (kernel / kernel.sum()).astype(np.float32)
