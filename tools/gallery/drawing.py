"""The files of a scene, made from photographs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from inlay.arrays.warning import collected
from inlay.errors import InputError
from tools.gallery.scenes import Bright, CutOut, Gradients, Photograph, Picture, Piece, Region, Scene, Strokes

#: How wide painted strokes are, as a part of the picture's width.
BRUSH = 0.02
SUFFIXES = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp")


def photographs_in(folder: Path) -> dict[str, Path]:
    """The pictures in a folder and below it, by their file's name.

    Raises
    ------
    InputError
        If there is none.
    """
    found = {path.name: path for path in sorted(folder.rglob("*")) if path.suffix.lower() in SUFFIXES}
    if not found:
        raise InputError(f"There are no photographs in {folder}.", "Name a folder with --pictures.")
    return found


def draw(scene: Scene, photographs: Mapping[str, Path], folder: Path) -> dict[str, Path]:
    """Write a scene's pictures into a folder; returns their files by name."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, Path] = {}
    for name, picture in scene.pictures.items():
        files[name] = folder / f"{name}{'.tif' if isinstance(picture, Bright) else '.png'}"
        if isinstance(picture, Bright):
            _write_bright(picture, photographs, files[name])
        else:
            _drawn(picture, photographs, files).save(files[name])
    return files


def _drawn(picture: Picture, photographs: Mapping[str, Path], files: Mapping[str, Path]) -> Image.Image:
    if isinstance(picture, Photograph):
        return _photograph(picture, photographs)
    if isinstance(picture, Piece):
        return _piece(picture, photographs)
    if isinstance(picture, CutOut):
        cut = _photograph(Photograph(picture.file, picture.width), photographs)
        cut.putalpha(_photograph(Photograph(picture.opacity, picture.width), photographs).convert("L"))
        return cut
    assert isinstance(picture, Region | Strokes | Gradients)
    if isinstance(picture, Gradients):
        with Image.open(files[picture.like]) as other:
            return _gradients(picture, np.asarray(other))
    with Image.open(files[picture.like]) as other:
        size = other.size
    return _region(picture, size) if isinstance(picture, Region) else _strokes(picture, size)


def _photograph(picture: Photograph, photographs: Mapping[str, Path]) -> Image.Image:
    with Image.open(photographs[picture.file]) as file:
        box = tuple(round(edge * length) for edge, length in zip(picture.part, 2 * file.size, strict=True))
        found = file.convert("L" if picture.is_map else "RGB").crop(box)  # type: ignore[arg-type]
    width = picture.width or found.width
    size = width, picture.height or round(width * found.height / found.width)
    if size == found.size:
        return found
    return found.resize(size, Image.Resampling.NEAREST if picture.is_map else Image.Resampling.LANCZOS)


def _piece(piece: Piece, photographs: Mapping[str, Path]) -> Image.Image:
    whole = _photograph(Photograph(piece.file, piece.width), photographs).point(lambda value: value * piece.exposure)
    opacity = Image.new("L", whole.size)
    left, top, right, bottom = (round(value) for value in _pixels(piece.shown, whole.size))
    opacity.paste(255, (left, top, right, bottom))
    whole.putalpha(opacity)
    return whole


def _write_bright(picture: Bright, photographs: Mapping[str, Path], file: Path) -> None:
    """Undo what a camera does to highlights: the brighter, the more stops brighter still; written as sRGB."""
    import tifffile

    from inlay import colour
    from inlay.picture import Space

    plain = _photograph(Photograph(picture.file, picture.width, picture.part), photographs)
    light = colour.to_space(np.asarray(plain), "linear", Space("RGB", np.dtype(np.uint8)))
    brightness = light.max(axis=2, keepdims=True)
    bright = light * 2 ** (picture.stops * brightness)
    tifffile.imwrite(file, colour.from_space(bright, "linear", Space("RGB", np.dtype(np.float32))), photometric="rgb")


def _region(region: Region, size: tuple[int, int]) -> Image.Image:
    mask = Image.new("L", size)
    pen = ImageDraw.Draw(mask)
    for shapes, level in ((region.shapes, 255), (region.without, 0)):
        for kind, coordinates in shapes:
            {"ellipse": pen.ellipse, "polygon": pen.polygon}[kind](_pixels(coordinates, size), fill=level)
    soft = mask.filter(ImageFilter.GaussianBlur(region.softness))
    return ImageChops.multiply(soft, _fade(region.fade, size)) if region.fade else soft


def _fade(fade: tuple[float, ...], size: tuple[int, int]) -> Image.Image:
    """White above, black below, and every gray between the two heights."""
    top, bottom = (height * size[1] for height in fade)
    levels = np.clip((bottom - np.arange(size[1])) / (bottom - top), 0, 1)
    return Image.fromarray(np.tile(np.round(255 * levels).astype(np.uint8)[:, None], size[0]))


def _strokes(strokes: Strokes, size: tuple[int, int]) -> Image.Image:
    painted = Image.new("RGBA", size)
    pen = ImageDraw.Draw(painted)
    for lines, colour in ((strokes.white, "white"), (strokes.black, "black")):
        for line in lines:
            pen.line(_pixels(line, size), fill=colour, width=round(BRUSH * size[0]), joint="curve")
    return painted


def _gradients(gradients: Gradients, picture: np.ndarray) -> Image.Image:
    from inlay import show_gradients

    with collected():  # the few steps that are too large for 8 bits are cut off
        across, down = show_gradients(picture)
    found = across if gradients.direction == "across" else down
    strong = (
        np.maximum(abs(across.astype(int) - 128), abs(down.astype(int) - 128)).max(axis=2) > 255 * gradients.threshold
    )
    return Image.fromarray(np.where(strong[..., None], found, 128).astype(np.uint8))


def _pixels(coordinates: Sequence[float], size: tuple[int, int]) -> list[float]:
    # Pillow cuts off what is behind the point: a pixel must not be a rounding error short of itself.
    return [round(value * size[place % 2], 6) for place, value in enumerate(coordinates)]
