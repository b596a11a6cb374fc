"""What makes no sense is answered in words, and ends neither the view nor the worker."""

import pytest
from tests.core.live import scenes
from tests.worker.views.conftest import WHOLE
from tests.worker.views.viewer import Viewer, plane, sent

from inlay.operations import registry


def still_answers(viewer):
    viewer.show(rect=[0, 0, 30, 20])
    viewer.exact()


@pytest.mark.parametrize(
    "changes",
    [
        {"rect": [0, 0, 0, 10]},
        {"rect": [0, 0, float("nan"), 10]},
        {"rect": "all"},
        {"size": [-1, 5]},
        {"size": [1 << 20, 1 << 20]},
        {"size": [2.5, 3]},
        {"mode": "upside-down"},
        {"mode": ["result"]},
        {"split": "left"},
        {"tint": [1]},
        {"parameters": 7},
        {"zoom": 2},
        7,
        None,
    ],
)
def test_states(blur, changes):
    blur.sequence += 1
    blur.worker.send({"view": 1, "sequence": blur.sequence, "set": changes})
    message = blur.next()
    assert message["error"]["code"] == "protocol" and message["sequence"] == blur.sequence
    still_answers(blur)


@pytest.mark.parametrize("parameters", [{"radius": -5}, {"radius": "x"}, {"colour": 1}, {"radius": None}])
def test_parameters(blur, parameters):
    blur.show(parameters=parameters)
    message = blur.next()
    assert message["error"]["code"] == "parameter" and message["sequence"] == blur.sequence
    blur.show(rect=[0, 0, 30, 20])
    assert "frame" in blur.next() and "error" in blur.next(), "the picture moves, the words stay"
    blur.worker.send({"job": 1, "of_view": 1})
    assert blur.worker.answer(1)["error"]["code"] == "parameter"


@pytest.mark.parametrize(
    "strokes",
    [
        7,
        [7],
        [{}],
        [{"id": 1}],
        [{"id": -1, "label": 0, "radius": 3, "points": [1, 1, 1]}],
        [{"id": 1, "label": 9, "radius": 3, "points": [1, 1, 1]}],
        [{"id": 1, "label": 0, "radius": 3, "points": [1, 1]}],
        [{"id": 1, "label": 0, "radius": 3, "points": [1, float("inf"), 1]}],
        [{"id": 1, "label": 0, "radius": None, "points": [1, 1, 1]}],
    ],
)
def test_strokes(opened, strokes):
    viewer = opened("cut-out")
    viewer.show(**WHOLE)
    viewer.exact()
    viewer.show(strokes)
    message = viewer.next()
    assert message["error"]["code"] == "protocol" and message["sequence"] == viewer.sequence
    viewer.show([{"id": 5, "label": 0, "radius": 3, "points": [120, 80, 1]}])
    viewer.exact()


@pytest.mark.parametrize("message", [{"release": 7}, {"release": None}, {"release": 0}, {}, {"shut": True}])
def test_releases_and_nothing(blur, message):
    blur.worker.send({"view": 1, **message})
    assert blur.next()["error"]["code"] == "protocol"
    still_answers(blur)


def test_numbers_only_rise(blur):
    blur.worker.send({"view": 1, "sequence": 1, "set": {}})
    assert blur.next()["error"]["code"] == "protocol"
    blur.worker.send({"view": 1, "sequence": "2", "set": {}})
    assert "sequence" not in blur.next()
    still_answers(blur)


@pytest.mark.parametrize("number", [None, "1", -1, 1.5, [1]])
def test_a_view_without_a_number_ends_the_worker(worker, number):
    worker.send({"view": number, "open": {}})
    assert worker.receive()["error"]["code"] == "protocol"
    worker.assert_ended()


def broken_openings():
    yield "no object", lambda job: 7, "protocol"
    yield "no job", lambda job: {}, "protocol"
    yield "no such operation", lambda job: {"job": {**job, "operation": "sorcery"}}, "protocol"
    yield (
        "no such plane",
        lambda job: {"job": {**job, "images": {"source": {**job["images"]["source"], "file": "x"}}}},
        "file",
    )
    yield "an earlier job", lambda job: {"job": {**job, "images": {"source": {"of": 77}}}}, "input"
    yield "before is a mask", lambda job: {"job": job, "before": {**job["images"]["source"], "model": "MASK"}}, "input"
    yield (
        "before is nowhere",
        lambda job: {"job": job, "before": {**job["images"]["source"], "file": "../x"}},
        "protocol",
    )
    yield "no table", lambda job: {"job": job, "display": "nothing"}, "file"
    yield "another table", lambda job: {"job": job, "display": job["images"]["source"]["file"]}, "protocol"
    for mixing in (3, ["multiply"], ["multiply", "blue", "stored", False], [1, "stored", "stored", False]):
        yield f"mixed by {mixing}", lambda job, mixing=mixing: {"job": job, "mixing": mixing}, "protocol"
    yield "the table is elsewhere", lambda job: {"job": job, "display": "/etc/passwd"}, "protocol"


@pytest.mark.parametrize(
    ("opening", "code"), [pytest.param(make, code, id=name) for name, make, code in broken_openings()]
)
def test_openings(worker, opening, code):
    viewer = Viewer(worker)
    job = sent(worker, "gaussian-blur", scenes.job_for(registry.find("gaussian-blur")))
    worker.send({"view": 1, "open": opening(job)})
    viewer.show(**WHOLE)
    message = viewer.until(lambda each: each.get("sequence") == 1)
    assert message["error"]["code"] == code and message["error"]["message"]
    viewer.show(mode="black")
    assert viewer.until(lambda each: each.get("sequence") == 2)["error"]["code"] == code
    viewer.close()
    good = Viewer(worker, 2)
    good.open(job, plane(worker, "before.plane", scenes.picture()))
    good.show(**WHOLE)
    good.exact()


def test_views_that_are_not_open(worker):
    viewer = Viewer(worker, 5)
    viewer.show(mode="black")
    assert viewer.next()["error"]["code"] == "input"
    worker.send({"view": 5, "release": 0})
    worker.send({"view": 5, "close": True})
    worker.send({"job": 1, "of_view": 5})
    assert worker.answer(1)["error"]["code"] == "input"


def test_too_many_views(worker):
    described = sent(worker, "gaussian-blur", scenes.job_for(registry.find("gaussian-blur")))
    viewers = [Viewer(worker, number) for number in range(65)]
    for viewer in viewers:
        viewer.open(described)
    assert viewers[64].next()["error"]["code"] == "resources"
    viewers[0].close()
    viewers[64].open(described)
    viewers[64].show(**WHOLE)
    viewers[64].exact()


def test_what_an_operation_refuses_is_said_over_what_was_there(worker):
    """Nothing is selected that lies on the layer."""
    job = scenes.job_for(registry.find("gaussian-blur"))
    described = sent(worker, "gaussian-blur", job)
    described["images"]["region"] |= {"x": 5000}
    viewer = Viewer(worker)
    viewer.open(described, plane(worker, "before.plane", scenes.picture()))
    viewer.show(**WHOLE)
    assert viewer.until(lambda each: each.get("sequence") == 1)["error"]["code"] == "region"
    assert any("frame" in each for each in viewer.messages) or "frame" in viewer.next()
