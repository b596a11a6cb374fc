"""Four inks on coated paper: the profile by which CMYK is read that carries none.

The colours of paper and full inks are those of ISO 12647-2 (2004, amended 2007) for paper of type 1. What black leaves
of the colour below it is modelled, as the standard has no numbers for that: the share that goes through black and
colour alike, and what the surface reflects of any ink. Between the full inks the model of Neugebauer holds, with the
spreading of light in the paper after Yule and Nielsen.

References
----------
H. Neugebauer: Die theoretischen Grundlagen des Mehrfarbenbuchdrucks. Zeitschrift fuer wissenschaftliche Photographie
36, 1937. J. Yule, W. Nielsen: The penetration of light into paper and its effect on halftone reproduction. TAGA
Proceedings 3, 1951.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from itertools import product

import numpy as np

from inlay.colour import icc
from inlay.contract.language import _

NAME = _("offset print on coated paper (ISO 12647-2)")

#: CIELAB under D50 of paper, and of full inks on one another.
SOLIDS = {
    "": (95, 0, -2),
    "C": (55, -37, -50),
    "M": (48, 74, -3),
    "Y": (89, -5, 93),
    "MY": (47, 68, 48),
    "CY": (50, -65, 27),
    "CM": (24, 22, -46),
    "CMY": (23, 0, 0),
    "K": (16, 0, 0),
}
#: What the surface of every ink reflects.
_SURFACE = 0.01
#: Yule and Nielsen's n: how far light spreads in the paper; 1 would be not at all.
_SPREADING = 2.0
#: The four inks together cover at most this much.
_MOST_INK = 3.3
_WHITE = np.array(icc.D50)
#: Nodes along each ink, and along L, a and b, of the profile's tables.
_INK_NODES, _LAB_NODES = 13, 33
_STEPS = 20
_ASIDE = 1e-4


def colours_of(inks: np.ndarray) -> np.ndarray:
    """The colours of inks in print.

    Parameters
    ----------
    inks : ndarray, (..., 4)
        Cyan, magenta, yellow and black from 0 to 1.

    Returns
    -------
    ndarray, (..., 3)
        CIELAB, 100, 0, 0 for paper.
    """
    weights = np.ones((*inks.shape[:-1], 1))
    for ink in range(4):
        cover = inks[..., ink : ink + 1]
        weights = np.concatenate((weights * (1 - cover), weights * cover), axis=-1)
    return _to_lab((weights @ _spread_primaries()) ** _SPREADING)


def inks_of(colours: np.ndarray) -> np.ndarray:
    """The inks for a colour.

    Black replaces what is gray in it, by the square of that: more where the other inks do not get as dark, and no more
    than leaves it as light.

    Parameters
    ----------
    colours : ndarray, (n, 3)
        CIELAB, 100, 0, 0 for paper. What cannot be printed becomes the nearest that can.

    Returns
    -------
    ndarray, (n, 4)
        From 0 to 1.
    """
    gray = _matched(colours, np.zeros(len(colours))).min(axis=1)
    ramp = np.linspace(0, 1, 256)
    others = _most_beside(ramp)
    # The lightness of black alone, and of black with as much of all the others as goes.
    alone = colours_of(np.column_stack((np.zeros((256, 3)), ramp)))[:, 0]
    crowded = colours_of(np.column_stack((others, others, others, ramp)))[:, 0]
    least, most = (np.interp(-colours[:, 0], -lightness, ramp) for lightness in (crowded, alone))
    black = np.clip(gray**2, least, most)
    return np.column_stack((_matched(colours, black), black))


@lru_cache(maxsize=1)
def profile() -> bytes:
    """The ICC profile of the print, with tables both ways."""
    axis = np.linspace(0, 1, _INK_NODES)
    forth = colours_of(np.stack(np.meshgrid(*[axis] * 4, indexing="ij"), axis=-1).reshape(-1, 4))
    axis = np.linspace(0, 1, _LAB_NODES)
    nodes = np.stack(np.meshgrid(*[axis] * 3, indexing="ij"), axis=-1).reshape(-1, 3)
    lab = nodes * 65535 / _LAB_SCALE - _LAB_START
    # One lightness after another: what the steps make of them then stays in the processor's cache.
    back = np.concatenate([inks_of(plane) for plane in np.split(lab, _LAB_NODES)])
    to_colours = _table(np.clip((forth + _LAB_START) * _LAB_SCALE, 0, 65535), 4, _INK_NODES)
    to_inks = _table(back * 65535, 3, _LAB_NODES)
    content = dict.fromkeys((b"A2B0", b"A2B1", b"A2B2"), to_colours)
    content |= dict.fromkeys((b"B2A0", b"B2A1", b"B2A2"), to_inks)
    paper = tuple(float(value) for value in _to_xyz(np.array(SOLIDS[""], float)))
    return icc.tables(content, paper)


@lru_cache(maxsize=1)
def _spread_primaries() -> np.ndarray:
    """XYZ of the sixteen Neugebauer primaries, 1 for paper, as it mixes: ``(16, 3)``, cyan counting fastest."""
    solid = {name: _to_xyz(np.array(lab, float)) for name, lab in SOLIDS.items()}
    surface = _SURFACE * _WHITE
    found = []
    for black, yellow, magenta, cyan in product((0, 1), repeat=4):
        colour = solid["C" * cyan + "M" * magenta + "Y" * yellow]
        through = surface + (solid["K"] - surface) * colour / solid[""] if black else colour
        found.append(through / solid[""])
    return np.array(found) ** (1 / _SPREADING)


def _matched(colours: np.ndarray, black: np.ndarray) -> np.ndarray:
    """Cyan, magenta and yellow that come nearest to a colour with so much black, ``(n, 3)``.

    Steps of Gauss and Newton inside the bounds; an ink that is pushed against its bound is left there.
    """
    most = _most_beside(black)[:, None]
    inks = np.column_stack((np.broadcast_to(most / 2, (len(colours), 3)), black))
    for _step in range(_STEPS):
        found = colours_of(inks)
        missing = colours - found
        slopes = np.empty((len(colours), 3, 3))
        for ink in range(3):
            aside = inks.copy()
            aside[:, ink] += _ASIDE
            slopes[..., ink] = (colours_of(aside) - found) / _ASIDE
        downhill = np.einsum("nij,ni->nj", slopes, missing)
        held = ((inks[:, :3] <= 0) & (downhill < 0)) | ((inks[:, :3] >= most) & (downhill > 0))
        slopes[np.broadcast_to(held[:, None], slopes.shape)] = 0
        normal = np.einsum("nij,nik->njk", slopes, slopes) + np.eye(3)
        step = np.linalg.solve(normal, np.einsum("nij,ni->nj", slopes, missing)[..., None])[..., 0]
        inks[:, :3] = np.clip(inks[:, :3] + np.where(held, 0, step), 0, most)
    return inks[:, :3]


def _most_beside(black: np.ndarray) -> np.ndarray:
    """How much of each other ink may lie beside so much black."""
    return np.minimum(1, (_MOST_INK - black) / 3)


#: CIELAB in the words of a table of 16 bits (ICC.1:2022, 10.10).
_LAB_SCALE = np.array([65280 / 100, 256, 256])
_LAB_START = np.array([0, 128, 128])


def _table(values: np.ndarray, inputs: int, nodes: int) -> bytes:
    """An ``mft2`` tag: a table of 16 bits without curves (ICC.1:2022, 10.10)."""
    outputs = values.shape[-1]
    identity = b"\0\0\xff\xff"
    matrix = struct.pack(">9i", *(65536 * (row == column) for row in range(3) for column in range(3)))
    start = b"mft2" + bytes(4) + bytes([inputs, outputs, nodes, 0]) + matrix + struct.pack(">2H", 2, 2)
    return start + identity * inputs + np.rint(values).astype(">u2").tobytes() + identity * outputs


def _to_xyz(lab: np.ndarray) -> np.ndarray:
    """CIE 15:2004, 8.2.1, the other way round; D50 is white."""
    y = (lab[..., 0] + 16) / 116
    each = np.stack((y + lab[..., 1] / 500, y, y - lab[..., 2] / 200), axis=-1)
    return np.where(each > 6 / 29, each**3, (each - 4 / 29) * 3 * (6 / 29) ** 2) * _WHITE


def _to_lab(relative: np.ndarray) -> np.ndarray:
    """CIE 15:2004, 8.2.1, of XYZ that is 1 for white."""
    each = np.where(relative > (6 / 29) ** 3, np.cbrt(relative), relative / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = np.moveaxis(each, -1, 0)
    return np.stack((116 * y - 16, 500 * (x - y), 200 * (y - z)), axis=-1)
