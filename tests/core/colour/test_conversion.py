"""Conversion against independent figures: lcms through Pillow in 8 bits, and the sRGB formulas in floating point."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageCms

from inlay.colour import convert, luminance_weights, profiles, same_colours
from inlay.errors import InlayWarning, InputError
from inlay.picture import Picture, Space

WIDE = profiles.named("ClayRGB-elle-V4-srgbtrc.icc")


def space(model="RGBA", dtype="u1", **other):
    return Space(model, np.dtype(dtype), **other)


def picture(model="RGBA", dtype="u1", channels=4, seed=0, **other):
    samples = np.random.default_rng(seed).random((7, 9, channels))
    white = np.iinfo(dtype).max if np.dtype(dtype).kind == "u" else 1
    pixels = (samples * white).astype(dtype)
    return Picture(pixels, 3, -2, space(model, dtype, **other), "name")


@pytest.mark.parametrize("dtype", ["u1", "u2", "f2", "f4"])
@pytest.mark.parametrize(("model", "channels"), [("RGBA", 4), ("RGB", 3), ("GRAYA", 2), ("GRAY", 1)])
def test_nothing_to_do_gives_the_same_object(model, channels, dtype):
    given = picture(model, dtype, channels)
    assert convert(given, given.space) is given


def test_another_srgb_keeps_the_pixels():
    given = picture()
    embedded = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    result = convert(given, replace(given.space, profile=embedded))
    assert result.pixels is given.pixels
    assert result.space.profile == embedded


def test_opacity_is_added_opaque_and_dropped_without_a_trace():
    given = picture("RGB", "u2", 3)
    with_alpha = convert(given, space("RGBA", "u2"))
    assert (with_alpha.pixels[..., 3] == 65535).all()
    assert np.array_equal(convert(with_alpha, given.space).pixels, given.pixels)


@pytest.mark.parametrize("dtype", ["u1", "u2", "f4"])
def test_opacity_is_never_touched(dtype):
    given = picture(dtype=dtype)
    result = convert(given, space(dtype=dtype, profile=WIDE))
    assert np.array_equal(result.alpha, given.alpha)
    assert not np.array_equal(result.colour, given.colour)
    assert (result.x, result.y, result.name) == (3, -2, "name")


def test_bytes_agree_with_pillow():
    given = picture("RGB", channels=3)
    opened = [ImageCms.getOpenProfile(BytesIO(data)) for data in (profiles.builtin("RGB"), WIDE)]
    transform = ImageCms.buildTransform(*opened, "RGB", "RGB", ImageCms.Intent.RELATIVE_COLORIMETRIC)
    expected = np.asarray(ImageCms.applyTransform(Image.fromarray(given.pixels), transform)).astype(int)
    assert np.abs(convert(given, space("RGB", profile=WIDE)).pixels - expected).max() <= 1


def test_linear_light_is_the_srgb_formula_beyond_one_too():
    encoded = np.linspace(-0.5, 4, 300, dtype=np.float32).reshape(1, 100, 3)
    result = convert(Picture(encoded, space=space("RGB", "f4")), space("RGB", "f4", transfer="linear")).pixels
    expected = np.where(encoded <= 0.04045, encoded / 12.92, ((np.maximum(encoded, 0) + 0.055) / 1.055) ** 2.4)
    assert np.allclose(result, expected, rtol=2e-4, atol=1e-5)


@pytest.mark.parametrize(
    "profile", [WIDE, profiles.named("Rec2020-elle-V4-g10.icc"), profiles.named("sRGB-elle-V2-rec709.icc")]
)
def test_values_above_one_come_back(profile):
    given = picture("RGB", "f4", 3)
    given = replace(given, pixels=given.pixels * 8)
    there = convert(given, space("RGB", "f4", profile=profile))
    assert there.pixels.max() > 2
    assert np.abs(convert(there, given.space).pixels - given.pixels).max() < 2e-4


def test_words_come_back():
    given = picture("RGB", "u2", 3)
    wide = profiles.named("Rec2020-elle-V4-srgbtrc.icc")
    back = convert(convert(given, space("RGB", "u2", profile=wide)), given.space)
    # A rounded word of a bright channel weighs more in a dark one, where the curve is steep.
    assert np.abs(back.pixels.astype(int) - given.pixels).max() <= 16


def test_gray_becomes_equal_channels_and_colour_its_luminance():
    gray = picture("GRAY", "u1", 1)
    colour = convert(gray, space("RGBA"))
    assert (np.ptp(colour.colour, axis=-1) <= 1).all()
    assert np.abs(colour.pixels[..., 0].astype(int) - gray.pixels[..., 0]).max() <= 1
    green = Picture(np.full((2, 2, 3), (0, 255, 0), np.uint8), space=space("RGB"))
    # Y of sRGB's green is 0.7169 in D50, encoded by the sRGB curve.
    assert convert(green, space("GRAY")).pixels[0, 0, 0] == pytest.approx(220, abs=2)


def test_lab_is_encoded_as_icc_4_has_it():
    middle = Picture(np.full((1, 1, 3), 119, np.uint8), space=space("RGB"))
    lab = convert(middle, space("LAB", "u1")).pixels[0, 0]
    assert lab.tolist() == pytest.approx([50 * 255 / 100, 128, 128], abs=1)
    back = convert(convert(middle, space("LAB", "f4")), space("RGB", "u1"))
    assert np.array_equal(back.pixels, middle.pixels)


def test_inks_without_a_profile_change_their_depth_only():
    given = picture("CMYK", channels=4)
    assert np.array_equal(convert(given, space("CMYK", "u2")).pixels, given.pixels.astype(int) * 257)


def test_masks_change_their_type_only():
    mask = Picture(np.arange(256, dtype=np.uint8).reshape(16, 16), space=space("MASK"))
    wide = convert(mask, space("MASK", "u2", profile=WIDE))
    assert np.array_equal(wide.pixels, mask.pixels.astype(int) * 257)
    with pytest.raises(InputError, match="no colours"):
        convert(mask, space("RGB"))


def test_an_unknown_name_equals_itself_and_warns_otherwise():
    given = picture(profile="My monitor")
    assert convert(given, replace(given.space)) is given
    with pytest.warns(InlayWarning, match="My monitor"):
        convert(given, space(profile=WIDE))


def test_a_profile_of_another_model_is_ignored():
    given = picture(profile=profiles.builtin("GRAY"))
    assert convert(given, space()).pixels is given.pixels


@pytest.mark.parametrize("profile", [b"rubbish" * 100, WIDE[:200]])
def test_a_damaged_profile_counts_as_none(profile):
    given = picture("RGB", channels=3, profile=profile)
    assert convert(given, space("RGB")).pixels.shape == given.pixels.shape


def test_luminance_weights():
    rec709 = (0.2126, 0.7152, 0.0722)
    assert luminance_weights(space()) == rec709
    assert luminance_weights(space(profile="sRGB-elle-V2-srgbtrc.icc")) == rec709
    assert luminance_weights(space(profile="Who knows")) == rec709
    assert luminance_weights(space("GRAYA")) == (1.0,)
    assert luminance_weights(space(profile=WIDE)) == pytest.approx((0.31111, 0.62567, 0.06322), abs=1e-4)
    assert sum(luminance_weights(space("CMYK"))) == pytest.approx(1)


def test_same_colours_looks_at_meaning_only():
    assert same_colours(space("RGBA", "u1"), space("RGB", "f4"))
    assert same_colours(space(profile=profiles.builtin("RGB")), space())
    assert not same_colours(space(), space(transfer="linear"))
    assert not same_colours(space("GRAY"), space("RGB"))


def test_a_large_picture_is_converted_in_strips():
    given = Picture(np.random.default_rng(3).integers(0, 256, (1200, 500, 4), np.uint8), space=space())
    wanted = space(profile=WIDE)
    whole = convert(given, wanted).pixels
    for rows in (slice(0, 10), slice(523, 530), slice(1190, 1200)):
        assert np.array_equal(convert(replace(given, pixels=given.pixels[rows]), wanted).pixels, whole[rows])
