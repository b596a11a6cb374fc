"""Pictures of lines with a hole in them, and how far what continues them is off."""

import numpy as np
from scipy import ndimage

SIZE = 200, 260
MIDDLE = 100, 130
RADIUS = 35


def disc(radius=RADIUS, size=SIZE, middle=None):
    y, x = middle or (size[0] // 2, size[1] // 2)
    rows, columns = np.ogrid[: size[0], : size[1]]
    return (rows - y) ** 2 + (columns - x) ** 2 < radius**2


def beside(degrees, size=SIZE, off=0.0):
    """Each pixel's distance to a line through the middle, on its two sides."""
    angle = np.radians(degrees)
    rows, columns = np.mgrid[: size[0], : size[1]].astype(float)
    return (rows - size[0] // 2 - off) * np.cos(angle) - (columns - size[1] // 2) * np.sin(angle)


def drawn(ink):
    """A picture of 8 bits of a plane from 0 to 1."""
    return np.rint(60 + 120 * np.clip(ink, 0, 1)).astype(np.uint8)[..., None]


def horizon(degrees, **options):
    return drawn(beside(degrees, **options) + 0.5)


def wire(degrees, width=2.0):
    return drawn(width / 2 + 0.5 - np.abs(beside(degrees)))


def stripes(degrees, period):
    return drawn(period / 4 + 0.5 - np.abs(beside(degrees) % period - period / 2))


def filled(picture, mask, shifts):
    rows, columns = np.nonzero(mask)
    out = picture.copy()
    out[rows, columns] = picture[rows + shifts[rows, columns, 0], columns + shifts[rows, columns, 1]]
    return out


def astray(picture, mask, shifts, pixels=1):
    """How many pixels have a colour that the picture has nowhere within so many pixels of them."""
    found = filled(picture, mask, shifts).astype(int)[..., 0]
    side = 2 * pixels + 1
    least, most = (each(picture[..., 0].astype(int), side) for each in (ndimage.minimum_filter, ndimage.maximum_filter))
    return int(((found < least - 1) | (found > most + 1))[mask].sum())
