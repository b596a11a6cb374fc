import numpy as np
import pytest

from inlay.colour import primaries, profiles


@pytest.mark.parametrize(
    ("name", "chromaticities"),
    [
        ("sRGB-elle-V4-g10", ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))),
        ("Rec2020-elle-V4-g10", ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))),
        ("ClayRGB-elle-V4-g10", ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))),
    ],
)
def test_colorants_are_those_of_the_published_profiles(name, chromaticities):
    found = primaries.colorants(primaries.D65, *chromaticities)
    assert np.allclose(found, profiles.colorants(profiles.named(name)), atol=2e-4)


@pytest.mark.parametrize(
    "points",
    [
        ((0.3127, 0.0), (0.64, 0.33), (0.30, 0.60), (0.15, 0.06)),
        ((0.3127, 0.329), (0.64, 0.33), (0.64, 0.33), (0.15, 0.06)),
        ((0.3127, 0.329), (0.1, 0.1), (0.2, 0.2), (0.3, 0.3)),
        ((0.3127, 0.329), (0.15, 0.06), (0.16, 0.06), (0.15, 0.07)),
    ],
)
def test_chromaticities_of_no_colours(points):
    assert primaries.colorants(*points) is None
