import numpy as np
import pytest
from tests.core.matting.estimators import scenes


@pytest.mark.parametrize("channels", [slice(None), slice(0, 1)])
def test_two_colours_are_unmixed(channels):
    scene, alpha = scenes.ramp()
    scene = type(scene)(scene.image[..., channels], 1.0, scene.trimap)
    assert np.abs(scenes.run("learning-based", scene).alpha - alpha).max() < 0.01


def test_the_sunset(pictures):
    assert scenes.sunset_sad("learning-based", pictures) <= 1.552
