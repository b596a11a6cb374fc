"""The thing inside a loose selection, as the operations that follow it see it."""

import numpy as np
import pytest
from tests import pictures

import inlay


@pytest.mark.parametrize("edit", [inlay.recolour, inlay.isolate_colour])
@pytest.mark.parametrize("thing", ["inside", "selection"])
@pytest.mark.parametrize("hidden", [50.0, np.nan, np.inf])
def test_what_transparent_pixels_hide_is_never_used(edit, thing, hidden):
    height, width = 80, 100
    ball = pictures.disc(height, width, 20)[..., None]
    image = 0.2 * pictures.image(height, width) + np.where(ball, [0.6, 0.1, 0.1], [0.2, 0.4, 0.3])
    layer = np.dstack([image, np.ones((height, width))]).astype(np.float32)
    layer[38:42, 48:52] = layer[:18] = layer[:, :24] = 0
    wild, shown = layer.copy(), layer[..., 3] > 0
    wild[~shown, :3] = hidden
    results = [edit(each, pictures.disc(height, width, 28), thing=thing)[shown] for each in (layer, wild)]
    np.testing.assert_array_equal(*results)
    assert (results[0] != layer[shown]).any()
