"""Planes as messages speak of them. (What is wrong in a message is told by `tests/worker/test_refusals.py`.)"""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inlay.contract import limits
from inlay.contract.boxes import Box
from inlay.contract.errors import InlayError
from inlay.contract.planes import CHANNELS, SAMPLE_BYTES, TRANSFERS, Encoding, Plane, Profile, with_alpha

PLACE, SIDE = st.integers(-limits.LARGEST_OFFSET, limits.LARGEST_OFFSET), st.integers(1, 30_000)
PROFILES = st.sampled_from([None, Profile("p.icc"), Profile(name="sRGB"), Profile(name="")])
MODELS, TYPES = st.sampled_from(sorted(CHANNELS)), st.sampled_from(sorted(SAMPLE_BYTES))
ENCODINGS = st.builds(Encoding, MODELS, TYPES, st.sampled_from(TRANSFERS), PROFILES)
BOXES = st.builds(Box, PLACE, PLACE, SIDE, SIDE)
OPACITIES, WORDS = st.floats(0, 1), st.sampled_from(["normal", "multiply"])
PLANES = st.builds(Plane, st.sampled_from(["a.plane", "Ä"]), BOXES, ENCODINGS, st.text(), OPACITIES, WORDS)
GOOD = {"file": "a", "x": 0, "y": 0, "width": 2, "height": 3, "model": "BGRA", "type": "u16"}


@given(PLANES)
def test_they_come_back(plane):
    assert Plane.from_json(json.loads(json.dumps(plane.to_json()))) == plane
    assert hash(plane) == hash(Plane.from_json(plane.to_json()))


@given(PLANES)
def test_its_length(plane):
    channels, sample = CHANNELS[plane.encoding.model], SAMPLE_BYTES[plane.encoding.type]
    assert plane.size == plane.box.area * channels * sample == plane.row_bytes * plane.box.height


def test_what_may_be_left_out():
    plane = Plane.from_json(GOOD)
    assert plane == Plane("a", Box(0, 0, 2, 3), Encoding("BGRA", "u16", "perceptual", None), "")


@pytest.mark.parametrize("wrong", [{"opacity": 1.5}, {"opacity": "1"}, {"opacity": float("nan")}, {"mode": None}])
def test_a_layer_lies_on_what_is_below_in_some_way(wrong):
    with pytest.raises(InlayError) as caught:
        Plane.from_json({**GOOD, **wrong})
    assert caught.value.code == "protocol" and caught.value.hint


@pytest.mark.parametrize("model", sorted(CHANNELS))
def test_opacity_is_one_channel_more(model):
    more = with_alpha(model)
    assert with_alpha(more) == more
    assert CHANNELS[more] == CHANNELS[model] + (more != model) and (more == model) == (
        model[-1] == "A" or model == "MASK"
    )


@pytest.mark.parametrize(
    ("width", "height"), [(limits.LARGEST_SIDE + 1, 1), (1, limits.LARGEST_SIDE + 1), (40_000, 40_000)]
)
def test_what_is_too_large_is_refused(width, height):
    with pytest.raises(InlayError) as caught:
        limits.check_size(width, height)
    assert caught.value.code == "input" and caught.value.hint
    with pytest.raises(InlayError) as caught:
        Plane.from_json({**GOOD, "width": width, "height": height})
    assert caught.value.code == "input"
