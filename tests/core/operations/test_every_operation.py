"""Laws of all operations: whatever the pictures, there is a result or a refusal, and nothing else."""

import contextlib
import pickle
import warnings
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from tests.cases import every
from tests.random_jobs.faces import by_job
from tests.random_jobs.jobs import Drawn, own_operations

from inlay.errors import InlayError, InlayWarning, InputError
from inlay.operations.job import Document, Job
from inlay.picture import Picture, Space

OPERATIONS = {operation.id: operation for operation in own_operations()}
MASK = Space("MASK", np.dtype(np.float32), "linear")
SMALL = [(1, 1), (1, 2), (2, 1), (1, 17), (17, 1), (2, 17), (17, 2)]


def colours(height, width, dtype, number):
    """Noise, less than half of it opaque where scribbles may lie."""
    random = np.random.default_rng(number)
    values = random.random((height, width, 4))
    values[..., 3] = random.integers(0, 2, (height, width))
    values[0, 0, 3] = 1
    return (values * 255).astype(dtype) if dtype == "uint8" else values.astype(dtype)


def drawn(operation, height, width, dtype):
    """A job of the operation with a picture for every role."""
    document = Document(width, height, Space("RGBA", np.dtype(dtype)))
    mask = np.zeros((height, width), np.float32)
    mask[: max(1, height // 2), : max(1, width // 2)] = 0.75
    images = {}
    for number, entry in enumerate(operation.inputs):
        layer = Picture(colours(height, width, dtype, number), space=document.space)
        is_mask = "selection" in entry.kinds or entry.role in ("trimap", "edge", "object", "mask", "shape", "prior")
        images[entry.role] = Picture(mask, space=MASK) if is_mask else [layer] * 2 if "layers" in entry.kinds else layer
    return Drawn(0, operation, images, {}, document)


def strictly(call, *arguments):
    """Call, and let every warning but those for the artist be an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", InlayWarning)
        return call(*arguments)


@pytest.mark.parametrize("name", OPERATIONS)
@every("dtype", ["uint8", "float16", "float32"])
def test_one_or_two_rows_or_columns(name, dtype):
    operation = OPERATIONS[name]
    switched_on = {
        parameter.id: True
        for parameter in operation.parameters
        if parameter.type == "boolean" and not parameter.id.startswith("hide")
    }
    for height, width in SMALL:
        job = drawn(operation, height, width, dtype)
        for values in ({}, switched_on):
            assert strictly(by_job, replace(job, values=values)).faults == []


@pytest.mark.parametrize("name", OPERATIONS)
@every("dtype", ["float16", "float32"])
def test_extremes_stay_finite(name, dtype):
    job = drawn(OPERATIONS[name], 12, 14, dtype)
    with np.errstate(over="ignore"):
        extremes = np.array([65504, -65504, 1e-40, 1e30, -3e38], np.float32).astype(dtype)
    extremes = extremes[np.isfinite(extremes)]
    for picture in job.pictures:
        if picture.space.model != "MASK":
            picture.pixels[3:8, 5, :3] = np.resize(extremes, 5)[:, np.newaxis]
            picture.pixels[2, 2:6, 3] = (4.0, -1.0, 1e-4, 2.0)
    assert strictly(by_job, job).faults == []


@pytest.mark.parametrize("name", OPERATIONS)
def test_masks_and_opacities_that_are_no_numbers_are_refused_by_name(name):
    job = drawn(OPERATIONS[name], 9, 9, "float32")
    for role, image in job.images.items():
        picture = image[0] if isinstance(image, list) else image
        pixels = picture.pixels.copy()
        pixels[4, 4] = np.nan
        images = {**job.images, role: [replace(picture, pixels=pixels)]}
        with pytest.raises(InputError, match=f"Pixels of the {role}('s opacity)? are not finite"):
            Job(images, {}, job.document)


@pytest.mark.parametrize("name", OPERATIONS)
@every("odd", [np.nan, np.inf])
def test_colours_that_are_no_numbers(name, odd):
    """Refused, or shown to the artist by a warning, and never a warning of numpy's."""
    job = drawn(OPERATIONS[name], 9, 9, "float32")
    for picture in job.pictures:
        if picture.space.model != "MASK":
            picture.pixels[1:3, 1:3, :3] = odd
    ending = strictly(by_job, job)
    assert ending.faults == []


@pytest.mark.parametrize("name", OPERATIONS)
@every("dtype", ["uint8", "float32"])
def test_the_order_in_memory_changes_nothing(name, dtype):
    """Arrays of other libraries lie column by column, or plane by plane."""

    def turned(image):
        if isinstance(image, list):
            return [turned(each) for each in image]
        return image and replace(image, pixels=np.asfortranarray(image.pixels))

    job = drawn(OPERATIONS[name], 18, 23, dtype)
    by_rows, by_columns = (
        by_job(replace(job, images=images))
        for images in (job.images, {role: turned(image) for role, image in job.images.items()})
    )
    assert by_columns.refusal == by_rows.refusal
    assert by_columns.arrays.keys() == by_rows.arrays.keys()
    for key, array in by_rows.arrays.items():
        np.testing.assert_array_equal(by_columns.arrays[key], array, key)


@pytest.mark.parametrize("name", OPERATIONS)
def test_progress_never_falls(name):
    job, told = drawn(OPERATIONS[name], 30, 40, "uint8"), []
    values = job.operation.check({})
    with contextlib.suppress(InlayError):
        job.operation.perform(Job(job.images, values, job.document, progress=lambda part, doing: told.append(part)))
    assert all(0 <= part <= 1 for part in told)
    assert all(after > before - 0.02 for before, after in pairwise(told))


def outcome(job, values):
    """What arrives in the document, or the words with which it is refused."""
    operation = job.operation
    try:
        return pickle.dumps(operation.perform(Job(job.images, operation.check(values), job.document)).outputs)
    except InlayError as error:
        return str(error)


def another(parameter):
    """A value besides the default."""
    if parameter.type == "choice":
        return next(option.id for option in parameter.options if option.id != parameter.default)
    values = {
        "boolean": not parameter.default,
        "colour": (1.0, 0.0, 0.0, 1.0),
        "points": ((3.0, 4.0),),
        "file": "a.gif",
    }
    return values.get(parameter.type, parameter.minimum)


CONDITIONS = [
    (name, parameter, condition)
    for name, operation in OPERATIONS.items()
    for parameter in operation.parameters
    for condition in parameter.matters_when
]


@pytest.mark.parametrize(
    ("name", "parameter", "condition"), CONDITIONS, ids=["-".join((name, each.id)) for name, each, _ in CONDITIONS]
)
def test_what_does_not_matter_changes_nothing(name, parameter, condition):
    operation = OPERATIONS[name]
    job = drawn(operation, 16, 18, "uint8")
    decisive = next(each for each in operation.parameters if each.id == condition)
    options = [option.id for option in decisive.options] or [False, True]
    for option in set(options) - {*parameter.matters_when[condition]}:
        assert outcome(job, {condition: option}) == outcome(job, {condition: option, parameter.id: another(parameter)})


OF_AN_INPUT = [
    (name, parameter)
    for name, operation in OPERATIONS.items()
    for parameter in operation.parameters
    if parameter.with_input
]


@pytest.mark.parametrize(
    ("name", "parameter"), OF_AN_INPUT, ids=["-".join((name, each.id)) for name, each in OF_AN_INPUT]
)
def test_what_needs_a_picture_changes_nothing_without_it(name, parameter):
    job = drawn(OPERATIONS[name], 16, 18, "uint8")
    job = replace(job, images={**job.images, parameter.with_input: None})
    assert outcome(job, {}) == outcome(job, {parameter.id: another(parameter)})
