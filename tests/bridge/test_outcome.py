import pytest
from plugins.bridge import outcome
from plugins.bridge.errors import BridgeError
from plugins.bridge.geometry import Box


def test_planes_are_found_in_groups_and_masks(folder):
    planes = [folder.create(Box(0, 0, 2, 2), "RGBA", "u8") for _ in range(3)]
    layer = {"kind": "layer", "name": "L", "plane": planes[0].json(), "mask": planes[1].json()}
    inner = {"kind": "group", "name": "G", "children": [layer, {"kind": "selection", "plane": planes[2].json()}]}
    found = outcome.parse({"outputs": [{"kind": "group", "name": "O", "children": [inner]}]}, folder)
    assert {plane.path for plane in found.planes()} == {plane.path for plane in planes}
    found.remove()
    with pytest.raises(BridgeError):
        planes[0].read()


@pytest.mark.parametrize(
    "done",
    [
        {},
        {"outputs": [{"kind": "hologram"}]},
        {"outputs": [{"kind": "layer"}]},
        {"outputs": 3},
        {"outputs": [{"kind": "path", "name": "p", "strokes": [{}]}]},
    ],
)
def test_an_answer_that_is_none_is_said(folder, done):
    with pytest.raises(BridgeError) as caught:
        outcome.parse(done, folder)
    assert caught.value.code == "protocol" and "install.py" in caught.value.hint
