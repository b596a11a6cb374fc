"""What the operations are shown on: which pictures a scene consists of, and how they are made from photographs.

Positions are fractions of the photograph's width and height, so that any copy of it will do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

#: Left, top, right and bottom.
Part = tuple[float, float, float, float]
WHOLE: Part = (0.0, 0.0, 1.0, 1.0)


class Photograph(NamedTuple):
    """A part of a photograph, made `width` pixels wide (0: as it is) and in proportion, or `height` pixels high.

    A map keeps its levels.
    """

    file: str
    width: int = 0
    part: Part = WHOLE
    is_map: bool = False
    height: int = 0


class Piece(NamedTuple):
    """A photograph that is transparent but for one part of it, and so many times as bright."""

    file: str
    width: int
    shown: Part
    exposure: float = 1.0


class CutOut(NamedTuple):
    """A photograph with another one's light as its opacity."""

    file: str
    opacity: str
    width: int = 0


class Bright(NamedTuple):
    """A photograph as if it had been taken in floating point: light many times as bright as white in its highlights."""

    file: str
    width: int
    stops: float
    part: Part = WHOLE


#: A kind with coordinates: ``("ellipse", (left, top, right, bottom))`` or ``("polygon", (x, y, ...))``.
Shape = tuple[str, Sequence[float]]


class Region(NamedTuple):
    """A selection of the size of another picture of the scene: some shapes without others, and a soft edge.

    Attributes
    ----------
    like : str
        The other picture.
    shapes, without : sequence of Shape
    softness : float
        Radius of the edge in pixels.
    fade : tuple of float
        Between which heights it fades out downwards; empty for none.
    """

    like: str
    shapes: Sequence[Shape]
    softness: float = 0.0
    without: Sequence[Shape] = ()
    fade: tuple[float, ...] = ()


class Strokes(NamedTuple):
    """Lines painted over another picture of the scene: the first ones white, the others black."""

    like: str
    white: Sequence[Sequence[float]]
    black: Sequence[Sequence[float]]


class Gradients(NamedTuple):
    """Differences of another picture ``across`` or ``down``, those below a part of white erased."""

    like: str
    direction: str
    threshold: float = 0.0


Picture = Photograph | Piece | CutOut | Bright | Region | Strokes | Gradients


class Scene(NamedTuple):
    """Pictures by name."""

    name: str
    pictures: dict[str, Picture]

    @property
    def photographs(self) -> set[str]:
        """The files that it is made from."""
        found: set[str] = set()
        for picture in self.pictures.values():
            if isinstance(picture, Photograph | Piece | CutOut | Bright):
                found.add(picture.file)
            if isinstance(picture, CutOut):
                found.add(picture.opacity)
        return found


CANYON, LANTERN, PIER = "ashim_dsilva_6mp.jpg", "mr_lee_13mp.jpg", "sunset_by_the_pier_20mp.jpg"
LEMUR = "lemur.png"
#: The sky between the rocks with a rim of them.
SKY = (0.29, 0.31, 0.38, 0.23, 0.5, 0.16, 0.6, 0.16, 0.7, 0.24, 0.77, 0.37, 0.6, 0.4, 0.45, 0.4, 0.38, 0.45)
#: The animal's outline, roughly, and lines on it and beside it.
OUTLINE = (0.24, 0.5, 0.33, 0.33, 0.4, 0.2, 0.52, 0.14, 0.64, 0.25, 0.73, 0.45, 0.77, 0.8, 0.73, 1, 0.28, 1, 0.24, 0.8)
HEAD, BODY = (
    (0.4, 0.3, 0.38, 0.5, 0.5, 0.65, 0.62, 0.5, 0.6, 0.25, 0.5, 0.2),
    (0.32, 0.5, 0.32, 0.8, 0.7, 0.8, 0.7, 0.5),
)
LEAVES = ((0.08, 0.1, 0.12, 0.9), (0.2, 0.1, 0.8, 0.08), (0.92, 0.1, 0.9, 0.9))


