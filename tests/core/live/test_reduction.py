"""Smaller jobs: means of blocks against their definition, and parameters that shrink along."""

import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import pictures
from tests.cases import every
from tests.core.live import scenes

from inlay.contract.parameter import AREA, LENGTH, RELATIVE
from inlay.errors import InlayWarning
from inlay.live.lens import Lens
from inlay.live.reduction import reduced, reduced_marks, reduced_parameters, reduced_picture
from inlay.live.solution import Solution
from inlay.live.stages import Stage
from inlay.operations import registry
from inlay.operations.job import Document, Job
from inlay.operations.marks import NOTHING, Marks
from inlay.operations.parameters import Integer, Number
from inlay.picture import Picture, Space

DTYPES = ("uint8", "uint16", "float16", "float32")


def operation(name):
    return registry.find(name)


def defined(picture, factor):
    """Means of blocks of the canvas, by their definition: colours count by their opacity."""
    pixels = picture.pixels.reshape(picture.height, picture.width, -1).astype(np.float64)
    rows, columns = (
        (start + np.arange(count)) // factor
        for start, count in zip((picture.y, picture.x), pixels.shape[:2], strict=True)
    )
    out = np.zeros((np.ptp(rows) + 1, np.ptp(columns) + 1, pixels.shape[2]))
    for row, column in np.ndindex(out.shape[:2]):
        block = pixels[rows == rows[0] + row][:, columns == columns[0] + column].reshape(-1, pixels.shape[2])
        out[row, column] = block.mean(axis=0)
        if picture.has_alpha:
            weight = block[:, -1].sum()
            out[row, column, :-1] = (block[:, :-1] * block[:, -1:]).sum(axis=0) / weight if weight else 0
    return out, columns[0], rows[0]


@given(
    data=st.data(),
    channels=st.integers(1, 4),
    dtype=st.sampled_from(DTYPES),
    factor=st.integers(1, 9),
    x=st.integers(-12, 12),
    y=st.integers(-12, 12),
)
def test_blocks_have_their_mean(data, channels, dtype, factor, x, y):
    height, width = data.draw(st.integers(1, 20)), data.draw(st.integers(1, 20))
    pixels = pictures.image(height, width, channels, dtype, seed=factor)
    if channels in (2, 4):
        pixels[..., -1][pictures.disc(height, width, 5)] = 0
    picture = Picture(pixels, x, y, Space(pictures.MODELS[channels], pixels.dtype), "Cat")
    smaller = reduced_picture(picture, factor)
    means, left, top = defined(picture, factor)
    assert (smaller.x, smaller.y, smaller.name, smaller.space) == (left, top, "Cat", picture.space)
    assert smaller.pixels.shape == means.shape and smaller.pixels.dtype == pixels.dtype
    error = np.abs(smaller.pixels.astype(np.float64) - means).max()
    assert error <= {"uint8": 0.501, "uint16": 0.51, "float16": 6e-4, "float32": 1e-6}[dtype]


def test_masks_of_booleans_become_fractions():
    mask = Picture(pictures.disc(9, 9, 3), -1, 2, Space("MASK", np.dtype(bool)))
    smaller = reduced_picture(mask, 2)
    assert smaller.space == Space("MASK", np.dtype(np.float32))
    assert smaller.pixels.shape == (5, 5)
    np.testing.assert_allclose(smaller.pixels, defined(mask, 2)[0][..., 0])


def test_a_block_of_the_largest_picture_keeps_its_value():
    picture = Picture(np.full((300, 300, 2), 65535, np.uint16), space=Space("GRAYA", np.dtype(np.uint16)))
    assert (reduced_picture(picture, 256).pixels == 65535).all()


def test_the_work_can_be_stopped():
    def stop(fraction, doing):
        raise InterruptedError

    job = Job({"source": Picture(np.zeros((9, 9, 4), np.uint8))}, operation("gaussian-blur").defaults(), Document(9, 9))
    with pytest.raises(InterruptedError):
        reduced(operation("gaussian-blur"), Job(job.images, job.parameters, job.document, progress=stop), 3)


@every(
    ("value", "smaller"),
    [(0, 0), (1, 1), (3, 1), (8, 1), (12, 2), (100, 13)],
)
def test_lengths_shrink_and_never_vanish(value, smaller):
    values = {**operation("make-trimap").defaults(), "inner-pixels": value}
    assert reduced_parameters(operation("make-trimap"), values, 8) == {**values, "inner-pixels": smaller}


def test_lengths_in_percent_stay_and_are_of_the_whole_picture():
    operation_, document = operation("make-trimap"), Document(4003, 3000)
    job = Job({}, {**operation_.defaults(), "outer": 5.0}, document)
    small = reduced(operation_, job, 8)
    assert small.parameters == job.parameters
    assert small.document.longer_side == 4003 / 8
    assert replace(document, width=200, height=100, whole=document.longer_side).longer_side == 4003


