"""What a network answers: one plane of numbers, brought to the range from 0 to 1, or a picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from inlay.contract.language import _
from inlay.errors import ModelError

#: Below it, nothing is more likely than not.
EVEN = 0.5
#: By how much rounding may leave the range.
_ROUNDING = 1e-3


def plane(name: str, output: np.ndarray) -> np.ndarray:
    """The plane (height, width) of an output (1, 1, height, width), (1, height, width, 1) or (1, height, width).

    Raises
    ------
    ModelError
        If there is none or several, or it holds what is no number.
    """
    shape = output.shape[1:] if output.shape[:1] == (1,) else ()
    if len(shape) == 3 and 1 in (shape[0], shape[2]):
        shape = shape[1:] if shape[0] == 1 else shape[:2]
    if len(shape) != 2 or output.dtype.kind != "f" or output.size == 0:
        raise _other(name, output, _("not one mask"))
    return _finite(name, output).reshape(shape)


def picture(name: str, output: np.ndarray, size: Sequence[int]) -> np.ndarray:
    """The picture (height, width, 3) of an output (1, 3, height, width) that must have this height and width.

    Raises
    ------
    ModelError
        If it is another one, or holds what is no number.
    """
    if output.shape != (1, 3, *size) or output.dtype.kind != "f":
        raise _other(name, output, _("no picture of {map} pixels", map=" x ".join(map(str, size))))
    return _finite(name, output)[0].transpose(1, 2, 0)


def _other(name: str, output: np.ndarray, expected: str) -> ModelError:
    sizes = " x ".join(map(str, output.shape))
    return ModelError(
        _(
            "The network {name} answers {sizes} {dtype}, and {expected}.",
            name=name,
            sizes=sizes,
            dtype=output.dtype,
            expected=expected,
        ),
        _("Choose another one."),
    )


def _finite(name: str, output: np.ndarray) -> np.ndarray:
    if not np.isfinite(output).all():
        raise ModelError(_("The network {name} answers what is no number.", name=name), _("Choose another one."))
    return output


def of_size(name: str, values: np.ndarray, size: Sequence[int]) -> np.ndarray:
    """An answer that must have this height and width.

    Raises
    ------
    ModelError
        If it has another one.
    """
    if values.shape != tuple(size):
        answered, shown = (" x ".join(map(str, shape)) for shape in (values.shape, size))
        raise ModelError(
            _(
                "The network {name} answers {answered} to a picture of {shown}.",
                name=name,
                answered=answered,
                shown=shown,
            ),
            _("Choose another one."),
        )
    return values


def normalised(values: np.ndarray, output: str) -> np.ndarray:
    """The same from 0 to 1, by one of `inlay.networks.model.OUTPUTS`."""
    if output == "sigmoid":
        return 1 / (1 + np.exp(-np.clip(values, -50, 50)))
    least, largest = float(values.min()), float(values.max())
    # An answer without any subject stays one: stretched, its noise would become some.
    if output == "stretched" and largest >= EVEN:
        return (values - least) / max(largest - least, 1e-6)
    return np.clip(values, 0, 1)


def is_from_0_to_1(values: np.ndarray) -> bool:
    """Whether it needs no logistic function."""
    return bool(values.min() >= -_ROUNDING and values.max() <= 1 + _ROUNDING)
