"""What an operation finds in its pictures, such as the subject: seen first, and found once for all that is set."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.core.live import scenes
from tests.core.operations import finders
from tests.worker.views.conftest import WHOLE

from inlay.contract.job import Document as SentDocument
from inlay.contract.job import Job as SentJob
from inlay.contract.planes import Encoding
from inlay.contract.views import LABELS, Mixing, Opening, StrokePart
from inlay.live.levels import Pyramid
from inlay.live.reduction import reduced_picture
from inlay.live.stages import Stage
from inlay.live.strokes import StrokeMap
from inlay.operations import registry
from inlay.operations.job import unheard
from inlay.picture import Box
from inlay.worker.folder import Folder
from inlay.worker.view import View
from inlay.worker.workpiece import Workpiece

CANVAS = Box(0, 0, scenes.WIDTH, scenes.HEIGHT)
STROKE = StrokePart(1, (120, 80, 1), LABELS.index("foreground"), 9.0)


@pytest.fixture
def networks(monkeypatch):
    return finders.install(monkeypatch, first=finders.reddest, second=finders.reddest)


def piece(name="remove-background", **without):
    operation = registry.find(name)
    job = scenes.job_for(operation)
    job = replace(job, images={**job.images, **without})
    return Workpiece(operation, job, Pyramid(job), None, None, None, None, Mixing(), None, [])


def subject(workpiece, marks=None, **values):
    """The job with these values, and what was found for it."""
    job = workpiece.job_with(values, marks, unheard)
    return job, job.images["subject"]


def test_a_network_is_asked_once_whatever_else_is_set(networks):
    strokes, of_the_view = StrokeMap(CANVAS), piece()
    strokes.take([STROKE])
    seen = [
        subject(of_the_view)[1],
        subject(of_the_view, edge=4.0)[1],
        subject(of_the_view, result="selection", linear=True)[1],
        subject(of_the_view, strokes.marks)[1],
    ]
    assert all(each is seen[0] for each in seen) and len(networks["first"].sizes) == 1
    assert subject(of_the_view, model="second")[1] is not seen[0]
    assert (len(networks["first"].sizes), len(networks["second"].sizes)) == (1, 1)


def test_for_another_limit_it_is_asked_again(networks):
    of_the_view = piece("select-subject")
    for result in ("replace", "add", "intersect", "layer-mask", "replace"):
        subject(of_the_view, result=result)
    assert networks["first"].sizes == [(scenes.HEIGHT, scenes.WIDTH), (116, 116)]


def test_smaller_pictures_have_the_same_mask_made_smaller(networks):
    of_the_view = piece(region=None)
    whole, mask = subject(of_the_view)
    job = Stage(4).job(of_the_view.operation, whole, of_the_view.pyramid.images(whole, 4))
    np.testing.assert_array_equal(job.images["subject"].pixels, reduced_picture(mask, 4).pixels)
    of_the_view.operation.perform(job)
    assert len(networks["first"].sizes) == 1


def test_the_mask_is_the_first_that_is_seen_and_never_again(networks, tmp_path):
    tmp_path.chmod(0o700)
    operation = registry.find("remove-background")
    sent = SentJob(operation.id, operation.defaults(), {}, SentDocument(*CANVAS[2:], Encoding("RGBA", "u8")))
    view = View(1, Opening(sent), Folder(tmp_path))
    view.workpiece = piece(region=None)
    view.take(1, WHOLE)
    stage = view.next_stage()
    assert stage.is_sketch
    whole, mask = subject(view.workpiece)
    sketch = view.workpiece.solution(stage, whole)
    np.testing.assert_allclose(sketch.result.matte.alpha.pixels, mask.pixels, atol=1e-6)
    view.solution, view.solved, view.reached = sketch, 1, stage
    assert view.done(is_sharp=True) < 1
    assert not any(each.is_sketch for each in view.plan()) and view.plan()[-1].is_exact
    view.take(2, {"parameters": {"edge": 3.0}})
    assert not view.next_stage().is_sketch


def test_an_error_comes_at_once_and_the_next_state_tries_again(worker, opened):
    """The scene's picture is red in the middle; the sample package's finder sees it, and no other is installed."""
    viewer = opened("remove-background")
    viewer.show(**WHOLE, parameters={"model": "gone"})
    answer = viewer.answer()
    assert answer["error"]["message"].startswith("Model: 'gone' is not one of automatic, sample-red")
    viewer.show(parameters={"model": "sample-red"})
    assert viewer.exact()["frame"]["done"] == 1


@pytest.mark.parametrize("name", ["remove-background", "gaussian-blur"])
def test_a_worker_says_whether_an_operation_can_begin(worker, name):
    worker.send({"job": 1, "ask": name})
    assert worker.answer(1) == {"job": 1, "done": {"outputs": [], "report": {}, "warnings": []}}
    worker.send({"job": 2, "ask": "unheard-of"})
    assert worker.answer(2)["error"]["code"] == "protocol"