@every(("value", "smaller"), [(0, 0), (3, 0), (4, 1), (-4, -1), (-100, -13)])
def test_offsets_are_rounded(value, smaller):
    values = {**operation("seamless-clone").defaults(), "x": value}
    assert reduced_parameters(operation("seamless-clone"), values, 8)["x"] == smaller


def test_areas_and_positions_shrink():
    refined = reduced_parameters(
        operation("refine-selection"), {**operation("refine-selection").defaults(), "specks": 640}, 8
    )
    assert refined["specks"] == 10
    clusters = {**operation("select-clusters").defaults(), "points": ((16.0, 4.0), (1.0, 0.0))}
    assert reduced_parameters(operation("select-clusters"), clusters, 8)["points"] == ((2.0, 0.5), (0.125, 0.0))


def test_whatever_shrinks_is_still_valid():
    for each in registry.own():
        for bound in ("minimum", "maximum"):
            values = {
                **each.defaults(),
                **{p.id: getattr(p, bound) for p in each.parameters if isinstance(p, Integer | Number)},
            }
            for factor in (2, 7, 64):
                each.check(reduced_parameters(each, values, factor))


def test_every_number_says_whether_it_is_measured_on_the_canvas():
    units = {p.unit for each in registry.own() for p in each.parameters if isinstance(p, Integer | Number)}
    assert units <= {"", "%", "degrees", "ms", "stops", LENGTH, AREA, RELATIVE}


#: How far, in 255ths and on average, a result at half size may be from the smaller one of the whole; farther where
#: grain is copied or decides, where other pieces may be chosen, or where a hard border of the selection becomes soft.
FAITHFUL = 0.5
LESS = {
    "fill-transparent-parts": 5.0,
    "heal-selection": 5.0,
    "isolate-colour": 1.6,
    "make-trimap": 0.8,
    "rebuild-from-gradients": 0.7,
    "recolour": 1.0,
    "seamless-clone": 1.5,
    "select-scribbles": 1.6,
    "select-subject": 0.9,
    "select-threshold": 6.5,
    "swap-features": 1.8,
}


@pytest.mark.parametrize("name", [each.id for each in registry.own() if each.preview == "scaled"])
def test_the_result_of_a_smaller_job_is_a_smaller_result(name):
    job = scenes.job_for(operation(name))
    if name == "trace":
        job = replace(job, parameters={**job.parameters, "yields": "layer"})
    whole, half = (_seen(operation(name), each) for each in (job, reduced(operation(name), job, 2)))
    smaller = whole.reshape(scenes.HEIGHT // 2, 2, scenes.WIDTH // 2, 2, -1).mean(axis=(1, 3))
    assert half.shape == smaller.shape
    assert 255 * np.abs(half - smaller).mean() <= LESS.get(name, FAITHFUL)


def _seen(operation, job):
    """All that arrives, on the whole canvas: colours times their opacity, and that."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InlayWarning)
        solution = Solution(job, operation.perform(job), Stage())
    width, height = job.document.width, job.document.height
    layer = solution.layer(Lens(0, 0, width, height, width, height), np.ones((height, width, 4), np.float32))
    return np.dstack([layer[..., :3] * layer[..., 3:], layer[..., 3]])


@given(st.integers(0, 99), st.integers(1, 9), st.integers(0, 20), st.integers(0, 20), st.sampled_from([0.05, 0.5, 1]))
def test_marks_are_what_most_strokes_of_a_block_say(seed, factor, x, y, density):
    random = np.random.default_rng(seed)
    labels = np.where(random.random((11, 14)) < density, random.integers(0, NOTHING, (11, 14)), NOTHING)
    found = reduced_marks(Marks(labels.astype(np.uint8), x, y), factor)
    canvas = np.full((40, 40), NOTHING)
    canvas[y : y + 11, x : x + 14] = labels
    for row, column in np.ndindex(found.labels.shape):
        top, left = factor * (row + found.y), factor * (column + found.x)
        counts = np.bincount(canvas[top : top + factor, left : left + factor].ravel(), minlength=4)[:NOTHING]
        assert found.labels[row, column] == (counts.argmax() if counts.any() else NOTHING)
    assert (found.labels != NOTHING).any() == (labels != NOTHING).any()


def test_lines_shrink_along():
    marks = reduced_marks(Marks(np.zeros((4, 4), np.uint8), 8, 8, (np.array([[8.0, 20.0], [2.0, 0.0]]),)), 4)
    assert marks.lines[0].tolist() == [[2.0, 5.0], [0.5, 0.0]]
    assert reduced_marks(Marks.of_lines(marks.lines), 2).lines[0].tolist() == [[1.0, 2.5], [0.25, 0.0]]


def test_a_thin_stroke_is_not_lost_when_a_job_is_made_smaller():
    found, labels = operation("cut-out"), np.full((90, 1), 0, np.uint8)
    job = scenes.job_for(found)
    smaller = reduced(found, replace(job, marks=Marks(labels, 33, 20)), 8)
    assert smaller.marks.box == (4, 2, 1, 12)
    assert not smaller.marks.labels.any()
