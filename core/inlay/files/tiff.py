"""TIFF: 8 and 16 bits, half and single floats, by tifffile."""

from __future__ import annotations

import warnings
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from inlay.colour import convert_samples
from inlay.errors import FileError, InlayWarning
from inlay.files import exif, quiet
from inlay.files.document import Document, Metadata, flat
from inlay.picture import Picture, Space, with_alpha

NAME = "TIFF"
_CLASSES = {"GRAY": b"GRAY", "RGB": b"RGB ", "CMYK": b"CMYK"}
_COLOURS = {"GRAY": 1, "RGB": 3, "CMYK": 4}
_RESOLUTION_UNITS = {2: 1.0, 3: 2.54}
_PREMULTIPLIED, _STRAIGHT = 1, 2


def read(content: bytes, path: Path) -> Document:
    """Decode the first picture of a TIFF file.

    Raises
    ------
    FileError
        If it is damaged, or of a kind that Inlay does not know.
    """
    import tifffile

    # Its complaints about damaged files would reach the terminal; ours say what to do.
    quiet.silence("tifffile")
    try:
        with tifffile.TiffFile(BytesIO(content)) as file:
            page: Any = file.pages[0]
            if len(file.pages) > 1 and not page.is_reduced:
                warnings.warn(
                    InlayWarning("pages", f"{path} has {len(file.pages)} pages; the first one is used."), stacklevel=2
                )
            picture = _picture(page, path)
            tags = {tag.code: tag.value for tag in page.tags.values() if tag.code in (274, 282, 283, 296)}
    except (FileError, MemoryError):
        raise
    except Exception as error:  # tifffile and its codecs raise many kinds on damaged files
        raise FileError(f"{path} is damaged or cut off.", "Save it again from the program that made it.") from error
    orientation = int(tags.get(274, 1))
    picture = replace(picture, pixels=exif.turn(picture.pixels, orientation if 1 <= orientation <= 8 else 1))
    entries = exif.descriptive(exif.read(content))
    return flat(picture, Metadata(exif.write(entries) if entries else b"", _resolution(tags)), NAME, path)


def _picture(page: Any, path: Path) -> Picture:
    photometric = page.photometric.name
    model = {"MINISBLACK": "GRAY", "MINISWHITE": "GRAY", "RGB": "RGB", "SEPARATED": "CMYK"}.get(photometric)
    if photometric == "PALETTE" or (photometric == "YCBCR" and page.compression.name in ("JPEG", "OJPEG")):
        model = "RGB"
    if model is None:
        raise FileError(
            f"{path} holds {photometric} colours, which Inlay does not read.", "Convert it to RGB in an editor."
        )
    pixels = page.asarray()
    if page.axes.startswith("S") and pixels.ndim == 3:
        pixels = np.moveaxis(pixels, 0, -1)
    if pixels.ndim == 2:
        pixels = pixels[..., np.newaxis]
    if pixels.ndim != 3:
        raise FileError(f"{path} holds a volume, not a picture.", "Save one slice of it.")
    if photometric == "PALETTE":
        return Picture(_palette(page.colormap, pixels[..., 0]), space=Space("RGB", np.dtype(np.uint8)), name=path.stem)
    pixels = _samples(pixels, page.bitspersample, path)
    if photometric == "MINISWHITE":
        pixels = (np.iinfo(pixels.dtype).max - pixels) if pixels.dtype.kind == "u" else 1 - pixels
    pixels, has_alpha = _opacity(pixels, _COLOURS[model], page.extrasamples, path)
    profile = page.iccprofile
    if not isinstance(profile, bytes) or profile[16:20] != _CLASSES[model]:
        profile = None
    space = Space(with_alpha(model) if has_alpha else model, pixels.dtype, profile=profile)
    return Picture(pixels, space=space, name=path.stem)


