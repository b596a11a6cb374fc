import numpy as np
import pytest

from inlay.arrays.resampling import halved, resized


@pytest.mark.parametrize("size", [(31, 44), (30, 43), (97, 20)])
def test_resizing_keeps_constants_and_ramps(size):
    assert np.allclose(resized(np.full((15, 22, 3), 4.0), size), 4)
    y, x = np.mgrid[: size[0], : size[1]]
    ramp = resized(halved(y * 2.0 + x), size)
    if size[0] % 2 == size[1] % 2 == 0:
        assert np.allclose(ramp[1:-1, 1:-1], (y * 2.0 + x)[1:-1, 1:-1])
    assert resized(np.ones((1, 1)), size).shape == size
