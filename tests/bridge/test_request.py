from dataclasses import replace

import pytest
from plugins.bridge import request

from inlay.contract.boxes import Box
from inlay.contract.errors import InlayError
from inlay.contract.job import Document, Earlier
from inlay.contract.limits import check_size
from inlay.contract.planes import Encoding

CANVAS = Box(0, 0, 100, 80)


@pytest.fixture
def clone(operations):
    return operations["seamless-clone"]


def test_the_selection_within_the_layer_travels_with_its_ring(clone):
    boxes = request.frame(clone, CANVAS, Box(10, 10, 50, 50), Box(5, 20, 20, 10), {})
    assert boxes == dict.fromkeys(("source", "destination", "region"), Box(9, 19, 17, 12)) | {"object": None}


def test_without_a_selection_it_is_the_layer(clone):
    assert request.frame(clone, CANVAS, Box(10, 10, 5, 5), None, {})["source"] == Box(9, 9, 7, 7)


def test_without_a_layer_it_is_the_canvas(operations):
    loose = replace(operations["seamless-clone"], inputs=operations["seamless-clone"].inputs[1:2])
    assert request.frame(loose, CANVAS, Box(1, 1, 1, 1), Box(2, 2, 1, 1), {}) == {"destination": CANVAS}


def test_what_stays_in_place_is_read_where_the_rest_moves_to(clone):
    boxes = request.frame(clone, CANVAS, Box(10, 10, 20, 20), None, {"x": 40, "y": -5})
    assert boxes["source"] == boxes["region"] == Box(9, 9, 22, 22)
    assert boxes["destination"] == Box(49, 4, 22, 22)


def test_what_moves_off_the_canvas_does_not_travel(clone):
    boxes = request.frame(clone, CANVAS, Box(10, 10, 20, 20), None, {"x": -20})
    assert boxes["source"] == Box(19, 9, 12, 22)
    assert boxes["destination"] == Box(0, 9, 11, 22), "the ring ends at the canvas"


def test_what_is_turned_travels_whole_and_with_it_all_that_it_may_cover(clone):
    values = {"x": 40, "y": -5, "scale": 200.0, "rotate": 90.0}
    boxes = request.frame(clone, CANVAS, Box(10, 10, 20, 10), Box(0, 12, 100, 8), values)
    placement = clone.placement(values)
    assert boxes["source"] == boxes["region"] == Box(10, 12, 20, 8).grow(placement.reach(1))
    turned = placement.bounds(Box(10, 12, 20, 8)).grow(1).intersect(CANVAS)
    assert turned.width >= 18 and turned.intersect(boxes["destination"]) == turned
    assert boxes["destination"].intersect(CANVAS) == boxes["destination"]


def test_a_turn_may_bring_back_what_lies_beside_the_canvas(clone):
    """A long layer beside the canvas, seen from its middle."""
    beside = Box(30, 81, 40, 4)
    with pytest.raises(InlayError):
        request.frame(clone, CANVAS, beside, None, {})
    boxes = request.frame(clone, CANVAS, beside, None, {"rotate": 90.0})
    assert boxes["source"].intersect(beside) == beside
    with pytest.raises(InlayError):
        request.frame(clone, CANVAS, beside, None, {"rotate": 90.0, "y": 100})


@pytest.mark.parametrize(
    "active, selection, values",
    [
        (Box(0, 0, 10, 10), Box(20, 20, 5, 5), {}),
        (Box(200, 0, 10, 10), None, {}),
        (Box(0, 0, 10, 10), None, {"x": 100}),
    ],
)
def test_nothing_to_work_on_is_said(clone, active, selection, values):
    with pytest.raises(InlayError) as caught:
        request.frame(clone, CANVAS, active, selection, values)
    assert caught.value.code == "region" and caught.value.hint


def test_several_layers_and_items_have_their_own_extent(operations):
    boxes = request.frame(operations["sample-everything"], CANVAS, Box(0, 0, 10, 10), None, {})
    assert boxes["references"] is None and boxes["trimap"] is None
    assert boxes["scene"] == Box(0, 0, 10, 10)


def test_a_whole_picture_has_its_own_extent(operations):
    copy = operations["sample-copy"]
    copy = replace(copy, inputs=(replace(copy.inputs[0], whole=True), copy.inputs[1]))
    boxes = request.frame(copy, CANVAS, Box(0, 0, 10, 10), Box(5, 5, 10, 10), {})
    assert boxes == {"source": None, "region": Box(5, 5, 5, 5)}


@pytest.mark.parametrize("box", [Box(0, 0, 300_000, 1), Box(0, 0, 40_000, 40_000)])
def test_what_is_too_large_is_refused_before_it_is_read(box):
    with pytest.raises(InlayError, match="too large"):
        check_size(box.width, box.height)


def test_a_job_has_every_default(operations, folder):
    operation = operations["sample-everything"]
    plane = folder.create(Box(0, 0, 2, 2), Encoding("RGBA", "u8"))
    described = Document(2, 2, Encoding("RGBA", "u8"))
    job = request.job(operation, {"amount": 5}, {"source": plane, "destination": Earlier(1)}, described)
    assert job.parameters == {**operation.defaults(), "amount": 5}
    assert job.images == {"source": plane, "destination": Earlier(1)} and list(job.planes()) == [plane]
    assert job.to_json()["images"] == {"source": plane.to_json(), "destination": {"of": 1}}


def test_a_missing_input_is_said(operations):
    with pytest.raises(InlayError, match="needs a source"):
        request.job(operations["sample-copy"], {}, {"source": None}, Document(2, 2, Encoding("RGBA", "u8")))


def test_strokes_may_serve_instead(operations):
    """Where the artist can paint some."""
    copy, document = operations["sample-copy"], Document(2, 2, Encoding("RGBA", "u8"))
    painted = replace(copy, inputs=tuple(replace(entry, paintable=True) for entry in copy.inputs))
    assert request.job(painted, {}, {"source": None}, document, paints=True).images == {}
    with pytest.raises(InlayError, match="needs a source"):
        request.job(painted, {}, {"source": None}, document)


def test_the_ring_follows_the_parameters(clone):
    blur = replace(clone, ring=2, ring_by=(("x", 1.5),))
    boxes = request.frame(blur, CANVAS, Box(20, 20, 10, 10), None, {"x": 3})
    assert boxes["destination"] == Box(16, 13, 24, 24), "two, and four and a half rounded up"
    assert request.frame(blur, CANVAS, Box(20, 20, 10, 10), None, {})["destination"] == Box(18, 18, 14, 14)
