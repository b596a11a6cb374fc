"""Outlines of shapes, which psd-tools draws only where the package aggdraw is installed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from inlay.arrays.warning import warn
from inlay.contract.language import _
from inlay.errors import InlayWarning
from inlay.files.words import quoted

_PACKAGE = "aggdraw"


def leave_out(image: Any, path: Path) -> None:
    """Draw shapes without pixels without their outlines where these cannot be drawn, and say so."""
    from psd_tools.constants import Tag
    from psd_tools.psd.descriptor import Bool

    if find_spec(_PACKAGE) is not None:
        return
    names = []
    for layer in image.descendants():
        data = layer.tagged_blocks.get_data(Tag.VECTOR_STROKE_DATA)
        if data is not None and not layer.is_group() and not layer.has_pixels() and bool(data.get(b"strokeEnabled")):
            data[b"strokeEnabled"] = Bool(False)
            names.append(layer.name)
    if names:
        words = _(
            "the package {package} is missing, and these shapes have no outline: {names}",
            package=_PACKAGE,
            names=quoted(names),
        )
        warn(InlayWarning("layers", _("{path}: {words}.", path=path, words=words)))