def _one(name: str, file: str, shapes: Sequence[Shape], part: Part = WHOLE) -> Scene:
    """A picture with a selection."""
    pictures: dict[str, Picture] = {"picture": Photograph(file, 720, part), "region": Region("picture", shapes, 3)}
    return Scene(name, pictures)


LAMP = _one("lamp", LANTERN, [("polygon", (0.14, 0.13, 0.42, 0.13, 0.42, 0.66, 0.14, 0.66))])
SEAL = _one("seal", LANTERN, [("ellipse", (0.43, 0.6, 0.71, 0.79))], (0.15, 0.1, 0.42, 0.68))
ROCK = _one("rock", CANYON, [("ellipse", (0.4, 0.38, 0.86, 0.98))])
WINDOW = _one("window", CANYON, [("polygon", SKY)])
CAVE = _one("cave", CANYON, [("polygon", (0, 0.56, 0.2, 0.58, 0.36, 0.43, 0.42, 0.7, 0.3, 1, 0, 1))])
PLANKS = _one("planks", PIER, [("polygon", (0.47, 0.5, 0.54, 0.5, 0.9, 1, 0.1, 1))])
FUR = _one("fur", LEMUR, [("ellipse", (0.18, 0.08, 0.84, 0.97))])
SCENES = (LAMP, SEAL, ROCK, WINDOW, CAVE, PLANKS, FUR)

PORTRAIT = Scene(
    "portrait",
    {
        "source": Photograph("ginevra_source.png"),
        "region": Photograph("ginevra_mask.png", is_map=True),
        "destination": Photograph("mona_lisa_destination.png"),
    },
)
#: The same two where both are as large as the second, which leaves the first some black at its top.
FACES = Scene(
    "faces",
    {
        "first": Photograph("ginevra_source.png", part=(30 / 401, -40 / 467, 405 / 401, 465 / 467)),
        "second": Photograph("mona_lisa_destination.png"),
        "region": Photograph("ginevra_mask.png", 0, (30 / 401, -40 / 467, 405 / 401, 465 / 467), is_map=True),
    },
)
WRITING = Scene(
    "writing",
    {
        "source": Photograph(LANTERN, 100, (0.255, 0.215, 0.345, 0.55)),
        "region": Region("source", [("polygon", (0.04, 0.02, 0.96, 0.02, 0.96, 0.98, 0.04, 0.98))], 2),
        "destination": Photograph(CANYON, 720),
    },
)
VISITOR = Scene(
    "visitor",
    {
        "source": CutOut("lemur_foreground.png", "lemur_alpha.png", 420),
        "destination": Photograph(PIER, 900),
    },
)
GUEST = Scene(
    "guest",
    {
        "source": CutOut("lemur_foreground.png", "lemur_alpha.png", 420),
        "destination": Photograph(CANYON, 900),
    },
)
#: A piece of a picture that a model or a stitcher has given back in another light.
RETURNED = Scene(
    "returned",
    {
        "source": Piece(CANYON, 900, (0.18, 0.15, 0.8, 0.82), 0.8),
        "destination": Photograph(CANYON, 900),
    },
)
ANIMAL = Scene(
    "animal",
    {
        "picture": Photograph(LEMUR),
        "trimap": Photograph("lemur_trimap.png", is_map=True),
        "region": Region("picture", [("polygon", OUTLINE)], 3),
        "strokes": Strokes("picture", (HEAD, BODY), LEAVES),
        "alpha": Photograph("lemur_alpha.png", is_map=True),
        "backdrop": Photograph(PIER, 680, (0.1, 0.0, 0.9, 0.78)),
    },
)
CONTRAST = Scene("contrast", {"picture": Bright(CANYON, 720, 6.0)})
DUSK = Scene("dusk", {"picture": Bright(PIER, 720, 5.0)})
RELIEF = Scene(
    "relief",
    {
        "picture": Photograph(LEMUR),
        "across": Gradients("picture", "across", 0.06),
        "down": Gradients("picture", "down", 0.06),
    },
)
BENCH = _one("bench", PIER, [("polygon", (0.34, 0.47, 0.47, 0.47, 0.46, 0.57, 0.34, 0.57))])
LEAF = _one("leaf", LEMUR, [("polygon", (0.67, 0, 0.86, 0, 0.84, 0.33, 0.7, 0.27))])
SCAR = _one("scar", CANYON, [("ellipse", (0.74, 0.68, 0.82, 0.86))])
PAPER = Scene("paper", {"picture": Photograph(LANTERN, 240, (0.21, 0.18, 0.27, 0.33))})
STONE = Scene("stone", {"picture": Photograph(CANYON, 240, (0.5, 0.55, 0.75, 0.92))})
PANORAMA = Scene(
    "panorama",
    {
        "left": Piece(PIER, 720, (0.0, 0.0, 0.45, 0.95), 0.8),
        "middle": Piece(PIER, 720, (0.3, 0.05, 0.75, 1.0)),
        "right": Piece(PIER, 720, (0.6, 0.0, 1.0, 0.9), 1.3),
    },
)
RAGGED = Scene("ragged", {"picture": Piece(PIER, 720, (0.06, 0.08, 0.95, 0.96))})
CROPPED = Scene("cropped", {"picture": Piece(CANYON, 720, (0.0, 0.1, 0.92, 1.0))})
ARCH = Scene(
    "arch",
    {
        "left": Piece(CANYON, 720, (0.0, 0.0, 0.6, 1.0), 1.2),
        "right": Piece(CANYON, 720, (0.4, 0.0, 1.0, 1.0), 0.8),
    },
)


