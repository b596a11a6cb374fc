"""What a blending network makes of a paste."""

from __future__ import annotations

import numpy as np

from inlay import colour
from inlay.harmonisation.network import search
from inlay.harmonisation.paste import Paste
from inlay.networks import answer, session
from inlay.networks.model import NOISE, Model
from inlay.networks.resizing import resized
from inlay.picture import Picture, Space

#: What networks are trained in.
_SPACE = Space("RGB", np.dtype(np.float32))


def predict(model: Model, paste: Paste) -> np.ndarray:
    """The colours (rows, columns, channels) of the scene in which a network has seen the paste.

    The network says how the colours change, at its own size; the paste has the finer ones. Colours lighter than white
    are shown as white.

    Raises
    ------
    ModelError
        If the network cannot be run, or answers anything but a picture.
    ResourceError
        If there is too little memory.
    """
    assert model.height is not None and model.width is not None
    size = model.height, model.width
    seen = colour.convert(Picture(paste.composite, space=paste.space), _SPACE).pixels
    shown = np.clip(resized(seen, size), 0, 1)
    mean, deviation = (np.array(values, np.float32) for values in (model.mean, model.deviation))
    picture = ((shown - mean) / deviation).transpose(2, 0, 1)
    mask = np.clip(resized(paste.coverage, size), 0, 1)[None]
    found = answer.picture(model.name, _asked(model, picture[None], mask[None]), size) * deviation + mean
    wanted = seen + resized(found - shown, seen.shape[:2])
    return paste.with_piece(colour.convert(Picture(wanted, space=_SPACE), paste.space).pixels)


def _asked(model: Model, picture: np.ndarray, mask: np.ndarray) -> np.ndarray:
    if any(port.name == NOISE for port in model.inputs):
        return search.nearest(model, picture)
    inputs = {port.name: mask if port.shape[1] == 1 else picture for port in model.inputs}
    return session.run(model, inputs)[0]
