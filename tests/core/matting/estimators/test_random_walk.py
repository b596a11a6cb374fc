import numpy as np
from tests.core.matting.estimators import scenes

from inlay.matting import Scene


def test_one_colour_is_crossed_evenly():
    """Without any difference of colour, alpha is harmonic: a straight line from one side to the other."""
    scene, _ = scenes.ramp()
    flat = Scene(np.full_like(scene.image, 0.5), 1.0, scene.trimap)
    expected = np.tile(np.interp(np.arange(48), [12, 36], [1, 0]), (32, 1))
    assert np.abs(scenes.run("random-walk", flat).alpha - expected).max() < 0.01


def test_a_walker_stops_at_an_edge():
    image = np.full((20, 40, 3), 0.2, np.float32)
    image[:, 17:] = 0.8
    trimap = np.full((20, 40), 128, np.uint8)
    trimap[:, 0], trimap[:, -1] = 255, 0
    alpha = scenes.run("random-walk", Scene(image, 1.0, trimap)).alpha
    assert alpha[:, :17].min() > 0.99
    assert alpha[:, 17:].max() < 0.01


def test_the_sunset(pictures):
    assert scenes.sunset_sad("random-walk", pictures) <= 6.115
