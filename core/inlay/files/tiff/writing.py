"""Writing a TIFF file, by tifffile."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np

from inlay.arrays.warning import warn
from inlay.contract.language import _, enumerated
from inlay.errors import InlayWarning
from inlay.files.document import Metadata
from inlay.files.metadata import exif, writable_resolution
from inlay.files.tiff import tags
from inlay.picture import Picture

_PHOTOMETRICS = {"GRAY": "minisblack", "MASK": "minisblack", "RGB": "rgb", "CMYK": "separated"}
_BYTE, _TEXT, _UNDEFINED = 1, 2, 7
_STRIP_BYTES = 1 << 20
SMALLEST_RESOLUTION, LARGEST_RESOLUTION = 1e-6, 4e9


def encode(picture: Picture, metadata: Metadata) -> bytes:
    """Encode 8 or 16 bits or floats, packed without loss."""
    import tifffile

    model = picture.space.model.removesuffix("A")
    pixels = np.ascontiguousarray(picture.pixels)
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[..., 0]
    resolution = writable_resolution(metadata, SMALLEST_RESOLUTION, LARGEST_RESOLUTION)
    # Without a unit tifffile's 1 x 1 says no more than that pixels are square.
    options: dict[str, Any] = {"resolution": resolution, "resolutionunit": "INCH" if resolution else "NONE"}
    if isinstance(picture.space.profile, bytes) and model != "MASK":
        options["iccprofile"] = picture.space.profile
    if picture.has_alpha:
        options["extrasamples"] = ["unassalpha"]
    output = BytesIO()
    tifffile.imwrite(
        output,
        pixels,
        photometric=_PHOTOMETRICS[model],
        planarconfig="contig" if pixels.ndim == 3 else None,
        compression="zlib",
        predictor=True,
        rowsperstrip=max(1, _STRIP_BYTES // max(1, pixels[0].nbytes)),
        metadata=None,
        software=False,
        **options,
    )
    content, entries = output.getvalue(), described(metadata)
    if entries and exif.byte_order(content) is None:
        warn(InlayWarning("metadata", _("A TIFF file beyond 4 GB takes no Exif, XMP, IPTC and texts; left out.")))
    return exif.append(content, entries)


def described(metadata: Metadata) -> dict[int, exif.Entry]:
    """Exif, XMP, IPTC and texts as tags; what Exif says a text does not say again."""
    entries = exif.descriptive(exif.read(metadata.exif))
    if metadata.xmp:
        entries[tags.XMP] = exif.Entry(_BYTE, len(metadata.xmp), metadata.xmp)
    if metadata.iptc:
        entries[tags.IPTC] = exif.Entry(_UNDEFINED, len(metadata.iptc), metadata.iptc)
    lost = []
    for keyword, text in metadata.texts.items():
        tag, value = exif.TEXTS.get(keyword), text.encode("utf-8") + b"\0"
        if tag is None or (tag in entries and entries[tag].value != value):
            lost.append(_("“{name}”", name=keyword))
        else:
            entries[tag] = exif.Entry(_TEXT, len(value), value)
    if lost:
        warn(InlayWarning("metadata", _("TIFF has no place for the text of {lost}; left out.", lost=enumerated(lost))))
    return entries
