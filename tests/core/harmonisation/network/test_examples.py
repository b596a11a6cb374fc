"""What a network learns from: the truth around the piece, another light in it, the same for the same seed."""

import numpy as np
import pytest
from tests import pictures

from inlay.errors import InputError
from inlay.harmonisation.network import examples

SIZE = 32


def photographs(count=3):
    return [np.rint(255 * pictures.waves(90, 120, seed=seed)).astype(np.uint8) for seed in range(count)]


def cameras():
    first, second = (photographs(2) for _ in range(2))
    return [first, [each[::-1] for each in second]]


@pytest.mark.parametrize(
    "made",
    [
        lambda seed: examples.relit(photographs(), 4, SIZE, seed),
        lambda seed: examples.at_other_hours(cameras(), 6, SIZE, seed),
    ],
    ids=["relit", "at other hours"],
)
def test_only_the_piece_is_in_another_light(made):
    found = made(5)
    assert len(found) == 12
    assert found.pasted.shape == found.truth.shape == (12, 3, SIZE, SIZE)
    assert found.mask.shape == (12, 1, SIZE, SIZE)
    assert {plane.dtype for plane in (found.pasted, found.mask, found.truth)} == {np.dtype(np.uint8)}
    outside = np.broadcast_to(found.mask == 0, found.truth.shape)
    np.testing.assert_array_equal(found.pasted[outside], found.truth[outside])
    change = np.abs(found.pasted.astype(int) - found.truth)
    for number in range(len(found)):
        inside = found.mask[number, 0] == 255
        assert 0.02 < inside.mean() < 0.5
        assert change[number][:, inside].mean() > 0.5
    again, other = made(5), made(6)
    np.testing.assert_array_equal(found.pasted, again.pasted)
    assert (found.pasted != other.pasted).any()


def test_the_progress_is_told_and_may_stop():
    told = []
    examples.relit(photographs(), 1, SIZE, 0, told.append)
    assert told == [0, 1, 2]

    def stop(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        examples.relit(photographs(), 1, SIZE, 0, stop)


def test_nothing_to_learn_from_is_said():
    with pytest.raises(InputError, match="no photographs"):
        examples.relit([], 4, SIZE, 0)
    with pytest.raises(InputError, match="no cameras"):
        examples.at_other_hours([], 4, SIZE, 0)
