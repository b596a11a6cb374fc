"""Scenes whose alpha, foreground and background are known exactly, and measures of what an estimate misses.

`drawn` needs no files. `photographed` and `enlarged` lay drawn hair, blurred edges and the lemur's own matte over crops
of the photographs in the folder of `INLAY_TEST_PICTURES`. The lemur's matte is closed form's answer to its photograph,
but exact for a composite that is made with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

#: Height and width of the drawn scenes and of those from the photographs.
SMALL, MEDIUM = (140, 200), (440, 680)
#: Pixels of a drawn hair for each pixel of its alpha, in either direction.
SUPERSAMPLES = 4
#: Alpha between these is soft.
SOFT = 0.02, 0.98
PHOTOGRAPHS = "ashim_dsilva_6mp.jpg", "mr_lee_13mp.jpg", "sunset_by_the_pier_20mp.jpg"


@dataclass(frozen=True, eq=False)
class Composite:
    """A picture I = alpha F + (1 - alpha) B, rounded to its type.

    Attributes
    ----------
    name : str
        What it shows: ``hair on meadow``.
    image, foreground, background : ndarray, (height, width, 3), uint8
    alpha : ndarray, (height, width), float32
    trimap : ndarray, (height, width), uint8
        0, 128 or 255.
    """

    name: str
    image: np.ndarray
    foreground: np.ndarray
    background: np.ndarray
    alpha: np.ndarray
    trimap: np.ndarray

    @property
    def unknown(self) -> np.ndarray:
        return self.trimap == 128

    @property
    def gray(self) -> Composite:
        """The same scene seen through the green channel alone: composing commutes with taking a channel."""
        return replace(
            self,
            name=f"{self.name}, gray",
            image=self.image[..., 1],
            foreground=self.foreground[..., 1],
            background=self.background[..., 1],
        )


def compose(
    name: str, alpha: np.ndarray, foreground: np.ndarray, background: np.ndarray, radius: int = 7, noise: float = 0.0
) -> Composite:
    """Lay `foreground` over `background`, both ``uint8``.

    Parameters
    ----------
    radius : int
        By how many pixels the trimap's band is wider than the soft edge.
    noise : float
        Standard deviation of what a sensor adds, in levels.
    """
    weight = alpha.astype(np.float32)[..., None]
    image = weight * foreground + (1 - weight) * background
    if noise:
        image += np.random.default_rng(3).normal(0, noise, image.shape).astype(np.float32)
    image = np.rint(np.clip(image, 0, 255)).astype(np.uint8)
    return Composite(name, image, foreground, background, alpha.astype(np.float32), trimap(alpha, radius))


def trimap(alpha: np.ndarray, radius: int) -> np.ndarray:
    """Unknown within `radius` of every soft pixel and every edge; elsewhere what alpha says."""
    opaque = alpha >= 0.5
    unknown = (alpha > SOFT[0]) & (alpha < SOFT[1])
    unknown |= ndimage.binary_dilation(opaque, iterations=1) & ~ndimage.binary_erosion(opaque, border_value=1)
    if unknown.any():
        unknown = ndimage.distance_transform_edt(~unknown) <= radius
    return np.where(unknown, 128, np.where(opaque, 255, 0)).astype(np.uint8)


# Mattes


def hair(shape: tuple[int, int], strands: int = 90, seed: int = 0) -> np.ndarray:
    """Alpha of a head with curled strands of hair that taper off, antialiased."""
    rng = np.random.default_rng(seed)
    height, width = (side * SUPERSAMPLES for side in shape)
    plane = Image.new("L", (width, height))
    pen = ImageDraw.Draw(plane)
    centre, radius = np.array([0.5 * width, 0.55 * height]), 0.27 * min(height, width)
    around = np.linspace(0, 2 * np.pi, 200)
    wobble = radius * (1 + 0.08 * np.sin(3 * around + 1) + 0.05 * np.sin(7 * around))
    outline = centre + np.stack([1.25 * wobble * np.cos(around), wobble * np.sin(around)], 1)
    pen.polygon([tuple(point) for point in outline], fill=255)
    steps = 40
    for _ in range(strands):
        start = rng.uniform(0, 2 * np.pi)
        point = centre + radius * np.array([1.2 * np.cos(start), 0.97 * np.sin(start)])
        length = rng.uniform(0.25, 0.8) * radius
        turn = rng.normal(0, 1.6) / steps
        thickness = SUPERSAMPLES * rng.uniform(0.8, 1.8)
        direction = start + rng.normal(0, 0.35) + turn * np.arange(steps)
        path = point + np.cumsum(np.stack([np.cos(direction), np.sin(direction)], 1) * length / steps, 0)
        for step in range(steps - 1):
            stroke = max(1, round(thickness * (1 - step / steps)))
            pen.line([tuple(path[step]), tuple(path[step + 1])], fill=255, width=stroke)
    alpha = np.asarray(plane.reduce(SUPERSAMPLES), np.float32) / 255
    return np.clip(ndimage.gaussian_filter(alpha, 0.5), 0, 1)


def blurred_edge(shape: tuple[int, int], sigma: float = 5.0) -> np.ndarray:
    """Alpha of a shape that is out of focus."""
    y, x = np.mgrid[: shape[0], : shape[1]] / min(shape)
    shape_of = (x - shape[1] / min(shape) / 2) ** 2 + (y - 0.5) ** 2 < 0.09 * (1 + 0.4 * np.sin(9 * x + 5 * y))
    return np.clip(ndimage.gaussian_filter(shape_of.astype(np.float32), sigma), 0, 1)


# Pictures that need no file


def sky(shape: tuple[int, int]) -> np.ndarray:
    """A smooth gradient of colours."""
    y, x = np.mgrid[: shape[0], : shape[1]] / min(shape)
    return _levels(np.stack([60 + 70 * y, 110 + 60 * y + 10 * x, 215 - 40 * y], -1))


def meadow(shape: tuple[int, int]) -> np.ndarray:
    """Greens and yellows of all sizes, with blades."""
    rng = np.random.default_rng(11)
    green = _cloud(shape, rng, (1, 4, 16))
    yellow = _cloud(shape, rng, (6, 24))
    blades = ndimage.gaussian_filter(rng.normal(0, 1, shape), (5, 0.7)) * 4
    shade = 25 * green + 14 * blades
    return _levels(np.stack([70 + 35 * yellow + shade, 118 + 22 * yellow + shade, 45 + 0.6 * shade], -1))


def tiles(shape: tuple[int, int]) -> np.ndarray:
    """Hard edges of strong colours."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    colours = np.array([[190, 60, 40], [240, 225, 190], [40, 70, 110], [205, 160, 60]], np.float64)
    rng = np.random.default_rng(5)
    return _levels(colours[(x // 23 + 2 * (y // 17)) % 4] + rng.normal(0, 3, (*shape, 1)))


def fur(shape: tuple[int, int]) -> np.ndarray:
    """What a head of hair is coloured with: browns, with streaks of light."""
    rng = np.random.default_rng(2)
    streaks = ndimage.gaussian_filter(rng.normal(0, 1, shape), (1, 6)) * 5
    light = 18 * streaks + 30 * _cloud(shape, rng, (12, 40))
    return _levels(np.stack([128 + light, 82 + 0.8 * light, 48 + 0.5 * light], -1))


def night(shape: tuple[int, int]) -> np.ndarray:
    """Almost black, with lamps: what blends into it shows every light fringe."""
    rng = np.random.default_rng(8)
    lamps = ndimage.gaussian_filter((rng.random(shape) > 0.9985).astype(float), 3) * 9000
    return _levels(np.stack([14 + lamps, 16 + 0.8 * lamps, 30 + 0.4 * lamps], -1))


def drawn(shape: tuple[int, int] = SMALL) -> list[Composite]:
    """Scenes that need no files: hair and blurred edges on smooth, busy, tiled and dark backgrounds."""
    soft, strands = blurred_edge(shape, min(shape) / 30), hair(shape)
    scenes = [
        compose(f"hair on {draw.__name__}", strands, fur(shape), draw(shape)) for draw in (sky, meadow, tiles, night)
    ]
    scenes += [
        compose("blur on meadow", soft, sky(shape), meadow(shape), 5),
        compose("blur on sky", soft, fur(shape), sky(shape), 5),
    ]
    return scenes


# Pictures from the folder of photographs


def photographed(folder: Path, shape: tuple[int, int] = MEDIUM, crops: int = 3) -> list[Composite]:
    """The lemur's matte, drawn hair and a blurred edge over `crops` pieces of each photograph, with a little noise."""
    backgrounds = [
        (f"{name.split('_')[0]} {n}", _crop(folder, name, shape, n)) for name in PHOTOGRAPHS for n in range(crops)
    ]
    lemur = enlarged_lemur(folder, shape)
    strands, soft = hair(shape, 240), blurred_edge(shape, min(shape) / 60)
    scenes = []
    for n, (name, background) in enumerate(backgrounds):
        surface = _smoothed(backgrounds[(n + crops) % len(backgrounds)][1])
        scenes.append(compose(f"lemur on {name}", lemur.alpha, lemur.foreground, background, 7, 0.5))
        scenes.append(compose(f"hair on {name}", strands, surface, background, 7, 0.5))
        if n % crops == 0:
            scenes.append(compose(f"blur on {name}", soft, surface, background, 5, 0.5))
    return scenes


def sunset(folder: Path) -> Composite:
    """The lemur on a sunset, with the trimap that belongs to it: the scene of the issue's figures."""
    return Composite(
        "lemur_on_sunset",
        _colour(folder / "matting/lemur_on_sunset.png"),
        _colour(folder / "matting/lemur_on_sunset_foreground_truth.png"),
        _colour(folder / "matting/lemur_on_sunset_background.png"),
        _plane(folder / "matting/lemur_on_sunset_alpha_truth.png").astype(np.float32) / 255,
        _three(_plane(folder / "matting/lemur_on_sunset_trimap.png")),
    )


def enlarged(folder: Path, factor: int) -> Composite:
    """The lemur `factor` times as large over a photograph: 10.8 megapixels for 6, 24.2 for 9."""
    shape = MEDIUM[0] * factor, MEDIUM[1] * factor
    lemur = enlarged_lemur(folder, shape, Image.Resampling.LANCZOS)
    background = _crop(folder, PHOTOGRAPHS[1], shape, 0)
    scene = compose(f"lemur x {factor}", lemur.alpha, lemur.foreground, background)
    return replace(scene, trimap=lemur.trimap)


def enlarged_lemur(
    folder: Path, shape: tuple[int, int] = MEDIUM, how: Image.Resampling = Image.Resampling.BICUBIC
) -> Composite:
    """The photograph of the lemur in another size.

    Its alpha is closed form's, no independent truth, and its background is not known: it holds the photograph.
    """
    image, foreground = (
        _resized(_colour(folder / f"matting/{name}.png"), shape, how) for name in ("lemur", "lemur_foreground")
    )
    alpha = _resized(_plane(folder / "matting/lemur_alpha.png"), shape, how).astype(np.float32) / 255
    known = _resized(_three(_plane(folder / "matting/lemur_trimap.png")), shape, Image.Resampling.NEAREST)
    return Composite("lemur", image, foreground, image, alpha, known)


# Errors


def errors(alpha: np.ndarray, scene: Composite) -> tuple[float, float, float]:
    """Sum of absolute differences in thousands, mean squared error, and gradient error in thousands."""
    return (
        sad(alpha, scene.alpha, scene.unknown),
        mse(alpha, scene.alpha, scene.unknown),
        gradient_error(alpha, scene.alpha, scene.unknown),
    )


def sad(alpha: np.ndarray, truth: np.ndarray, where: np.ndarray) -> float:
    """Sum of absolute differences, in thousands."""
    return float(np.abs(alpha[where].astype(np.float64) - truth[where]).sum() / 1000)


def mse(alpha: np.ndarray, truth: np.ndarray, where: np.ndarray) -> float:
    """Mean squared error; of colours too."""
    return float(np.mean((alpha[where].astype(np.float64) - truth[where]) ** 2))


def gradient_error(alpha: np.ndarray, truth: np.ndarray, where: np.ndarray) -> float:
    """Squared differences of the gradients' lengths, in thousands.

    Rhemann et al.: A perceptually motivated online benchmark for image matting, CVPR 2009, with sigma = 1.4.
    """
    mine, theirs = (ndimage.gaussian_gradient_magnitude(each.astype(np.float32), 1.4) for each in (alpha, truth))
    return float(((mine - theirs)[where] ** 2).sum(dtype=np.float64) / 1000)


def colour_error(colours: np.ndarray, truth: np.ndarray, alpha: np.ndarray) -> float:
    """Mean squared error of foreground colours in fractions of white, weighted by alpha where it is truly soft."""
    soft = (alpha > SOFT[0]) & (alpha < SOFT[1])
    weight = alpha[soft].astype(np.float64)
    squares = ((colours[soft].astype(np.float64) - truth[soft]) / 255) ** 2
    return float((weight * squares.mean(-1)).sum() / weight.sum())


def recomposition(alpha: np.ndarray, foreground: np.ndarray, background: np.ndarray, image: np.ndarray) -> np.ndarray:
    """How far alpha F + (1 - alpha) B is from the image, in samples, where alpha is strictly between 0 and 1."""
    soft = (alpha > 0) & (alpha < 1)
    weight = alpha[soft].astype(np.float64)
    weight = weight.reshape(weight.shape + (1,) * (image.ndim - 2))
    return np.abs(weight * foreground[soft] + (1 - weight) * background[soft] - image[soft])


# What they are made of


def _levels(values: np.ndarray) -> np.ndarray:
    return np.rint(np.clip(values, 0, 255)).astype(np.uint8)


def _cloud(shape: tuple[int, int], rng: np.random.Generator, sizes: tuple[int, ...]) -> np.ndarray:
    """Noise of several sizes, each with a standard deviation of about one over their number."""
    layers = [ndimage.gaussian_filter(rng.normal(0, 1, shape), size) for size in sizes]
    return sum(layer / layer.std() for layer in layers) / len(sizes)


@cache
def _crop(folder: Path, name: str, shape: tuple[int, int], place: int) -> np.ndarray:
    """A piece of a photograph of this shape, its detail as fine as the photograph has it where it is large enough."""
    with Image.open(folder / "photos" / name) as photograph:
        # One third larger than the crop: small crops of a large photograph would be almost flat.
        aim = [round(side * 4 / 3) for side in (shape[1], shape[0])]
        photograph.draft("RGB", aim)
        picture = photograph.convert("RGB")
    scale = max(aim[0] / picture.width, aim[1] / picture.height)
    size = max(shape[1], round(picture.width * scale)), max(shape[0], round(picture.height * scale))
    picture = picture.resize(size, Image.Resampling.LANCZOS)
    left = (0, size[0] - shape[1], (size[0] - shape[1]) // 2)[place % 3]
    top = (size[1] - shape[0], 0, (size[1] - shape[0]) // 2)[place % 3]
    return np.asarray(picture.crop((left, top, left + shape[1], top + shape[0])))


def _smoothed(picture: np.ndarray) -> np.ndarray:
    return _levels(ndimage.gaussian_filter(picture.astype(np.float32), (1.5, 1.5, 0)))


def _colour(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def _plane(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("L"))


def _three(plane: np.ndarray) -> np.ndarray:
    """A trimap of any convention as 0, 128 and 255."""
    return np.where(plane == 0, 0, np.where(plane == 255, 255, 128)).astype(np.uint8)


def _resized(picture: np.ndarray, shape: tuple[int, int], how: Image.Resampling) -> np.ndarray:
    if picture.shape[:2] == shape:
        return picture
    return np.asarray(Image.fromarray(picture).resize((shape[1], shape[0]), how))
