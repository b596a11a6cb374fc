"""Pictures as values."""

import numpy as np

from inlay.picture import Picture


def named(name):
    return Picture(np.zeros((1, 1, 4), np.uint8), name=name)


def test_what_was_done_is_said_once():
    assert named("Cat").titled("Seamless Clone") == "Cat (Seamless Clone)"
    assert named("Cat (Seamless Clone)").titled("Seamless Clone") == "Cat (Seamless Clone)"
    assert named("Cat (Seamless Clone)").titled("Relight") == "Cat (Seamless Clone) (Relight)"
    assert named("").titled("Relight") == "Relight"
