"""Weighted sums along both axes against scipy, with numba and without."""

import numpy as np
import pytest
from scipy import ndimage

from inlay.filters import separable


@pytest.mark.parametrize("has_numba", [True, False])
@pytest.mark.parametrize("reach", [0, 1, 3])
def test_a_plane_is_weighed_down_and_along(monkeypatch, has_numba, reach):
    monkeypatch.setattr(separable, "has_numba", lambda: has_numba)
    rng = np.random.default_rng(0)
    plane, line = rng.random((20, 31)).astype(np.float32), rng.random(2 * reach + 1)
    inner = (slice(reach, 20 - reach), slice(reach, 31 - reach))
    expected = ndimage.correlate(plane.astype(float), np.outer(line, line))[inner]
    found = separable.weighed(plane, line)
    assert found.dtype == np.float32
    assert np.allclose(found, expected, rtol=1e-5)
