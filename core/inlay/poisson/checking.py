"""What can be solved: shapes, types and options are checked here, with messages that say what to do."""

from __future__ import annotations

from collections.abc import Sequence
from operator import index

import numpy as np

from inlay.arrays import checks
from inlay.contract.language import _
from inlay.errors import InputError, ParameterError
from inlay.poisson.region import Region
from inlay.poisson.system import Screening, Weights

BOUNDARIES = ("free", "fixed", "periodic")
#: A screening that is felt nowhere, and whose reciprocal is no number in single precision.
NO_WEIGHT = 1e-38


def image(array: np.ndarray, name: str) -> np.ndarray:
    """View `array` as (height, width, channels); one-dimensional signals become a single row."""
    array = np.asanyarray(array)
    checks.sample_type(array, name)
    if array.ndim not in (1, 2, 3) or array.size == 0:
        raise InputError(
            _("The {name} has the shape {shape}.", name=name, shape=array.shape),
            _("Give (height, width), (height, width, channels), or (n,) for a signal; nothing may be zero."),
        )
    return array[None, :, None] if array.ndim == 1 else array[..., None] if array.ndim == 2 else array


def like(source: np.ndarray, destination: np.ndarray) -> np.ndarray:
    """View the source as an image, after checking that it goes with the destination."""
    view = image(source, "source")
    source, destination = np.asanyarray(source), np.asanyarray(destination)
    if source.dtype != destination.dtype:
        raise InputError(
            _(
                "The source holds {dtype} samples and the destination {expected}.",
                dtype=source.dtype.name,
                expected=destination.dtype.name,
            ),
            _("Convert the source to the destination's type."),
        )
    if source.ndim != destination.ndim or source.shape[2:] != destination.shape[2:]:
        raise InputError(
            _(
                "The source has the shape {shape} and the destination {expected}.",
                shape=source.shape,
                expected=destination.shape,
            ),
            _("Give both the same number of channels."),
        )
    return view


def target(out: np.ndarray, destination: np.ndarray) -> np.ndarray:
    """Check the array that is to receive the result."""
    destination = np.asanyarray(destination)
    if out.shape != destination.shape:
        raise InputError(
            _(
                "out has the shape {shape} and the destination {expected}.",
                shape=out.shape,
                expected=destination.shape,
            ),
            _("Give an array of the destination's shape."),
        )
    if out.dtype != destination.dtype and out.dtype.name not in ("float32", "float64"):
        raise InputError(
            _(
                "out holds {dtype} samples and the destination {expected}.",
                dtype=out.dtype.name,
                expected=destination.dtype.name,
            ),
            _("Give an array of the destination's type, float32 or float64."),
        )
    return out


def mask(array: np.ndarray, shape: tuple[int, ...], name: str, of: str = "destination") -> np.ndarray:
    """View a plane that belongs to an image of `shape` as (height, width)."""
    array = np.asanyarray(array)
    checks.same_size(array.shape, name, shape, of)
    return array[None] if array.ndim == 1 else array


def region(array: np.ndarray, shape: tuple[int, ...], name: str = "region") -> np.ndarray:
    """View a region as boolean (height, width)."""
    array = mask(array, shape, name)
    if array.dtype != bool:
        raise InputError(
            _("The {name} holds {dtype} values and not truth values.", name=name, dtype=array.dtype.name),
            _("Give a boolean array, such as coverage > 0."),
        )
    return array


def presence(alpha: np.ndarray | None, shape: tuple[int, ...], of: str) -> np.ndarray | None:
    """Where an image has a colour, (height, width); None for everywhere."""
    if alpha is None:
        return None
    present = mask(alpha, shape, _("{of}'s alpha", of=of), of) > 0
    return None if present.all() else present


def position(at: Sequence[int] | int) -> tuple[int, int]:
    """Row and column of a placement; one number for a signal."""
    try:
        row, column = (0, at) if isinstance(at, (int, np.integer)) else at
        return index(row), index(column)
    except (TypeError, ValueError):
        raise ParameterError(
            _("at is {at}.", at=repr(at)), _("Give the row and the column of the source's first pixel, whole numbers.")
        ) from None


def per_channel(value: float | Sequence[float], channels: int, name: str) -> tuple[float, ...]:
    """One number for each channel."""
    values = (value,) * channels if np.ndim(value) == 0 else tuple(value)  # type: ignore[arg-type]
    if len(values) != channels:
        raise ParameterError(
            _(
                "{name} has {count} values and the image {channels} channels.",
                name=name,
                count=len(values),
                channels=channels,
            ),
            _("Give one for each channel."),
        )
    return tuple(float(each) for each in values)  # type: ignore[arg-type]


def luminance(weights: Sequence[float], channels: int) -> tuple[float, ...]:
    """Weights of the channels; an image of one channel is its own luminance."""
    return (1.0,) if channels == 1 else per_channel(weights, channels, "luminance")


