"""The file formats: told by their first bytes when read, by their suffix when written."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

import numpy as np

from inlay.arrays.warning import warn
from inlay.colour import convert, convert_samples
from inlay.contract.language import _
from inlay.errors import FileError, InlayWarning, ParameterError
from inlay.files import damage
from inlay.files.archive import Archive
from inlay.files.document import Document, Metadata
from inlay.files.metadata import exif
from inlay.files.words import AGAIN, listed
from inlay.picture import Picture, Space, with_alpha
from inlay.system import saving, streams
from inlay.system.refusals import reading
from inlay.system.saving import Saving, is_chunks

READABLE = _("PNG, TIFF, JPEG, WebP, OpenRaster, PSD and OME-Zarr")
WRITABLE = _(".png, .tif, .jpg, .webp, .ora or .ome.zarr")


@dataclass(frozen=True)
class Format:
    """What a format can keep.

    Attributes
    ----------
    depths : tuple of str
        Sample types, from the least precise.
    models : tuple of str
        Colour models.
    metadata : tuple of str
        Which attributes of `Metadata` it has a place for.
    texts : tuple of str
        The only texts for which it has one; empty for any.
    """

    name: str
    suffixes: tuple[str, ...]
    depths: tuple[str, ...]
    models: tuple[str, ...]
    metadata: tuple[str, ...]
    texts: tuple[str, ...] = ()


PNG = Format(
    "PNG",
    (".png",),
    ("u1", "u2"),
    ("GRAY", "GRAYA", "RGB", "RGBA"),
    ("exif", "resolution", "xmp", "iptc", "texts"),
)
TIFF = Format(
    "TIFF",
    (".tif", ".tiff"),
    ("u1", "u2", "f2", "f4"),
    ("GRAY", "GRAYA", "RGB", "RGBA", "CMYK", "CMYKA"),
    ("exif", "resolution", "xmp", "iptc", "texts"),
)
JPEG = Format(
    "JPEG",
    (".jpg", ".jpeg"),
    ("u1",),
    ("GRAY", "RGB", "CMYK"),
    ("exif", "resolution", "xmp", "iptc", "texts"),
    ("Comment",),
)
WEBP = Format("WebP", (".webp",), ("u1",), ("RGB", "RGBA"), ("exif", "resolution", "xmp"))
OPENRASTER = Format("OpenRaster", (".ora",), ("u1", "u2"), ("GRAY", "GRAYA", "RGB", "RGBA"), PNG.metadata)
OME_ZARR = Format("OME-Zarr", (".zarr",), TIFF.depths, TIFF.models, TIFF.metadata)
_METADATA = {
    "exif": _("Exif data"),
    "resolution": _("the resolution"),
    "xmp": "XMP data",
    "iptc": "IPTC data",
    "texts": _("texts and comments"),
}
# Bytes of the part of a ZIP archive that says its kind.
_LONGEST_KIND = 200
FORMATS = (PNG, TIFF, JPEG, WEBP, OPENRASTER, OME_ZARR)
#: With which TIFF and BigTIFF files begin, in either order of bytes.
TIFF_STARTS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


def read(path: Path) -> Document:
    """Read a picture file, or what comes through a pipe.

    Raises
    ------
    FileError
        If it is missing, damaged, or of a format that Inlay does not read.
    """
    if path == streams.STREAM:
        return decode(streams.read(), streams.INPUT)
    with reading(path):
        if is_chunks(path):
            return import_module("inlay.files.ome_zarr").read(path)
        if path.is_dir():
            raise FileError(_("{path} is a folder.", path=path), _("Give the name of a picture in it."))
        if path.exists() and not path.is_file():
            raise FileError(_("{path} is not an ordinary file.", path=path), _("Give the name of a picture."))
        content = path.read_bytes()
    return decode(content, path)


def decode(content: bytes, path: Path) -> Document:
    """Read a picture from the content of the file `path`."""
    if not content:
        raise FileError(_("{path} is empty.", path=path), AGAIN)
    module = _recognise(content, path)
    with damage.as_file_error(path):
        return import_module(f"inlay.files.{module}").read(content, path)


def _recognise(content: bytes, path: Path) -> str:
    """The module that reads the file."""
    start = content[:16]
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if start.startswith(TIFF_STARTS):
        return "tiff"
    if start.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "webp"
    if start[:4] == b"8BPS":
        return "photoshop"
    if start.startswith(b"PK\x03\x04"):
        kind = _zip_kind(content, path)
        if kind.startswith("image/openraster"):
            return "openraster"
        if "krita" in kind:
            raise FileError(
                _("{path} is a Krita file, which Inlay does not read.", path=path),
                _("In Krita: File > Export, as OpenRaster (.ora)."),
            )
    if start.startswith(b"gimp xcf"):
        raise FileError(
            _("{path} is a GIMP file, which Inlay does not read.", path=path),
            _("In GIMP: File > Export As, as OpenRaster (.ora)."),
        )
    raise FileError(
        _("{path} is not a picture that Inlay reads.", path=path), _("It reads {readable}.", readable=READABLE)
    )


def _zip_kind(content: bytes, path: Path) -> str:
    """The kind of document that a ZIP archive says to be; empty if it says none."""
    with Archive(content, path) as archive:
        if "mimetype" not in archive:
            return ""
        return archive.read("mimetype", _LONGEST_KIND).decode("ascii", "replace").strip()


def by_suffix(path: Path) -> Format:
    """The format in which a file of this name is written; PNG goes through a pipe.

    Raises
    ------
    ParameterError
        If its suffix is none that Inlay writes.
    """
    if path == streams.STREAM:
        return PNG
    for format in FORMATS:
        if path.suffix.lower() in format.suffixes:
            return format
    raise ParameterError(
        _("{path} has no suffix of a format that Inlay writes.", path=path),
        _("Let it end with {writable}.", writable=WRITABLE),
    )


def save(arriving: Saving, picture: Picture, metadata: Metadata, path: Path, offset: bool = False) -> None:
    """Write a flat picture in the format that the suffix names; what the format cannot keep is said in a warning."""
    if by_suffix(path) is OME_ZARR:
        picture = fit(picture, OME_ZARR, path)
        import_module("inlay.files.ome_zarr").save(arriving, picture, metadata, path)
    else:
        arriving.write(path, encode(picture, metadata, path, offset))


def check_target(path: Path) -> Path:
    """The real path of a picture to be written: a file's, or that of a folder of chunks.

    Raises
    ------
    FileError
        If nothing can be written there.
    """
    is_folder = path.suffix.lower() in OME_ZARR.suffixes
    return saving.check_folder(path) if is_folder else saving.check_target(path)


def encode(picture: Picture, metadata: Metadata, path: Path, offset: bool = False) -> bytes:
    """A flat picture as a file of the format that the suffix names, one of those that are files."""
    format = by_suffix(path)
    picture = fit(picture, format, path)
    if format in (JPEG, WEBP):
        metadata = _with_texts_in_exif(metadata, format)
    warn_of_metadata(metadata, format, path)
    if format is PNG:
        return import_module("inlay.files.png").encode(picture, metadata, offset)
    if format is TIFF:
        return import_module("inlay.files.tiff").encode(picture, metadata)
    return import_module("inlay.files.jpeg" if format is JPEG else "inlay.files.webp").encode(picture, metadata)


def _with_texts_in_exif(metadata: Metadata, format: Format) -> Metadata:
    """The same, where the format has no place for a text but Exif has."""
    homeless = {keyword: text for keyword, text in metadata.texts.items() if keyword not in format.texts}
    block, left = exif.with_texts(metadata.exif, homeless)
    kept = {keyword: text for keyword, text in metadata.texts.items() if keyword in format.texts}
    return replace(metadata, exif=block, texts=kept | left)


def fit(picture: Picture, format: Format, path: Path) -> Picture:
    """The same picture in samples and colours that the format keeps."""
    picture = _fit_depth(picture, format, path)
    model = picture.space.model
    if model == "MASK" and "GRAY" in format.models:
        return picture
    if model == "MASK":
        pixels = np.repeat(picture.pixels[..., np.newaxis], 3, axis=2)
        return replace(picture, pixels=pixels, space=replace(picture.space, model="RGB"))
    if model.endswith("A") and model not in format.models and (picture.alpha == picture.space.white).all():  # type: ignore[union-attr]
        model = model.removesuffix("A")
        picture = convert(picture, replace(picture.space, model=model))
    if model in format.models:
        return picture
    if model.endswith("A") and with_alpha("RGB") not in format.models:
        warn(
            InlayWarning(
                "opacity",
                _("{path}: {format} has no transparency; the picture is laid on white.", path=path, format=format.name),
            )
        )
        picture = _on_white(picture)
        model = picture.space.model
    if model in format.models:
        return picture
    return _as_rgb(picture, format, path)


def _fit_depth(picture: Picture, format: Format, path: Path) -> Picture:
    dtype = picture.space.dtype
    kept = [np.dtype(name) for name in format.depths]
    if dtype in kept:
        return picture
    largest = float(picture.colour.max())
    if dtype.kind == "f" and 2 <= largest < math.inf and np.array_equal(picture.colour, np.rint(picture.colour)):
        warn(
            InlayWarning(
                "precision",
                _(
                    "{path}: the values are whole numbers up to {largest}, and all from 1 on become white.",
                    path=path,
                    largest=f"{largest:g}",
                ),
            )
        )
    else:
        warn_of_depth(dtype, format, path)
    return replace(
        picture, pixels=convert_samples(picture.pixels, kept[-1]), space=replace(picture.space, dtype=kept[-1])
    )


def warn_of_depth(dtype: np.dtype, format: Format, path: Path) -> None:
    """Say that a format keeps less than `dtype` holds."""
    bits = np.dtype(format.depths[-1]).itemsize * 8
    beyond = _(" and values beyond 0 to 1") if dtype.kind == "f" else ""
    warn(
        InlayWarning(
            "precision",
            _(
                "{path}: {format} keeps {bits}-bit samples; finer steps{beyond} are lost.",
                path=path,
                format=format.name,
                bits=bits,
                beyond=beyond,
            ),
        )
    )


def warn_of_colours(model: str, format: Format, path: Path) -> None:
    """Say that a format keeps no colours of `model`."""
    warn(
        InlayWarning(
            "colours",
            _(
                "{path}: {format} keeps no {model} colours; they become sRGB.",
                path=path,
                format=format.name,
                model=model.removesuffix("A"),
            ),
        )
    )


def warn_of_metadata(metadata: Metadata, format: Format, path: Path) -> None:
    """Say in one line what a format has no place for."""
    lost = [words for name, words in _METADATA.items() if getattr(metadata, name) and name not in format.metadata]
    if format.texts and set(metadata.texts) - set(format.texts):
        lost.append(_("texts other than {texts}", texts=listed(format.texts)))
    if lost:
        warn(
            InlayWarning(
                "metadata",
                _(
                    "{path}: {format} has no place for {lost}; left out.",
                    path=path,
                    format=format.name,
                    lost=listed(lost),
                ),
            )
        )


def _as_rgb(picture: Picture, format: Format, path: Path) -> Picture:
    model = with_alpha("RGB") if picture.has_alpha else "RGB"
    if not picture.space.model.startswith("GRAY"):
        warn_of_colours(picture.space.model, format, path)
    return convert(picture, Space(model, picture.space.dtype))


def _on_white(picture: Picture) -> Picture:
    white = picture.space.white
    paper = 0.0 if picture.space.model.startswith("CMYK") else white
    alpha = picture.pixels[..., -1:].astype(np.float64) / white
    colour = picture.colour * alpha + paper * (1 - alpha)
    if picture.space.dtype.kind == "u":
        colour = np.rint(colour)
    model = picture.space.model.removesuffix("A")
    return replace(picture, pixels=colour.astype(picture.space.dtype), space=replace(picture.space, model=model))