def _of(size: tuple[int, int], *pixels: float) -> tuple[float, ...]:
    """Fractions of a size: for a part and for shapes that were drawn in pixels."""
    return tuple(pixel / size[place % 2] for place, pixel in enumerate(pixels))


HUBBLE = "hubble_deep_field.jpg"
_SKY, _CAT, _ASTRONAUT = (640, 558), (180, 84), (340, 300)
GALAXIES = Scene(
    "galaxies",
    {
        "source": Photograph(HUBBLE, _SKY[0]),
        "region": Region(
            "source",
            [("polygon", _of(_SKY, 0, 0, 640, 0, 640, 360, 0, 360))],
            2,
            # The towers.
            [("polygon", _of(_SKY, 298, 360, 298, 150, 306, 125, 322, 108, 338, 125, 347, 150, 347, 240, 350, 360))],
            (120 / _SKY[1], 350 / _SKY[1]),
        ),
        "destination": Photograph("rocket.jpg"),
    },
)
LATTE = Scene(
    "latte",
    {
        # As flat as the coffee lies.
        "source": Photograph("chelsea.png", _CAT[0], height=_CAT[1]),
        "region": Region("source", [("ellipse", _of(_CAT, 50, 4, 150, 76))], 1.5),
        "destination": Photograph("coffee.png"),
    },
)
SAUCER = Scene(
    "saucer",
    {
        "source": Photograph("coffee.png", 420),
        "region": Region("source", [("ellipse", (0.08, 0.01, 0.87, 0.995))]),
        "destination": Photograph(PIER, 900),
    },
)
ASTRONAUT = Scene(
    "astronaut",
    {
        "source": Photograph("astronaut.png", part=(60 / 512, 0, 400 / 512, 300 / 512)),
        "region": Region(
            "source",
            [
                (
                    "polygon",
                    _of(
                        _ASTRONAUT,
                        *(0, 248, 20, 233, 53, 207, 53, 187, 63, 180, 67, 167, 87, 152, 123, 148, 121, 132, 113, 128),
                        *(110, 117, 100, 107, 94, 93, 93, 70, 100, 55, 117, 42, 130, 32, 147, 22, 172, 16, 193, 18),
                        *(213, 30, 228, 43, 238, 63, 241, 82, 238, 103, 230, 118, 218, 128, 215, 135, 208, 137),
                        *(203, 147, 197, 173, 217, 187, 233, 203, 245, 230, 267, 248, 283, 270, 293, 301, 0, 301),
                    ),
                )
            ],
            1,
        ),
        "destination": Photograph(HUBBLE),
    },
)
