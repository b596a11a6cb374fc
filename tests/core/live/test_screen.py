"""Colours of every space, looked up, against those converted exactly."""

import numpy as np
import pytest
from tests import pictures

from inlay import colour
from inlay.colour import profiles
from inlay.live import screen
from inlay.picture import Picture, Space

FLOAT = np.dtype(np.float32)
OTHER = profiles.builtin("RGB", True)
SPACES = [
    Space("RGBA", np.dtype(dtype), transfer, profile)
    for dtype in (np.uint8, np.uint16, np.float16, np.float32)
    for transfer, profile in (("perceptual", None), ("linear", None), ("perceptual", OTHER))
]
SPACES += [Space("GRAYA", np.dtype(np.uint8)), Space("GRAY", FLOAT, "linear"), Space("RGB", np.dtype(np.uint16))]
SPACES += [Space("CMYKA", np.dtype(np.uint8)), Space("LABA", np.dtype(np.uint16))]


@pytest.mark.parametrize(
    "space", SPACES, ids=lambda space: f"{space.model}-{space.dtype}-{space.transfer}-{bool(space.profile)}"
)
@pytest.mark.filterwarnings("ignore::inlay.errors.InlayWarning")
def test_a_colour_looks_like_what_it_is(space):
    plain = Picture(pictures.image(24, 31, 4, "float32", seed=3), space=Space("RGBA", FLOAT))
    picture = colour.convert(plain, space)
    seen = screen.seen(picture, np.arange(24), np.arange(31))
    exact = colour.convert(picture, Space("RGBA", FLOAT)).pixels.clip(0, 1)
    np.testing.assert_allclose(seen[..., 3], exact[..., 3], atol=1e-3)
    error = 255 * np.abs(seen[..., :3] - exact[..., :3])
    # The table of four inks has fewer nodes; of CIELAB many lie beyond the screen's colours.
    assert error.max() <= {"CMYKA": 6, "LABA": 4}.get(space.model, 2) and error.mean() <= 0.5


def test_what_is_no_number_is_black():
    pixels = np.array([[[np.nan, np.inf, -np.inf, 1.0]]], np.float32)
    seen = screen.seen(Picture(pixels, space=Space("RGBA", FLOAT, "linear")), np.array([0]), np.array([0]))
    np.testing.assert_allclose(seen[0, 0], [0, 1, 0, 1], atol=1e-5)
