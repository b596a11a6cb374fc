"""Image resources: Exif, XMP, IPTC, the resolution and the colour profile."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import InlayWarning
from inlay.files import unpacking
from inlay.files.document import Metadata
from inlay.files.metadata import embedded, exif, xmp

_FIXED_POINT = 65536


def read(image: Any, path: Path) -> Metadata:
    """What the resources say besides the pixels; what is longer than the limits is left out with a warning."""
    return Metadata(
        exif.upright(_resource(image, "EXIF_DATA_1", unpacking.LARGEST_EXIF, _("Exif data"), path)),
        _resolution(image),
        xmp=xmp.upright(_resource(image, "XMP_METADATA", unpacking.LARGEST_TEXT, _("XMP data"), path)),
        iptc=_resource(image, "IPTC_NAA", unpacking.LARGEST_TEXT, _("IPTC data"), path),
    )


def profile(image: Any, model: str, path: Path) -> bytes | None:
    """The colour profile, as pictures of `model` take it."""
    found = _resource(image, "ICC_PROFILE", unpacking.LARGEST_PROFILE, _("colour profiles"), path)
    return embedded.taken(path, found, model) if found else None


def _resource(image: Any, name: str, limit: int, words: str, path: Path) -> bytes:
    from psd_tools.constants import Resource

    found = image.image_resources.get_data(Resource[name])
    if not isinstance(found, bytes):
        return b""
    if len(found) > limit:
        warn(InlayWarning("metadata", _("{path}: {words} that are too long are left out.", path=path, words=words)))
        return b""
    return found


def _resolution(image: Any) -> tuple[float, float] | None:
    from psd_tools.constants import Resource

    data = image.image_resources.get_data(Resource.RESOLUTION_INFO)
    across, down = getattr(data, "horizontal", None), getattr(data, "vertical", None)
    if not (isinstance(across, int) and isinstance(down, int) and across > 0 and down > 0):
        return None
    found = (across / _FIXED_POINT, down / _FIXED_POINT)
    return found if all(math.isfinite(value) for value in found) else None
