"""Regions of every awkward kind, drawn with numpy, and pictures to blend in them."""

from __future__ import annotations

import numpy as np


def _grid(shape):
    return np.mgrid[: shape[0], : shape[1]]


def ellipse(shape, centre=(0.5, 0.5), radii=(0.45, 0.45)):
    y, x = _grid(shape)
    height, width = shape
    return ((y + 0.5 - height * centre[0]) / (height * radii[0])) ** 2 + (
        (x + 0.5 - width * centre[1]) / (width * radii[1])
    ) ** 2 < 1


def rectangle(shape):
    mask = np.zeros(shape, bool)
    mask[shape[0] // 8 : -(shape[0] // 8) or None, shape[1] // 8 : -(shape[1] // 8) or None] = True
    return mask


def annulus(shape):
    return ellipse(shape, radii=(0.4, 0.4)) & ~ellipse(shape, radii=(0.33, 0.33))


def ragged(shape):
    """Blobs with rough rims and filaments of one pixel, inside and outside."""
    rng = np.random.default_rng(4)
    y, x = _grid(shape)
    noise = np.sin(x / 7.3) + np.cos(y / 5.1) + np.sin((x + 2 * y) / 11.7) + rng.normal(0, 0.5, shape)
    mask = (noise > -0.4) & ellipse(shape)
    mask[shape[0] // 3, :] = True
    mask[:, shape[1] // 3] = True
    mask[2 * shape[0] // 3, 2:-2] = False
    diagonal = np.arange(min(shape))
    mask[diagonal, diagonal] = False
    return mask


def many(shape):
    """Many small components."""
    y, x = _grid(shape)
    return (y % 9 < 5) & (x % 11 < 6)


def checkerboard(shape):
    y, x = _grid(shape)
    return (x + y) % 2 == 0


def inner(shape):
    mask = np.zeros(shape, bool)
    mask[1:-1, 1:-1] = True
    return mask


def touching_three(shape):
    return ellipse(shape, centre=(0.2, 0.5), radii=(0.6, 0.6))


def touching_all(shape):
    return ~ellipse(shape, centre=(0.4, 0.6), radii=(0.12, 0.12))


def one_known(shape):
    mask = np.ones(shape, bool)
    mask[shape[0] // 3, shape[1] // 3] = False
    return mask


def one_known_corner(shape):
    mask = np.ones(shape, bool)
    mask[-1, -1] = False
    return mask


def wires(shape):
    """A large region cut by known lines of one pixel, at odd and even places."""
    mask = inner(shape)
    mask[shape[0] // 2 | 1] = False
    mask[:, shape[1] // 3 | 1] = False
    mask[:, shape[1] // 2 & ~1] = False
    return mask


def one_pixel(shape):
    mask = np.zeros(shape, bool)
    mask[shape[0] // 2, shape[1] // 2] = True
    return mask


def corner_pixel(shape):
    mask = np.zeros(shape, bool)
    mask[0, -1] = True
    return mask


def line(shape):
    mask = np.zeros(shape, bool)
    mask[shape[0] // 2 | 1, 1:] = True
    return mask


REGIONS = {
    each.__name__: each
    for each in (
        ellipse,
        rectangle,
        annulus,
        ragged,
        many,
        checkerboard,
        inner,
        touching_three,
        touching_all,
        one_known,
        one_known_corner,
        wires,
        one_pixel,
        corner_pixel,
        line,
    )
}

WHITE = {"uint8": 255, "uint16": 65535, "float16": 1, "float32": 1, "float64": 1}


def pictures(shape, dtype="uint8", channels=3, seed=0):
    """A source and a destination: smooth shapes, edges and noise over the whole range of their type."""
    rng = np.random.default_rng(seed)
    y, x = _grid(shape)
    made = []
    for phase in (0.0, 1.7):
        planes = [
            0.5
            + 0.25 * np.sin(x / (9 + 3 * c) + phase)
            + 0.2 * np.cos(y / (13 - 2 * c) - phase)
            + 0.1 * ((x // 16 + y // 16 + c) % 2)
            + rng.normal(0, 0.04, shape)
            for c in range(channels)
        ]
        picture = np.clip(np.stack(planes, axis=-1), 0, 1) * WHITE[dtype]
        made.append((np.rint(picture) if WHITE[dtype] > 1 else picture).astype(dtype))
    return made
