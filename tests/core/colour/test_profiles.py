"""Profiles by name, their equality, and what is read out of them; lcms reads what we write."""

from io import BytesIO

import numpy as np
import pytest
from PIL import ImageCms

from inlay.colour import icc, profiles, transfer_curves


def pillow_srgb():
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.mark.parametrize(
    "name", ["sRGB-elle-V2-srgbtrc.icc", "sRGB-elle-V2-g10", "ClayRGB-elle-V4-g22.icc", "Rec2020-elle-V4-rec709.icc"]
)
def test_names_of_editors_give_profiles_that_lcms_opens(name):
    profile = profiles.named(name)
    assert profiles.belongs(profile, "RGB")
    assert ImageCms.getOpenProfile(BytesIO(profile)).profile.xcolor_space.strip() == "RGB"


def test_unknown_names_are_unknown():
    assert profiles.named("My monitor 2019") is None
    assert profiles.named("Foo-elle-V2-g10.icc") is None


def test_every_srgb_is_one():
    ours = profiles.builtin("RGB")
    assert profiles.equal(ours, pillow_srgb())
    assert profiles.equal(ours, profiles.named("sRGB built-in"))
    assert not profiles.equal(ours, profiles.builtin("RGB", linear=True))
    assert not profiles.equal(ours, profiles.named("ClayRGB-elle-V2-g22.icc"))
    assert not profiles.equal(ours, profiles.builtin("GRAY"))


def test_a_table_of_words_is_told_by_its_formula():
    formula = transfer_curves.formula(*transfer_curves.SRGB)
    table = np.rint(transfer_curves.sample(formula, 4096) * 65535).astype(">u2")
    curve = b"curv" + bytes(4) + (4096).to_bytes(4, "big") + table.tobytes()
    assert transfer_curves.parametric(curve) == formula
    primaries = tuple(map(tuple, profiles.colorants(profiles.builtin("RGB"))))
    tabled = icc.matrix(primaries, curve)
    assert profiles.equal(tabled, profiles.builtin("RGB"))
    assert profiles.unbounded(tabled) == profiles.builtin("RGB")


def test_a_curve_of_no_known_formula_stays_a_table():
    values = np.linspace(0, 65535, 64) * np.linspace(0.2, 1, 64)
    values[30:] = 65535
    curve = b"curv" + bytes(4) + (64).to_bytes(4, "big") + values.astype(">u2").tobytes()
    profile = icc.gray(curve)
    assert transfer_curves.parametric(curve) is None
    assert profiles.unbounded(profile) is profile


@pytest.mark.parametrize("damage", [b"", b"nonsense", bytes(200), b"\xff" * 500])
def test_damaged_profiles_belong_to_nothing(damage):
    assert not profiles.belongs(damage, "RGB")
    assert profiles.colorants(damage) is None


@pytest.mark.parametrize(
    "curve", [b"", b"curv", b"para" + bytes(4), b"para" + bytes(4) + b"\0\x09" + bytes(40), b"text"]
)
def test_damaged_curves_are_none(curve):
    assert transfer_curves.sample(curve) is None


def test_the_profile_of_lab_is_the_same_whenever_it_is_made():
    made = profiles.builtin.__wrapped__("LAB")
    assert made == profiles.builtin("LAB")
    assert made[24:36] == bytes(12)
    assert ImageCms.getOpenProfile(BytesIO(made)).profile.xcolor_space.strip() == "Lab"
