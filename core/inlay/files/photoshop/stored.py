"""The composed picture that ends every PSD file, as Photoshop shows it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from inlay.arrays.warning import warn
from inlay.colour import convert, convert_samples
from inlay.contract.language import _, joined
from inlay.errors import InlayWarning
from inlay.files import damage
from inlay.files.photoshop import channels, metadata
from inlay.picture import CHANNELS, Picture, Space

_PALETTE = 768
# Modes whose composed picture lies on white where it is not opaque.
_ON_WHITE = ("GRAY", "RGB")


def exists(image: Any) -> bool:
    """Whether the program that made the file composed it; else there is only white."""
    return bool(image.has_preview())


def is_vouched_for(image: Any) -> bool:
    """Whether the file says that its composed picture shows its layers; older programs say nothing."""
    from psd_tools.constants import Resource

    version = image.image_resources.get_data(Resource.VERSION_INFO)
    return bool(version is not None and version.has_composite)


def picture(image: Any, space: Space, path: Path) -> Picture:
    """The composed picture in the colours of the file, which are those of `space`.

    Raises
    ------
    FileError
        If it is damaged.
    """
    planes = _planes(image, path)
    count = CHANNELS[space.model] - 1
    colour = np.stack(planes[:count], axis=-1)
    if colour.shape[-1] < count:
        raise damage.damaged(path)
    opacity = _opacity(image, planes, count)
    model = space.model.removesuffix("A")
    if model == "CMYK":
        colour = space.dtype.type(space.white) - colour
    elif opacity is not None and model in _ON_WHITE:
        colour = _off_white(colour, opacity, space)
    if opacity is None:
        opacity = np.full(colour.shape[:2], space.white, space.dtype)
    return Picture(np.concatenate([colour, opacity[..., np.newaxis]], axis=-1), space=space, name=path.stem)


def converted(image: Any, mode: str, path: Path) -> Picture:
    """The composed picture of colours that Inlay does not work in, as gray, RGB or inks."""
    planes = _planes(image, path)
    dtype = np.dtype(channels.DEPTHS[image.depth])
    if mode == "INDEXED":
        return _indexed(image, planes[0], path)
    if mode == "LAB" and len(planes) >= 3:
        return _lab(np.stack(planes[:3], axis=-1), dtype, path)
    if mode == "MULTICHANNEL" and len(planes) >= 3:
        colour = np.stack(planes[: 4 if len(planes) == 4 else 3], axis=-1)
        if colour.shape[-1] == 4:
            return Picture(dtype.type(Space(dtype=dtype).white) - colour, space=Space("CMYK", dtype), name=path.stem)
        return Picture(colour, space=Space("RGB", dtype), name=path.stem)
    profile = metadata.profile(image, "GRAY", path)
    return Picture(planes[0][..., np.newaxis], space=Space("GRAY", dtype, profile=profile), name=path.stem)


def _planes(image: Any, path: Path) -> list[np.ndarray]:
    with damage.as_file_error(path), channels.watched() as decoding:
        data = image._record.image_data.get_data(image._record.header)
        planes = [channels.plane(each, image.depth, image.width, image.height) for each in data]
    if decoding.replaced:
        raise damage.damaged(path)
    return planes


def _opacity(image: Any, planes: list[np.ndarray], count: int) -> np.ndarray | None:
    from psd_tools.api.utils import get_transparency_index, has_transparency

    if not has_transparency(image):
        return None
    index = get_transparency_index(image)
    return planes[index] if count <= index < len(planes) else planes[count] if len(planes) == count + 1 else None


def _off_white(colour: np.ndarray, opacity: np.ndarray, space: Space) -> np.ndarray:
    """Take away the white on which the picture was composed."""
    white = np.float32(space.white)
    alpha = opacity[..., np.newaxis].astype(np.float32) / white
    straight = (colour / white + alpha - 1) / np.where(alpha > 0, alpha, 1)
    return convert_samples(np.where(alpha > 0, np.clip(straight, 0, None), 1), space.dtype)


def _indexed(image: Any, indices: np.ndarray, path: Path) -> Picture:
    from psd_tools.constants import Resource

    table = image._record.color_mode_data.value[:_PALETTE]
    palette = np.frombuffer(table.ljust(_PALETTE, b"\0"), np.uint8).reshape(3, 256).T
    profile = metadata.profile(image, "RGB", path)
    clear = image.image_resources.get_data(Resource.TRANSPARENCY_INDEX)
    if not isinstance(clear, int):
        return Picture(palette[indices], space=Space("RGB", profile=profile), name=path.stem)
    opacity = np.where(indices == clear, 0, 255).astype(np.uint8)
    return Picture(np.dstack([palette[indices], opacity]), space=Space("RGBA", profile=profile), name=path.stem)


def _lab(colour: np.ndarray, dtype: np.dtype, path: Path) -> Picture:
    lab = convert_samples(colour, np.dtype(np.float32))
    if dtype == np.uint16:
        # Neutral is 0x8000 of 0x10000 in 16 bits, and 0x80 of 0xff in 8.
        lab[..., 1:] *= np.float32(65535 / 65280)
    return convert(Picture(lab, space=Space("LAB", np.dtype(np.float32)), name=path.stem), Space("RGB", dtype))


def warn_of_mode(mode: str, has_layers: bool, path: Path) -> None:
    """Say what is lost of a mode that is read by its composed picture only."""
    words = {
        "LAB": _("Lab colours are converted to sRGB"),
        "DUOTONE": _("the inks of its duotone are not known, and it is read as grey"),
        "MULTICHANNEL": _("its channels are read as the first of grey, RGB or CMYK"),
    }
    said = [words[mode]] if mode in words else []
    if has_layers:
        said.append(_("its layers are read as one composed picture"))
    if said:
        warn(InlayWarning("colours", _("{path}: {said}.", path=path, said=joined("; ", said))))
