"""Losses as a picture."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from inlay.harmonisation.network.settings import LOSSES

_WIDTH, _HEIGHT, _MARGIN = 900, 260, 48
_PAPER, _LINE, _FAINT, _INK = "white", (31, 94, 168), (190, 208, 230), (60, 60, 60)
#: Steps over which the strong line is the mean, as a part of all.
_SMOOTHED = 0.02


def drawn(history: Sequence[Sequence[float]]) -> Image.Image:
    """A chart of each loss, one below the other: faint as it was, strong its running mean.

    Those that are nothing throughout are left out: without a critic there are two of them.
    """
    losses = {name: np.array([step[place] for step in history], np.float64) for place, name in enumerate(LOSSES)}
    shown = {name: values for name, values in losses.items() if name == LOSSES[0] or values.any()}
    page = Image.new("RGB", (_WIDTH, _HEIGHT * len(shown)), _PAPER)
    for row, (name, values) in enumerate(shown.items()):
        _draw(ImageDraw.Draw(page), row * _HEIGHT, name, values)
    return page


def encoded(history: Sequence[Sequence[float]]) -> bytes:
    """The content of a PNG file with it."""
    file = io.BytesIO()
    drawn(history).save(file, "PNG")
    return file.getvalue()


def _draw(pen: ImageDraw.ImageDraw, top: int, name: str, values: np.ndarray) -> None:
    left, right, bottom = _MARGIN * 2, _WIDTH - _MARGIN // 2, top + _HEIGHT - _MARGIN
    pen.rectangle((left, top + _MARGIN // 2, right, bottom), outline=_INK)
    pen.text((left, top + 4), f"{name}, {len(values)} steps", _INK)
    if len(values) == 0:
        return
    # A first step far off must not flatten all that follow.
    least, most = np.quantile(values, [0.0, 0.98])
    most = max(most, least + 1e-9)
    pen.text((4, top + _MARGIN // 2), f"{most:.3g}", _INK)
    pen.text((4, bottom - 10), f"{least:.3g}", _INK)
    window = max(1, int(_SMOOTHED * len(values)))
    mean = np.convolve(values, np.ones(window) / window, "valid")
    for line, colour in ((values, _FAINT), (mean, _LINE)):
        across = left + (np.arange(len(line)) + len(values) - len(line) + 0.5) / len(values) * (right - left)
        down = bottom - (np.clip(line, least, most) - least) / (most - least) * (bottom - top - _MARGIN // 2)
        pen.line([*zip(across.tolist(), down.tolist(), strict=True)], fill=colour, width=1 if line is values else 2)
