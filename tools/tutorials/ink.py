"""A comic cat in ink on paper, drawn here, since nobody else's drawing may be given away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIZE = 720, 600
#: Drawn so many times larger, so that edges become smooth.
FINER = 4
Point = tuple[float, float]

#: Strokes of a brush: how wide, and the places through which it goes.
STROKES: Sequence[tuple[float, Sequence[Point]]] = (
    (9, [(205, 235), (185, 150), (176, 62), (240, 105), (292, 160)]),
    (9, [(428, 160), (480, 105), (544, 62), (535, 150), (515, 235)]),
    (8, [(285, 163), (360, 142), (435, 163)]),
    (9, [(208, 228), (178, 300), (192, 372), (250, 424), (320, 446), (360, 450)]),
    (9, [(512, 228), (542, 300), (528, 372), (470, 424), (400, 446), (360, 450)]),
    (5, [(207, 150), (204, 108), (246, 140)]),
    (5, [(513, 150), (516, 108), (474, 140)]),
    (6, [(240, 290), (256, 250), (290, 238), (322, 258), (332, 296), (310, 322), (272, 324), (240, 290)]),
    (6, [(480, 290), (464, 250), (430, 238), (398, 258), (388, 296), (410, 322), (448, 324), (480, 290)]),
    (6, [(360, 366), (352, 392), (322, 402), (298, 388)]),
    (6, [(360, 366), (368, 392), (398, 402), (422, 388)]),
    (5, [(330, 404), (344, 424), (360, 428), (376, 424), (390, 404)]),
    (4, [(276, 362), (190, 346), (110, 350)]),
    (4, [(274, 378), (186, 382), (104, 402)]),
    (4, [(280, 394), (210, 416), (140, 452)]),
    (4, [(444, 362), (530, 346), (610, 350)]),
    (4, [(446, 378), (534, 382), (616, 402)]),
    (4, [(440, 394), (510, 416), (580, 452)]),
    (12, [(360, 158), (358, 190), (360, 216)]),
    (11, [(322, 166), (326, 190), (334, 208)]),
    (11, [(398, 166), (394, 190), (386, 208)]),
    (10, [(190, 282), (212, 288), (228, 298)]),
    (10, [(530, 282), (508, 288), (492, 298)]),
    (9, [(258, 428), (214, 480), (190, 540), (186, 599)]),
    (9, [(462, 428), (506, 480), (530, 540), (534, 599)]),
    (8, [(318, 490), (340, 520), (360, 528), (380, 520), (402, 490)]),
    (9, [(532, 570), (600, 560), (650, 510), (642, 456), (604, 452), (598, 484), (622, 492)]),
)
#: What is filled: pupils and nose, as ellipses.
FILLED: Sequence[tuple[float, float, float, float]] = ((282, 250, 306, 316), (414, 250, 438, 316), (342, 342, 378, 368))
#: Light in the eyes.
LIGHTS: Sequence[tuple[float, float, float, float]] = ((288, 258, 298, 270), (420, 258, 430, 270))


def drawing() -> Image.Image:
    """The cat as a scan: ink on paper that lies unevenly in the light."""
    width, height = SIZE
    ink = Image.new("L", (width * FINER, height * FINER), 255)
    draw = ImageDraw.Draw(ink)
    for thickness, places in STROKES:
        _stroke(draw, thickness, places)
    for level, boxes in ((0, FILLED), (255, LIGHTS)):
        for box in boxes:
            draw.ellipse([side * FINER for side in box], fill=level)
    covered = 1 - np.asarray(ink.resize(SIZE, Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(0.6))) / 255
    across, down = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    light = 0.97 - 0.16 * across * down - 0.07 * (1 - across)
    paper = light[..., None] * (250, 244, 230)
    levels = paper + covered[..., None] * ((38, 34, 40) - paper)
    levels += np.random.default_rng(5).normal(0, 2.5, (height, width, 1))
    return Image.fromarray(np.clip(levels, 0, 255).round().astype(np.uint8))


def _stroke(draw: ImageDraw.ImageDraw, thickness: float, places: Sequence[Point]) -> None:
    """A line through the places that swells from its ends to its middle."""
    line = _through(np.array(places, float))
    along = np.linspace(0, 1, len(line))
    radii = FINER * thickness / 2 * (0.35 + 0.65 * np.sin(np.pi * along) ** 0.7)
    for (x, y), radius in zip(line * FINER, radii, strict=True):
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=0)


def _through(places: np.ndarray, steps: int = 160) -> np.ndarray:
    """Points of a smooth curve (Catmull and Rom's) through the places."""
    ends = np.vstack([2 * places[0] - places[1], places, 2 * places[-1] - places[-2]])
    part = np.linspace(0, 1, steps)[:, None]
    pieces = []
    for before, start, end, after in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        slopes = (end - before) / 2, (after - start) / 2
        cubic = 2 * (start - end) + slopes[0] + slopes[1]
        square = 3 * (end - start) - 2 * slopes[0] - slopes[1]
        pieces.append(start + part * (slopes[0] + part * (square + part * cubic)))
    return np.vstack(pieces)
