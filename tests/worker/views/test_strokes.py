"""Strokes painted into a view: seen at once, exact where they are, and part of what arrives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.core.live import scenes
from tests.core.matting import composites
from tests.pictures import picture
from tests.worker.views.viewer import Viewer, plane, sent

from inlay.contract.boxes import Box
from inlay.contract.views import LABELS, StrokePart
from inlay.live.strokes import StrokeMap, applied
from inlay.operations import registry
from inlay.operations.job import Document, Job

BEFORE = scenes.picture()
WHOLE = {"rect": [0, 0, scenes.WIDTH, scenes.HEIGHT], "size": [scenes.WIDTH, scenes.HEIGHT]}
CANVAS = Box(0, 0, scenes.WIDTH, scenes.HEIGHT)
#: On the disc in the middle, and around it.
ON_THE_DISC = StrokePart(1, (100, 80, 1, 140, 80, 1), LABELS.index("foreground"), 12.0)
AROUND = StrokePart(2, (20, 20, 1, 220, 20, 1, 220, 140, 1, 20, 140, 1), LABELS.index("background"), 8.0)


def opened(worker, name, **without):
    job = scenes.job_for(registry.find(name))
    job = replace(job, images={**job.images, **without})
    viewer = Viewer(worker)
    viewer.open(sent(worker, name, job), plane(worker, "before.plane", BEFORE))
    return viewer, job


def expected(name, job, *parts):
    """Alpha with these strokes, from 0 to 255."""
    strokes = StrokeMap(CANVAS)
    strokes.take(parts)
    operation = registry.find(name)
    return 255 * operation.perform(applied(operation, job, strokes.marks)).matte.alpha.crop(CANVAS).pixels


@pytest.mark.parametrize(("name", "role"), [("cut-out", "trimap"), ("cut-out-scribbles", "scribbles")])
def test_a_view_that_was_opened_on_nothing_but_the_picture_is_painted_in(worker, name, role):
    viewer, job = opened(worker, name, **{role: None})
    viewer.show(**WHOLE, mode="alpha")
    assert viewer.answer()["error"]["message"] == f"There are no strokes yet, and no {role}."
    painted = viewer.show([ON_THE_DISC.to_json(), AROUND.to_json()])
    shown = viewer.until(lambda each: "frame" in each and each["frame"]["sequence"] == painted)
    while shown["frame"]["done"] < 1:
        shown = viewer.next()
    shown = shown["pixels"][..., 0]
    assert np.abs(shown - expected(name, job, ON_THE_DISC, AROUND)).max() <= 0.51


@pytest.mark.parametrize(
    "name", ["cut-out", "cut-out-scribbles", "cut-out-selection", "refine-edge", "remove-background"]
)
def test_every_answer_to_a_stroke_is_exact_below_it(worker, name):
    viewer, job = opened(worker, name)
    viewer.show(**WHOLE, mode="alpha")
    viewer.exact()
    hole = StrokePart(1, (110, 70, 1, 130, 75, 1), LABELS.index("background"), 9.0)
    viewer.show([hole.to_json()])
    seen = len(viewer.messages)
    last = viewer.exact()["pixels"][..., 0]
    for answer in viewer.messages[seen:]:
        if answer["frame"]["sequence"] == viewer.sequence:
            assert answer["pixels"][69:75, 112:126].max() == 0
    assert np.abs(last - expected(name, job, hole)).max() <= 0.51
    viewer.show([StrokePart(1, hidden=True).to_json()])
    assert np.abs(viewer.exact()["pixels"][..., 0] - expected(name, job)).max() <= 0.51


def test_what_is_painted_arrives(worker):
    viewer, _ = opened(worker, "cut-out-scribbles", scribbles=None)
    viewer.show([ON_THE_DISC.to_json(), AROUND.to_json()], **WHOLE)
    worker.send({"job": 5, "of_view": 1})
    answer = worker.answer(5)
    assert "done" in answer, answer


def test_a_line_arrives_as_the_edge_that_it_is(worker):
    viewer, job = opened(worker, "heal-selection")
    edge = StrokePart(1, (20, 90, 1, 120, 60, 1, 220, 95, 1), LABELS.index("line"), 9.0)
    viewer.show([edge.to_json()], **WHOLE)
    viewer.exact()
    worker.send({"job": 5, "of_view": 1})
    (output,) = worker.answer(5)["done"]["outputs"]
    found = np.fromfile(worker.folder / output["plane"]["file"], np.uint8)
    strokes, operation = StrokeMap(CANVAS), registry.find("heal-selection")
    strokes.take([edge])
    (wanted,) = operation.perform(applied(operation, job, strokes.marks)).outputs
    assert np.array_equal(found, wanted.picture.pixels.ravel())
    (other,) = operation.perform(job).outputs
    assert not np.array_equal(found, other.picture.pixels.ravel())


def test_around_a_stroke_it_is_found_roughly_at_once_then_well_then_all_of_it(worker):
    shape = height, width = 420, 560
    hair = composites.compose("hair", composites.hair(shape, 120), composites.fur(shape), composites.meadow(shape), 12)
    operation, image = registry.find("cut-out"), picture(hair.image)
    images = {"image": image, "trimap": picture(hair.trimap), "backdrop": None}
    viewer = Viewer(worker)
    job = Job(images, operation.defaults(), Document(width, height))
    viewer.open(sent(worker, "cut-out", job), plane(worker, "before.plane", image))
    viewer.show(rect=[0, 0, width, height], size=[width, height], mode="alpha")
    viewer.exact()
    seen = len(viewer.messages)
    viewer.show([StrokePart(1, (400, 200, 1, 405, 230, 1), LABELS.index("background"), 6.0).to_json()])
    last = viewer.exact()["pixels"].astype(int)
    misses = [np.abs(each["pixels"] - last).mean() for each in viewer.messages[seen:]]
    # An answer may be drawn coarsely at first, which misses far more.
    sharp = [miss for miss in misses if miss < 1]
    assert len(sharp) == 3
    assert sharp == sorted(sharp, reverse=True)
