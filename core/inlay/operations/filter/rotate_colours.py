"""Rotate Colours: hues go round an axis of the colour cube; one picture, a series of them, or an animation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from inlay import filters
from inlay.arrays.progress import part
from inlay.errors import InputError, ParameterError
from inlay.operations.arrays import numbers_of
from inlay.operations.declaration import Operation, Output
from inlay.operations.filtering import (
    CHANNEL,
    INPUTS,
    LAYER,
    MENU,
    Channels,
    Patch,
    filter_array,
    patch_of,
)
from inlay.operations.job import File as WrittenFile
from inlay.operations.job import Group, Job, Layer, Result
from inlay.operations.parameters import Choice, File, Integer, Number, Option

_COLOURS = ("red", "green", "blue")
_DOING = "Turning colours"

DECLARATION = Operation(
    id="rotate-colours",
    name="Rotate Colours",
    menu=MENU,
    summary="Turn all colours about the gray, a primary or any axis; once, in steps, or as an animation.",
    help=(
        "Colours are points in a cube whose edges are red, green and blue; they are turned about an axis through "
        "black. About the gray axis by 120 degrees red becomes green, green blue and blue red, and grays stay.\n\n"
        "Turned straight, strong colours may leave the cube and are cut off. In logit space everything is stretched "
        "so that black and white are very far away, turned about the middle gray, and brought back: every colour "
        "stays within the cube, at the price of other brightnesses.\n\n"
        "In several steps the angle is reached bit by bit: a full turn in steps makes an animation without a seam. The "
        "result is a new layer above, or a group of layers, or a GIF file."
    ),
    keywords=("hue", "colour", "color", "rotate", "turn", "cycle", "animation", "gif", "psychedelic"),
    inputs=INPUTS,
    parameters=(
        Number(
            id="angle",
            label="Angle",
            default=120.0,
            minimum=-3600.0,
            maximum=3600.0,
            unit="degrees",
            help="How far colours are turned; in several steps, in the last of them.",
        ),
        Choice(
            id="axis",
            label="Axis",
            default="gray",
            help="The colours that stay.",
            options=(
                Option("gray", "Gray", "Hues go round; grays stay."),
                Option("red", "Red", "Green and blue change places with their opposites."),
                Option("green", "Green", "Red and blue change places with their opposites."),
                Option("blue", "Blue", "Red and green change places with their opposites."),
                Option("own", "Own", "The direction of the three numbers below."),
            ),
        ),
        *(
            Number(
                id=name,
                label=f"Own axis, {name}",
                default=default,
                minimum=-1.0,
                maximum=1.0,
                help=f"How far the axis goes towards {name}, if it is your own.",
            )
            for name, default in zip(_COLOURS, (1.0, 0.5, 0.0), strict=True)
        ),
        Choice(
            id="space",
            label="Colours",
            default="linear",
            help="In which space colours are turned.",
            options=(
                Option("linear", "Straight", "As they are stored; what leaves the range is cut off."),
                Option("logit", "Logit", "So that no colour can leave the range."),
            ),
        ),
        Integer(
            id="steps",
            label="Steps",
            default=1,
            minimum=1,
            maximum=360,
            help="In how many pictures the angle is reached.",
        ),
        Choice(
            id="into",
            label="Into",
            default="layers",
            help="What the pictures become.",
            options=(
                Option("layers", "Layers", "A layer, or a group of layers if there are several steps."),
                Option("animation", "Animation", "A GIF file that runs for ever."),
            ),
        ),
        File(
            id="animation",
            label="Animation file",
            save=True,
            extensions=("gif",),
            help="Where the animation goes.",
        ),
        Integer(
            id="delay",
            label="Delay",
            default=100,
            minimum=20,
            maximum=10_000,
            unit="ms",
            help="How long each picture of the animation is shown.",
        ),
        CHANNEL,
    ),
    outputs=(
        LAYER,
        Output(kind="group", help="The layers of all steps, if there are several.", covers="source"),
        Output(kind="file", help="The animation, if it is wanted."),
    ),
    run="inlay.operations.filter.rotate_colours:run",
    function="inlay.operations.filter.rotate_colours:rotate_colours",
    ring=0,
)


def rotate_colours(
    image: np.ndarray,
    region: np.ndarray | None = None,
    *,
    angle: float = 120.0,
    axis: str | Sequence[float] = "gray",
    space: str = "linear",
    channels: Channels = "all",
    threads: int | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> np.ndarray:
    """Turn every colour about an axis of the colour cube.

    Parameters
    ----------
    image : ndarray, (height, width, 3 or 4)
        Of ``uint8``, ``uint16``, ``float16``, ``float32`` or ``float64``. Four channels end with opacity, which stays
        as it is.
    region : ndarray, optional, (height, width)
        Boolean, or coverage from 0 to 1 in floating point: how much of the result is laid over the image.
    angle : float
        In degrees. Turned by 120 about the gray axis, red becomes green, green blue and blue red.
    axis : {"gray", "red", "green", "blue"} or three floats
        Through black; in logit space through the middle gray.
    space : {"linear", "logit"}
        ``linear`` turns the samples themselves: what leaves the range is cut off in integers and stays in floating
        point. ``logit`` turns ``log(x / (1 - x))`` of the samples, so that every result lies between black and white.
    channels : str or sequence
        ``"all"``, a name such as ``"red"`` or ``"red-blue"``, or names or numbers of channels. Others stay.
    threads : int, optional
        At most so many; by default one a processor. The result does not depend on it.
    progress : callable, optional
        Takes a fraction from 0 to 1 and a word; may raise `inlay.errors.Cancelled`.

    Returns
    -------
    ndarray
        Of the image's shape and type.

    Raises
    ------
    InputError
        If the image has no colours, lacks a channel, or a pixel in use is not finite.
    RegionError
        If the region is empty.
    ParameterError
        If a parameter is out of its range.

    Examples
    --------
    >>> import numpy as np, inlay
    >>> inlay.rotate_colours(np.array([[[200, 100, 50]]], np.uint8), angle=120).tolist()
    [[[50, 200, 100]]]
    """

    direction = axis if isinstance(axis, str) else numbers_of(axis, 3, "axis")

    def work(patch: Patch, parameters: Mapping[str, Any]) -> np.ndarray:
        return _turned(patch, parameters, parameters["angle"], direction)

    values = {"angle": angle, "space": space}
    return filter_array(DECLARATION, work, image, region, values, channels, threads, progress)


def run(job: Job) -> Result:
    """Turn the colours of the selected part of the layer, in one step or several."""
    parameters, steps = job.parameters, job.parameters["steps"]
    animated = parameters["into"] == "animation"
    if animated and not parameters["animation"]:
        raise ParameterError("There is no file for the animation.", "Name one, or choose layers.")
    whole = patch_of(job, DECLARATION, _DOING)
    axis = [parameters[name] for name in _COLOURS] if parameters["axis"] == "own" else parameters["axis"]
    layers = []
    for step in range(steps):
        angle = parameters["angle"] * (step + 1) / steps
        patch = replace(whole, progress=part(whole.progress, step / (steps + 1), (step + 1) / (steps + 1)))
        layer = patch.layer(_turned(patch, parameters, angle, axis), DECLARATION.name, job.document)
        layers.append(layer if steps == 1 else replace(layer, name=patch.named(f"{angle:g}°")))
    if animated:
        return Result([WrittenFile(parameters["animation"], _animation(job, whole, layers))])
    if steps == 1:
        return Result(layers)
    return Result([Group(layers, whole.named(DECLARATION.name))])


def _turned(patch: Patch, parameters: Mapping[str, Any], angle: float, axis: str | Sequence[float]) -> np.ndarray:
    if patch.model != "RGB":
        raise InputError("There are no red, green and blue to turn.", "Convert the document to RGB.")
    return filters.rotated_colours(patch.source.colour, angle, axis=axis, space=parameters["space"], **patch.options)


def _animation(job: Job, patch: Patch, layers: Sequence[Layer]) -> bytes:
    """The layers, each laid over what they were made from, as the pictures of a GIF."""
    from inlay.colour.compositing import over
    from inlay.operations.filter import animation
    from inlay.picture import Picture

    below = patch.source.crop(patch.box)
    steps = len(layers)

    def pictures() -> Any:
        for number, layer in enumerate(layers):
            job.progress((steps + number / steps) / (steps + 1), "Writing the animation")
            yield Picture(over(layer.picture, below), below.x, below.y, below.space)

    return animation.gif(pictures(), job.parameters["delay"])
