"""Profiles that programs leave in a file whose picture they have turned gray."""

import warnings

import numpy as np
import pytest
from PIL import Image
from tests.files.drawn import SRGB, WIDE, noise

from inlay.colour import icc, profiles, transfer_curves
from inlay.errors import InlayWarning
from inlay.files import formats

GAMMA = profiles.named("ClayRGB-elle-V2-g22.icc")


def gray(path, profile):
    """What Pillow makes of a colour picture turned gray: the profile stays."""
    Image.fromarray(noise(8, 9, 3)).convert("L").save(path, icc_profile=profile)
    return formats.read(path).layers[0].picture


@pytest.mark.parametrize("suffix", ["png", "tif", "jpg"])
@pytest.mark.parametrize("profile", [SRGB, WIDE, GAMMA])
def test_a_gray_picture_takes_the_curve_of_a_profile_for_colours(tmp_path, suffix, profile):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = gray(tmp_path / f"a.{suffix}", profile).space.profile
    expected = transfer_curves.sample(icc.tags(profile)[b"gTRC"])
    taken = profiles.builtin("GRAY") if found is None else found
    assert profiles.belongs(taken, "GRAY")
    assert np.allclose(transfer_curves.sample(icc.tags(taken)[b"kTRC"]), expected, atol=2e-4)
    assert (found is None) == (profile != GAMMA)


def test_a_profile_of_other_colours_is_said(tmp_path):
    Image.fromarray(noise(8, 9, 4), "CMYK").save(tmp_path / "a.jpg", icc_profile=SRGB)
    with pytest.warns(InlayWarning, match="profile is for RGB and the picture is CMYK"):
        assert formats.read(tmp_path / "a.jpg").space.profile is None


def test_three_curves_are_no_gray():
    straight, bent = transfer_curves.formula(1.0), transfer_curves.formula(2.2)
    colorants = tuple(map(tuple, profiles.colorants(SRGB)))
    assert profiles.neutral(icc.matrix(colorants, (straight, bent, bent))) is None
    assert profiles.neutral(profiles.builtin("CMYK")) is None
