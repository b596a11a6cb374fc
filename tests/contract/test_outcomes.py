"""What a worker says that a job yields is what a host understands."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inlay.contract.boxes import Box
from inlay.contract.errors import InlayError, InlayWarning
from inlay.contract.outcomes import (
    Channel,
    File,
    Group,
    Layer,
    LayerMask,
    Outcomes,
    Path,
    Selection,
    Stroke,
    Vector,
    to_hide,
)
from inlay.contract.planes import Encoding, Plane

NAMES = st.text(max_size=5)
PLACED = {"name": NAMES, "place": st.sampled_from(["above", "below", "top"]), "of": NAMES}
PLANES = st.builds(Plane, st.sampled_from("abc"), st.just(Box(1, -2, 3, 4)), st.just(Encoding("RGBA", "u16")), NAMES)
POINTS = st.lists(st.tuples(*[st.integers(-9, 9)] * 6), max_size=3)
ROLES = st.lists(NAMES, max_size=3).map(tuple)
STROKES = st.lists(st.builds(Stroke, POINTS, st.booleans()), max_size=2)
LAYERS = st.builds(
    Layer,
    PLANES,
    **PLACED,
    mask=st.none() | PLANES,
    hides=ROLES,
    opacity=st.floats(0, 1),
    deselects=st.booleans(),
    stands_in=st.booleans(),
    visible=st.booleans(),
)
OUTPUTS = st.recursive(
    st.one_of(
        LAYERS,
        st.builds(LayerMask, PLANES, NAMES, hides=ROLES),
        st.builds(Selection, PLANES),
        st.builds(Channel, PLANES, NAMES),
        st.builds(Path, STROKES, NAMES),
        st.builds(Vector, NAMES, **PLACED),
        st.builds(File, NAMES),
    ),
    lambda inner: st.builds(Group, st.lists(inner, max_size=3), **PLACED, stands_in=st.booleans()),
    max_leaves=5,
)


@given(st.lists(OUTPUTS, max_size=3))
def test_they_come_back(outputs):
    there = Outcomes(outputs, {"iterations": 3}, [InlayWarning("odd", "This is odd.", "Look.")])
    back = Outcomes.from_json(json.loads(json.dumps(there.to_json())))
    assert back.outputs == outputs and back.report == there.report
    assert [warning.to_json() for warning in back.warnings] == [warning.to_json() for warning in there.warnings]


def test_planes_are_found_in_groups_and_masks():
    one, two, three = (Plane(name, Box(0, 0, 2, 2), Encoding("MASK", "u8")) for name in "abc")
    inner = Group([Layer(one, "L", mask=two), Selection(three)], "G")
    assert list(Outcomes([Group([inner], "O"), File("report.json")]).planes()) == [one, two, three]


def test_layers_are_hidden_unless_they_serve_another_role_too():
    served = {"image": ["fox"], "trimap": ["map", "fox"], "edge": ["fox"], "backdrop": ["meadow"]}
    assert to_hide((), served) == []
    assert to_hide(("image", "trimap"), {**served, "edge": []}) == ["fox", "map"]
    assert to_hide(("image", "trimap"), served) == ["map"], "the fox is the edge, too"
    assert to_hide(("nothing", "backdrop"), served) == ["meadow"]


@pytest.mark.parametrize(
    "done",
    [
        {},
        {"outputs": [{"kind": "hologram"}]},
        {"outputs": [{"kind": "layer"}]},
        {"outputs": [{"kind": "layer", "name": "L", "plane": "p"}]},
        {"outputs": [{"kind": "layer", "name": "L", "plane": {"file": "../p"}}]},
        {"outputs": 3},
        {"outputs": [{"kind": "path", "name": "p", "strokes": [{}]}]},
    ],
)
def test_an_answer_that_is_none_is_said(done):
    with pytest.raises(InlayError) as caught:
        Outcomes.from_json(done)
    assert caught.value.code == "protocol" and caught.value.hint