def edges(field: np.ndarray | None, shape: tuple[int, ...], axis: int, name: str) -> np.ndarray:
    """View one half of an edge field over an image (height, width, channels) of `shape` as such an image."""
    expected = tuple(size - (k == axis) for k, size in enumerate(shape))
    if field is None:
        return np.zeros(expected)
    field = np.asanyarray(field)
    view = field[None] if field.ndim == 1 else field
    view = view[..., None] if view.ndim == 2 else view
    if view.shape[:2] != expected[:2] or view.shape[2:] not in (expected[2:], (1,)):
        raise InputError(
            _(
                "The edge field {name} has the shape {shape}, and for this image it would be {expected}.",
                name=repr(name),
                shape=field.shape,
                expected=expected,
            ),
            _("Edges lie between pixels: one fewer than pixels in their direction."),
        )
    return np.broadcast_to(view, expected)


def boundaries(boundary: str | tuple[str, str], flat: bool) -> tuple[str, str]:
    """What is beyond the border of the image, down and across; a signal has no border above and below."""
    down, across = (boundary, boundary) if isinstance(boundary, str) else boundary
    checks.choice(down, BOUNDARIES, "boundary")
    checks.choice(across, BOUNDARIES, "boundary")
    return ("free" if flat else down), across


def guidance(
    field: Sequence[np.ndarray | None], shape: tuple[int, ...], kinds: tuple[str, str]
) -> tuple[list[np.ndarray], list[np.ndarray | None]]:
    """View an edge field as two images, and apart from them the edges around the ends of a periodic image."""
    if not isinstance(field, tuple | list) or len(field) != 2:
        raise InputError(
            _("The gradients are not two fields."), _("Give edges, down and right, such as poisson.edges(image).")
        )
    inner: list[np.ndarray] = []
    around: list[np.ndarray | None] = []
    for axis, (each, kind, name) in enumerate(zip(field, kinds, ("down", "right"), strict=True)):
        place = max(0, axis + np.ndim(each) - len(shape)) if each is not None and np.ndim(each) == 1 else axis
        if each is not None and kind == "periodic" and np.shape(each)[place] == shape[axis]:
            whole = np.moveaxis(np.asanyarray(each), place, 0)
            inner.append(edges(np.moveaxis(whole[:-1], 0, place), shape, axis, name))
            end = whole[-1].reshape(shape[1 - axis], -1)
            around.append(np.broadcast_to(end, (shape[1 - axis], shape[2])).astype(np.float64))
        else:
            inner.append(edges(each, shape, axis, name))
            around.append(None)
    return inner, around


def wrapped(
    kinds: tuple[str, str],
    region: Region,
    shape: tuple[int, ...],
    down: np.ndarray | None,
    across: np.ndarray | None,
) -> tuple[np.ndarray | None, np.ndarray | None]:
    """The guidance around the ends of a periodic image, 0 where it is not given; None where the image ends."""
    if "periodic" not in kinds:
        return None, None
    box = region.box
    whole = [box.height == shape[0] or kinds[0] != "periodic", box.width == shape[1] or kinds[1] != "periodic"]
    if not all(whole) or region.linked is not None or not region.unknown.all():
        raise ParameterError(
            _("Only whole images without transparent pixels can be periodic."),
            _("Select everything, or choose another boundary."),
        )
    found: list[np.ndarray | None] = []
    for axis, (kind, given) in enumerate(zip(kinds, (down, across), strict=True)):
        size = (box.width, box.height)[axis]
        start = (box.x, box.y)[axis]
        if kind != "periodic":
            found.append(None)
        elif given is None:
            found.append(np.zeros((size, shape[2])))
        else:
            found.append(given[start : start + size])
    return found[0], found[1]


def weights(field: Sequence[np.ndarray | None] | None, shape: tuple[int, ...]) -> Weights | None:
    """The weights of the edges of an image (height, width, channels) of `shape`, one for all channels."""
    if field is None:
        return None
    plane = (*shape[:2], 1)
    down = np.ones((plane[0] - 1, plane[1], 1)) if field[0] is None else edges(field[0], plane, 0, "down weights")
    return Weights(down[..., 0], edges(field[1], plane, 1, "right weights")[..., 0])


def screening(
    terms: tuple[float | np.ndarray, float | np.ndarray] | None, shape: tuple[int, ...], flat: bool
) -> Screening | None:
    """Weight and target of a screened term over an image (height, width, channels) of `shape`."""
    if terms is None:
        return None
    weight, target = terms
    size = shape[1:2] if flat else shape[:2]
    lowest, highest = np.min(weight), np.max(weight)
    if not (lowest >= 0 and highest < np.inf):
        raise InputError(
            _("The screening weight has values that are negative or no finite numbers."),
            _("Give weights of 0 or more."),
        )
    if highest < NO_WEIGHT:
        return None
    goal = np.asanyarray(target, dtype=None if np.ndim(target) else np.float64)
    checks.sample_type(goal, "target")
    if goal.ndim == 0 or goal.shape == shape[2:]:
        goal = np.broadcast_to(goal, shape)
    elif goal.ndim < 3:
        goal = mask(goal, size, "target")[..., None]
    if goal.shape[:2] != shape[:2] or goal.shape[2] not in (1, shape[2]):
        raise InputError(
            _(
                "The target has the shape {shape} and the destination {expected}.",
                shape=np.shape(target),
                expected=shape,
            ),
            _("Give one value, one for each channel, or a picture of the destination's size."),
        )
    if np.ndim(weight) == 0 or lowest == highest:
        return Screening(float(lowest), np.broadcast_to(goal, shape))
    return Screening(mask(np.asanyarray(weight), size, _("screening weight")), np.broadcast_to(goal, shape))
