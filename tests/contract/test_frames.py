"""What a worker says of a frame: as it was, and refused where it makes no sense."""

import pytest

from inlay.contract.errors import ProtocolError
from inlay.contract.protocol import decode, encode
from inlay.contract.views import Frame

FRAME = Frame(1, "view1-1.rgb", 42, 4, 3, 12, (0.0, 0.5, 4.0, 3.0), 0.5, "Found.", {"error": 1.0}, (3, -4, 50, 60))


def test_a_frame_comes_back():
    assert Frame.from_json(decode(encode(FRAME.to_json()))) == FRAME
    told = FRAME.to_json()
    del told["piece"]
    assert Frame.from_json(told).piece is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"piece": 7},
        {"piece": [1, 2, 3]},
        {"piece": [1, 2, 3, "4"]},
        {"piece": [1, 2, 3, float("nan")]},
        {"piece": [True, 2, 3, 4]},
        {"rect": None},
        {"file": "../elsewhere"},
        {"file": None},
    ],
)
def test_nonsense_is_refused(wrong):
    with pytest.raises(ProtocolError):
        Frame.from_json({**FRAME.to_json(), **wrong})
