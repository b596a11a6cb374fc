"""Turning colours about an axis of the colour cube."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inlay.arrays import checks
from inlay.arrays.effort import Effort
from inlay.arrays.progress import Progress
from inlay.contract.language import _
from inlay.errors import InputError, ParameterError
from inlay.filters.neighbourhood import Part, neighbourhood

AXES = {"gray": (1.0, 1.0, 1.0), "red": (1.0, 0.0, 0.0), "green": (0.0, 1.0, 0.0), "blue": (0.0, 0.0, 1.0)}
SPACES = ("linear", "logit")
#: The logit of black is that of this value, of white that of one less it: black and white are not infinitely far.
_MARGIN = 1 / 256


def rotation_matrix(axis: Sequence[float] | str, angle: float) -> np.ndarray:
    """The rotation of red, green and blue about an axis (Rodrigues' formula), ``(3, 3)``.

    Parameters
    ----------
    axis : sequence of three floats, or a key of `AXES`
        Its length does not matter.
    angle : float
        In degrees. Turned by 120 about the gray axis, red becomes green, green blue and blue red.

    Raises
    ------
    ParameterError
        If the axis has no direction, or a number is not finite.
    """
    found = AXES.get(axis) if isinstance(axis, str) else axis
    if found is None:
        raise ParameterError(
            _("The axis {axis} is not known.", axis=repr(axis)),
            _("Give one of {names}, or three numbers.", names=", ".join(AXES)),
        )
    direction = np.asarray(found, np.float64)
    if direction.shape != (3,) or not np.isfinite(direction).all() or not direction.any():
        raise ParameterError(_("The axis has no direction."), _("Give three numbers that are not all 0."))
    if not np.isfinite(angle):
        raise ParameterError(_("The angle {angle} is not possible.", angle=repr(angle)), _("Give a number of degrees."))
    x, y, z = direction / np.linalg.norm(direction)
    # Whole turns leave exactly nothing behind.
    turn = np.deg2rad(np.remainder(angle, 360))
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(turn) * cross + (1 - np.cos(turn)) * cross @ cross


def rotated_colours(
    image: np.ndarray,
    angle: float,
    *,
    axis: Sequence[float] | str = "gray",
    space: str = "linear",
    alpha: np.ndarray | None = None,
    part: Part | None = None,
    threads: int | None = 1,
    progress: Progress | None = None,
) -> np.ndarray:
    """Turn every colour about an axis of the colour cube.

    Parameters
    ----------
    image : ndarray, (height, width, 3)
        Of ``uint8``, ``uint16``, ``float16``, ``float32`` or ``float64``, without opacity.
    angle : float
        In degrees. Turned by 120 about the gray axis, red becomes green, green blue and blue red.
    axis : sequence of three floats, or {"gray", "red", "green", "blue"}
        Through black; in logit space through the middle gray.
    space : {"linear", "logit"}
        ``linear`` turns the samples themselves: what leaves the range is cut off in integers and stays in floating
        point. ``logit`` turns ``log(x / (1 - x))`` of the samples, so that every result lies between black and
        white; samples beyond 0 and 1 are cut off first.
    alpha : ndarray, optional, (height, width)
        Opacity; where it is 0, colours may be anything.
    part : (slice, slice), optional
        Rows and columns that are wanted.
    threads : int, optional
        At most so many; None for one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1; may raise to stop.

    Returns
    -------
    ndarray
        The part, with the image's channels and type.

    Raises
    ------
    InputError
        If the image does not have three channels, or a pixel in use is not finite.
    ParameterError
        If the axis, the angle or the space is not possible.

    References
    ----------
    P. Haeberli: Matrix Operations for Image Processing. 1993, https://www.graficaobscura.com/matrix/index.html
    """
    around = neighbourhood(image, alpha, part)
    effort = Effort.of(threads, progress)
    if around.channels != 3:
        raise InputError(_("Only red, green and blue can be turned."), _("Convert the picture to RGB."))
    checks.choice(space, SPACES, "space")
    matrix = rotation_matrix(axis, angle).astype(around.working)
    white = around.working.type(around.white)
    out = around.empty()

    def strip(top: int, bottom: int) -> None:
        area = around.rows(top, bottom)
        colours = [around.numbers(channel, area) for channel in range(3)]
        if space == "logit":
            colours = [_logit(colour / white) for colour in colours]
        for channel, (red, green, blue) in enumerate(matrix):
            turned = colours[0] * red
            turned += colours[1] * green
            turned += colours[2] * blue
            around.store(out[top:bottom, :, channel], _sigmoid(turned) * white if space == "logit" else turned)

    operations = 200 if space == "logit" else 80
    effort.in_strips(strip, around.height, around.width, operations)
    return out


def _logit(values: np.ndarray) -> np.ndarray:
    inside = np.clip(values, 0, 1) * (1 - 2 * _MARGIN) + _MARGIN
    return np.log(inside / (1 - inside))


def _sigmoid(values: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        inside = 1 / (1 + np.exp(-values))
    return np.clip((inside - _MARGIN) / (1 - 2 * _MARGIN), 0, 1)
