"""What the sample operations do."""

import json
import os
import signal
import time
import warnings
from dataclasses import replace

import numpy as np

from inlay import colour, errors
from inlay.operations.job import Channel, File, Group, Layer, LayerMask, Path, Result, Selection, Stroke, Vector
from inlay.picture import Picture, Space, with_alpha

STEP_SECONDS = 0.02


def everything(job, source, wanted, fill, title, report, hides):
    """One of each kind of output, all as large as the source."""
    title = title or f"{source.name or 'Untitled'} (Sample)"
    made = {
        "layer": Layer(_filled(job, source, fill), title, mask=_halves(source, 0.0, 1.0), hides=hides),
        "group": _group(job, source, fill, title),
        "layer-mask": LayerMask(_halves(source, 0.25, 0.75), "source"),
        "selection": Selection(_halves(source, 0.0, 0.5)),
        "channel": Channel(_halves(source, 1.0, 0.0), "Sample channel"),
        "path": _path(source),
        "vector": _vector(source),
        "file": File(report, json.dumps(_echo(job), indent=1).encode()),
    }
    if not report:
        del made["file"]
    return Result(
        [output for kind, output in made.items() if wanted in (kind, "everything")], {"iterations": 7, "error": 0.125}
    )


def copy(source, region):
    """The source and the region as they are."""
    outputs = [Layer(source, source.name or "Copy")]
    return Result(outputs if region is None else [*outputs, Selection(region)])


def slow(job, source, seconds, deaf):
    """Work for some seconds."""
    if deaf:
        time.sleep(seconds)
    start = time.monotonic()
    while not deaf and (spent := time.monotonic() - start) < seconds:
        job.progress(spent / seconds, "Dawdling")
        time.sleep(STEP_SECONDS)
    return Result([Layer(source, "Slow")])


def fail(source, how):
    """Go wrong as the parameter says."""
    kinds = [errors.InputError, errors.RegionError, errors.ParameterError, errors.FileError, errors.ResourceError]
    for kind in (*kinds, errors.InlayError):
        if kind.code == how:
            raise kind("This went wrong.", "Do something else.")
    if how == "bug":
        raise RuntimeError("Nobody expects this.")
    if how == "memory":
        raise MemoryError
    if how == "crash":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "warning":
        warnings.warn("For the log.", stacklevel=1)
        warning = errors.InlayWarning("sample", "This is odd.", "Look at it.")
        return Result([Layer(source, "Fail")], warnings=[warning])
    if how == "print":
        print("Words that belong to no protocol.")
    return Result([Layer(source, "Fail")])


def _group(job, source, fill, title):
    """The colour and, in a group of its own above, its inverse at half opacity."""
    red, green, blue, opacity = fill
    bottom = Layer(_filled(job, source, fill), "Bottom")
    top = Layer(_filled(job, source, (1 - red, 1 - green, 1 - blue, opacity / 2)), "Top", mode="normal")
    return Group([bottom, Group([top], "Inner")], f"{title} group")


def _path(source):
    """The source's outline, and an open curve inside it."""
    x, y, width, height = source.box
    corners = np.array([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], float)
    outline = Stroke(np.repeat(corners[:, None], 3, axis=1))
    middle = y + height / 2
    bow = [[(x, middle), (x, middle), (x, y)], [(x + width, y), (x + width, middle), (x + width, middle)]]
    return Path([outline, Stroke(np.array(bow, float), closed=False)], "Sample path")


def _vector(source):
    """A frame: the source's outline with an even-odd hole."""
    x, y, width, height = source.box
    outline = f"M{x} {y}h{width}v{height}h{-width}z"
    hole = f"M{x + width / 4} {y + height / 4}h{width / 2}v{height / 2}h{-width / 2}z"
    path = f'<path fill="#ff8040" fill-rule="evenodd" d="{outline}{hole}"/>'
    return Vector(f'<svg xmlns="http://www.w3.org/2000/svg">{path}</svg>', "Sample vector")


def _filled(job, source, srgb):
    """A picture of the source's size in one colour of perceptual sRGB."""
    pixels = np.empty((source.height, source.width, 4), np.float32)
    pixels[...] = srgb
    space = replace(job.document.space, model=with_alpha(job.document.space.model))
    return colour.convert(Picture(pixels, source.x, source.y, Space("RGBA", np.dtype(np.float32))), space)


def _halves(source, left, right):
    """A mask of the source's size with one value in the left half and one in the right."""
    pixels = np.full((source.height, source.width), right, np.float32)
    pixels[:, : source.width // 2] = left
    return Picture(pixels, source.x, source.y, Space("MASK", np.dtype(np.float32), "linear"))


def _echo(job):
    """Parameters and inputs as plain data."""

    def described(image):
        if isinstance(image, list):
            return [described(picture) for picture in image]
        if image is None:
            return None
        first = np.atleast_1d(image.pixels[0, 0]).tolist()
        kind = [image.space.model, str(image.space.dtype), image.space.transfer]
        return {"box": list(image.box), "space": kind, "name": image.name, "first": first}

    return {
        "parameters": dict(job.parameters),
        "images": {role: described(image) for role, image in job.images.items()},
        "quality": job.quality,
        "document": [job.document.width, job.document.height],
    }