def _samples(pixels: np.ndarray, bits: int, path: Path) -> np.ndarray:
    """Samples as one of the types that Inlay works in."""
    kind = pixels.dtype.kind
    if kind == "f":
        if pixels.dtype.itemsize > 4:
            warnings.warn(InlayWarning("precision", f"{path}: 64-bit samples are read as 32-bit ones."), stacklevel=4)
        return pixels.astype(pixels.dtype.newbyteorder("=") if pixels.dtype.itemsize <= 4 else np.float32, copy=False)
    if kind == "b":
        return pixels.astype(np.uint8) * np.uint8(255)
    if kind != "u" or pixels.dtype.itemsize > 4:
        raise FileError(
            f"{path} holds samples of the type {pixels.dtype}, which Inlay does not read.",
            "Save it with 8 or 16 bits or in floating point.",
        )
    if bits in (8, 16):
        return pixels.astype(np.uint8 if bits == 8 else np.uint16, copy=False)
    wanted = np.uint8 if bits < 8 else np.uint16 if bits < 16 else np.float32
    if bits > 16:
        warnings.warn(
            InlayWarning("precision", f"{path}: {bits}-bit samples are read as 32-bit floating point."), stacklevel=4
        )
    return convert_samples(pixels.astype(np.float64) / (2.0**bits - 1), wanted)


def _opacity(pixels: np.ndarray, colours: int, extra: tuple[int, ...], path: Path) -> tuple[np.ndarray, bool]:
    """The colours, with straight opacity where there is one; other extra channels are left out."""
    if pixels.shape[2] < colours:
        raise FileError(f"{path} lacks a colour channel.", "Save it again from the program that made it.")
    kinds = [int(kind) for kind in extra]
    opacity = next((index for index, kind in enumerate(kinds) if kind in (_PREMULTIPLIED, _STRAIGHT)), None)
    if len(kinds) > (opacity is not None):
        warnings.warn(InlayWarning("channels", f"{path}: its extra channels are left out."), stacklevel=4)
    if opacity is None:
        return pixels[..., :colours], False
    alpha = pixels[..., colours + opacity]
    colour = pixels[..., :colours]
    if kinds[opacity] == _PREMULTIPLIED:
        white = float(np.iinfo(pixels.dtype).max) if pixels.dtype.kind == "u" else 1.0
        share = alpha[..., np.newaxis].astype(np.float32) / np.float32(white)
        straight = np.where(share > 0, colour / np.where(share > 0, share, 1), 0)
        colour = np.rint(np.clip(straight, 0, white)) if pixels.dtype.kind == "u" else straight
    joined = np.empty((*alpha.shape, colours + 1), pixels.dtype)
    joined[..., :-1], joined[..., -1] = colour, alpha
    return joined, True


def _palette(colours: np.ndarray, indices: np.ndarray) -> np.ndarray:
    table = np.moveaxis(np.asarray(colours), 0, -1)
    # Programs scale their bytes by 256 or 257, or, against the format, not at all.
    table = (table >> 8 if table.max() > 255 else table).astype(np.uint8)
    return table[indices]


def _resolution(tags: dict[int, Any]) -> tuple[float, float] | None:
    scale = _RESOLUTION_UNITS.get(int(tags.get(296, 2)))
    try:
        return tuple(tags[code][0] / tags[code][1] * scale for code in (282, 283))
    except (KeyError, TypeError, ZeroDivisionError, IndexError):
        return None


def encode(picture: Picture, metadata: Metadata) -> bytes:
    """Encode 8 or 16 bits or floats, packed without loss."""
    import tifffile

    model = picture.space.model.removesuffix("A")
    photometric = {"GRAY": "minisblack", "MASK": "minisblack", "RGB": "rgb", "CMYK": "separated"}[model]
    pixels = np.ascontiguousarray(picture.pixels)
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[..., 0]
    options: dict[str, Any] = {"resolution": metadata.resolution, "resolutionunit": "INCH"}
    if isinstance(picture.space.profile, bytes) and model != "MASK":
        options["iccprofile"] = picture.space.profile
    if picture.has_alpha:
        options["extrasamples"] = ["unassalpha"]
    output = BytesIO()
    tifffile.imwrite(
        output,
        pixels,
        photometric=photometric,
        planarconfig="contig" if pixels.ndim == 3 else None,
        compression="zlib",
        predictor=True,
        rowsperstrip=max(1, (1 << 20) // max(1, pixels[0].nbytes)),
        metadata=None,
        software=False,
        **options,
    )
    return exif.append(output.getvalue(), exif.descriptive(exif.read(metadata.exif)))
