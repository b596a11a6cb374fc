"""Writing with Pillow."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np

from inlay.contract.language import _
from inlay.errors import FileError
from inlay.picture import Picture


def encode(picture: Picture, mode: str, name: str, **options: Any) -> bytes:
    """Encode a picture of 8 bits in a format of Pillow's, whose `options` these are.

    Raises
    ------
    FileError
        If the format does not hold it.
    """
    from PIL import Image

    image = Image.frombytes(mode, (picture.width, picture.height), np.ascontiguousarray(picture.pixels))
    output = BytesIO()
    try:
        image.save(output, name, **options)
    except (OSError, ValueError, OverflowError) as error:
        raise FileError(
            _("The picture cannot be written as {name}: {error}.", name=name, error=error),
            _("Choose another format, such as PNG."),
        ) from error
    return output.getvalue()
