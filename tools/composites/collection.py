"""The set: which composites there are, made once and kept on disk where somebody wants it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np

from tools.composites import camera, photographs, trimaps
from tools.composites.camera import Camera
from tools.composites.kinds import clothes, focus, foliage, fur, hair, net, solid, veil
from tools.composites.layer import Layer
from tools.composites.studio import Studio

SHAPE = 440, 640
#: Composites of each kind.
COUNT = 8
#: "close": hair, fur and solid things that look like what is behind them.
KINDS = {
    "hair": hair.draw,
    "fur": fur.draw,
    "net": net.draw,
    "foliage": foliage.draw,
    "veil": veil.draw,
    "focus": focus.draw,
    "clothes": clothes.draw,
    "solid": solid.draw,
    "close": lambda studio: (hair.draw, fur.draw, solid.draw, foliage.draw)[studio.random.integers(4)](studio),
}
WIDTHS = tuple(trimaps.BRUSHES)
#: Changes whenever the same seed gives other pixels: what is kept on disk belongs to one edition.
EDITION = 1


@dataclass(frozen=True, eq=False)
class Case:
    """A composite with one of its trimaps.

    Attributes
    ----------
    name : str
        Kind and number: ``hair-3``.
    kind : str
    width : str
        Of the trimap: ``narrow`` or ``wide``.
    image : ndarray, (height, width, 3), uint8
    trimap : ndarray, (height, width), uint8
        0, 255, and 128 or 102 for unknown.
    alpha : ndarray, (height, width), float32
        The truth.
    """

    name: str
    kind: str
    width: str
    image: np.ndarray
    trimap: np.ndarray
    alpha: np.ndarray

    @property
    def unknown(self) -> np.ndarray:
        return (self.trimap > 0) & (self.trimap < 255)


@dataclass(frozen=True, eq=False)
class Composite:
    """What a photograph is made of, before it is one."""

    layer: Layer
    background: np.ndarray
    camera: Camera


def cases(
    kinds: Sequence[str] = tuple(KINDS),
    widths: Sequence[str] = WIDTHS,
    count: int = COUNT,
    first: int = 0,
    every: int = 1,
    cache: Path | None = None,
) -> Iterator[Case]:
    """Composites and their trimaps, one after the other.

    Parameters
    ----------
    kinds, widths : sequence of str
    count : int
        Composites of each kind.
    first : int
        Number of the first one: other numbers, other composites.
    every : int
        Only each so many of them.
    cache : Path, optional
        A folder in which they are kept, and found the next time.
    """
    numbers = [(kind, first + number) for kind in kinds for number in range(count)]
    for kind, number in numbers[::every]:
        image, alpha, painted = kept(kind, number, cache)
        for width in widths:
            yield Case(f"{kind}-{number}", kind, width, image, painted[width], alpha)


def kept(kind: str, number: int, folder: Path | None) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """`made`, from the folder if it is there already."""
    if folder is None:
        return made(kind, number)
    known = crc32(" ".join(photographs.names()).encode())
    path = folder / f"{kind}-{number}-{EDITION}-{known:08x}.npz"
    if not path.is_file():
        image, alpha, painted = made(kind, number)
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished.npz")
        np.savez_compressed(unfinished, allow_pickle=False, image=image, alpha=alpha, **painted)
        unfinished.replace(path)
    with np.load(path) as stored:
        return stored["image"], stored["alpha"], {width: stored[width] for width in WIDTHS}


def made(kind: str, number: int) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Image, alpha and trimaps by their width."""
    random = np.random.default_rng([crc32(kind.encode()), number])
    composite = arranged(random, kind)
    alpha = composite.layer.alpha
    unknown = 102 if random.random() < 0.15 else 128
    painted = {width: trimaps.painted(random, alpha, brush, unknown) for width, brush in trimaps.BRUSHES.items()}
    mixed = camera.mixed(composite.layer, composite.background, composite.camera)
    return camera.exposed(random, mixed, composite.camera), alpha, painted


def arranged(random: np.random.Generator, kind: str) -> Composite:
    """A foreground of this kind before a background that it has nothing of."""
    names = photographs.names()
    behind = names[random.integers(len(names))]
    background = photographs.developed(random, photographs.piece(random, behind, SHAPE))
    if random.random() < 0.55:
        background = photographs.defocused(background, random.uniform(1.5, 9))
    dye = None
    if kind == "close":
        dye = np.percentile(background.reshape(-1, 3), random.uniform(35, 75), axis=0).astype(np.float32)
    studio = Studio(random, SHAPE, [name for name in names if name != behind], dye)
    layer = KINDS[kind](studio).softened(random.uniform(0.35, 0.7)).snapped()
    grain = 0.4 + random.gamma(2.0, 0.5)
    quality = int(random.integers(82, 97)) if random.random() < 0.35 else 0
    return Composite(layer, background, Camera(bool(random.random() < 0.5), grain, quality))
