import numpy as np
import pytest
from tests.core.matting.estimators import scenes

from inlay.matting import Scene


@pytest.mark.parametrize("channels", [slice(None), slice(0, 1)])
def test_two_colours_are_unmixed(channels):
    scene, alpha = scenes.ramp()
    scene = Scene(scene.image[..., channels], 1.0, scene.trimap)
    assert np.abs(scenes.run("large-kernel", scene).alpha - alpha).max() < 0.01


def test_a_hint_counts_as_far_as_a_window_reaches():
    """One known background pixel nine pixels away clears a patch of its colour that it does not touch."""
    scene, patch = scenes.hole()
    scene.image[22:26, 25:27] = scenes.BACK
    scene.trimap[23:25, 25:27] = 0
    alpha = scenes.run("large-kernel", scene).alpha
    assert alpha[patch].mean() < 0.1
    assert alpha[(scene.trimap == 128) & ~patch].mean() > 0.9


def test_the_sunset(pictures):
    assert scenes.sunset_sad("large-kernel", pictures) <= 2.533
