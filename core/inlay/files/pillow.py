"""JPEG and WebP, and every 8-bit picture that Pillow decodes."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import numpy as np

from inlay.errors import FileError, InlayWarning
from inlay.files import exif
from inlay.files.document import Document, Metadata, flat
from inlay.picture import Picture, Space

_MODELS = {"L": "GRAY", "LA": "GRAYA", "RGB": "RGB", "RGBA": "RGBA", "CMYK": "CMYK"}
_CLASSES = {"GRAY": b"GRAY", "RGB": b"RGB ", "CMYK": b"CMYK"}
QUALITY = 95
_JPEG_SEGMENT = 65_500


@contextmanager
def opened(file: IO[bytes] | Path, formats: Sequence[str]) -> Iterator[Any]:
    """A Pillow image without Pillow's own limit on size: the formats' limits and the memory are enough."""
    from PIL import Image

    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    try:
        with warnings.catch_warnings():
            # What Pillow finds odd it reads nevertheless; what it cannot read it raises.
            warnings.filterwarnings("ignore", module="PIL")
            with Image.open(file, formats=list(formats)) as image:
                yield image
    finally:
        Image.MAX_IMAGE_PIXELS = limit


def pixels(image: Any) -> np.ndarray:
    """``(height, width, channels)`` of 8 bits; palettes become colours, a transparent colour becomes opacity."""
    transparent = "transparency" in image.info
    if image.mode in ("P", "PA"):
        image = image.convert("RGBA" if transparent or image.mode == "PA" else image.palette.mode or "RGB")
    elif image.mode == "1":
        image = image.convert("LA" if transparent else "L")
    elif transparent and image.mode in ("L", "RGB"):
        image = image.convert(image.mode + "A")
    elif image.mode not in _MODELS:
        image = image.convert("RGBA" if image.mode in ("RGBa", "La") else "RGB")
    array = np.asarray(image)
    return array[..., np.newaxis] if array.ndim == 2 else array


def read(content: bytes, path: Path, format: str) -> Document:
    """Decode a JPEG or WebP file.

    Raises
    ------
    FileError
        If it is damaged.
    """
    try:
        with opened(BytesIO(content), (format,)) as image:
            array = pixels(image)
            information, mode = dict(image.info), image.mode
            if getattr(image, "n_frames", 1) > 1:
                warnings.warn(
                    InlayWarning("pages", f"{path} has {image.n_frames} pictures; the first one is used."), stacklevel=3
                )
    except (OSError, ValueError, SyntaxError, IndexError, struct.error, EOFError) as error:
        raise FileError(f"{path} is damaged or cut off.", "Save it again from the program that made it.") from error
    block = information.get("exif", b"").removeprefix(b"Exif\0\0")
    model = {1: "GRAY", 2: "GRAYA", 3: "RGB", 4: "RGBA"}[array.shape[2]]
    if array.shape[2] == 4 and mode == "CMYK":
        model = "CMYK"
    profile = information.get("icc_profile")
    if not profile or profile[16:20] != _CLASSES[model.removesuffix("A")]:
        profile = None
    array = exif.turn(array, exif.orientation(block))
    picture = Picture(array, space=Space(model, array.dtype, profile=profile), name=path.stem)
    return flat(picture, Metadata(exif.upright(block), information.get("dpi")), format, path)


def encode(picture: Picture, metadata: Metadata, format: str) -> bytes:
    """Encode 8 bits: JPEG in its best practical quality without colour subsampling, WebP without loss."""
    from PIL import Image

    array = np.ascontiguousarray(picture.pixels[..., 0] if picture.pixels.shape[-1] == 1 else picture.pixels)
    mode = {"GRAY": "L", "RGB": "RGB", "RGBA": "RGBA", "CMYK": "CMYK", "MASK": "L"}[picture.space.model]
    image = Image.frombytes(mode, (picture.width, picture.height), array)
    exif_block = metadata.exif
    if format == "JPEG" and len(exif_block) > _JPEG_SEGMENT:
        warnings.warn(InlayWarning("exif", "The picture's Exif data are too long for JPEG and left out."), stacklevel=3)
        exif_block = b""
    options: dict[str, Any] = {"exif": b"Exif\0\0" + exif_block if exif_block else b""}
    if isinstance(picture.space.profile, bytes) and picture.space.model != "MASK":
        options["icc_profile"] = picture.space.profile
    if format == "JPEG":
        options |= {"quality": QUALITY, "subsampling": 0, "optimize": True}
        if metadata.resolution:
            options["dpi"] = tuple(round(value) for value in metadata.resolution)
    else:
        options |= {"lossless": True, "exact": True, "method": 4}
    output = BytesIO()
    try:
        image.save(output, format, **{name: value for name, value in options.items() if value not in (b"", None)})
    except (OSError, ValueError, OverflowError) as error:
        raise FileError(
            f"The picture cannot be written as {format}: {error}.", "Choose another format, such as PNG."
        ) from error
    return output.getvalue()
