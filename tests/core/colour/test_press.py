"""The default print: its solids are the published ones, and Little CMS takes its tables both ways."""

from io import BytesIO

import imagecodecs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image, ImageCms

from inlay.colour import convert, icc, press
from inlay.errors import InlayWarning
from inlay.picture import Picture, Space

WHITE = np.array(icc.D50)
FLOAT = np.dtype(np.float32)
PRINT, LAB = press.profile(), bytes(imagecodecs.cms_profile("lab4"))
amount = some.floats(0, 1)


def inks_named(name):
    return [float(ink in name) for ink in "CMYK"]


def xyz(lab):
    y = (lab[..., 0] + 16) / 116
    each = np.stack([y + lab[..., 1] / 500, y, y - lab[..., 2] / 200], -1)
    return np.where(each > 6 / 29, each**3, (each - 4 / 29) * 108 / 841) * WHITE


def lab(colour):
    relative = colour / WHITE
    f = np.where(relative > (6 / 29) ** 3, np.cbrt(relative), relative * 841 / 108 + 4 / 29)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)


def through(samples, before, after, **models):
    """Little CMS without black point compensation."""
    found = imagecodecs.cms_transform(
        np.ascontiguousarray(samples, np.float32)[:, None], before, after,
        intent=imagecodecs.CMS.INTENT.RELATIVE_COLORIMETRIC, planar=False, outplanar=False, **models,
    )  # fmt: skip
    return np.asarray(found)[:, 0]


def printed(inks):
    return through(np.asarray(inks) * 100, PRINT, LAB, colorspace="cmyk", outcolorspace="lab")


def separated(colours):
    return through(colours, LAB, PRINT, colorspace="lab", outcolorspace="cmyk") / 100


@pytest.mark.parametrize("name", press.SOLIDS)
def test_solids_have_their_published_colours(name):
    """ISO 12647-2 counts them from a perfect white, the profile from the paper."""
    relative = printed([inks_named(name)])[0]
    absolute = lab(xyz(relative) * xyz(np.array(press.SOLIDS[""])) / WHITE)
    np.testing.assert_allclose(absolute, press.SOLIDS[name], atol=0.3)


def test_pillow_opens_it_as_a_printers_profile():
    opened = ImageCms.ImageCmsProfile(BytesIO(PRINT)).profile
    assert (opened.device_class, opened.xcolor_space, opened.connection_space) == ("prtr", "CMYK", "Lab ")
    paper = Image.new("CMYK", (1, 1))
    srgb = ImageCms.createProfile("sRGB")
    assert ImageCms.profileToProfile(paper, BytesIO(PRINT), srgb, outputMode="RGB").getpixel((0, 0)) == (255, 255, 255)


@given(some.lists(some.tuples(amount, amount, amount, amount), min_size=1, max_size=20))
def test_the_table_is_the_model(inks):
    np.testing.assert_allclose(printed(inks), press.colours_of(np.array(inks)), atol=0.5)


@given(some.tuples(amount, amount, amount, amount), some.integers(0, 3), amount)
def test_more_ink_is_darker(inks, which, more):
    added = list(inks)
    added[which] += (1 - added[which]) * more
    before, after = press.colours_of(np.array([inks, added]))[:, 0]
    assert after <= before + 1e-9


def test_what_can_be_printed_comes_back():
    inks = np.random.default_rng(0).uniform(0, 0.9, (4000, 4))
    inks[::2, 3] = 0
    colours = printed(inks)
    missed = np.linalg.norm(printed(separated(colours)) - colours, axis=1)
    assert missed.mean() < 0.5
    assert np.percentile(missed, 95) < 2.5
    assert missed.max() < 6


def test_no_separation_takes_more_ink_than_the_paper_does():
    axis = np.linspace(-128, 127, 20)
    grid = np.stack(np.meshgrid(np.linspace(0, 100, 20), axis, axis, indexing="ij"), -1).reshape(-1, 3)
    found = separated(grid)
    assert found.min() >= 0
    assert found.sum(axis=1).max() < 3.32


def test_grays_stay_gray_and_in_order():
    levels = np.repeat(np.linspace(0, 1, 256, dtype=np.float32)[None, :, None], 3, axis=2)
    inks = convert(Picture(levels, space=Space("RGB", FLOAT)), Space("CMYK", FLOAT, profile=PRINT))
    back = convert(inks, Space("RGB", FLOAT)).pixels[0]
    assert (np.diff(back.mean(axis=1)) > -1e-3).all()
    np.testing.assert_allclose(back, levels[0], atol=0.03)


def test_inks_without_a_profile_are_read_by_it_and_that_is_said():
    inks = np.array([[inks_named(""), inks_named("K"), inks_named("C"), inks_named("MY")]], np.float32)
    with pytest.warns(InlayWarning, match="no usable colour profile; it is read as offset print"):
        colours = convert(Picture(inks, space=Space("CMYK", FLOAT)), Space("RGB", np.dtype(np.uint8))).pixels[0]
    paper, black, cyan, red = colours.astype(int)
    assert paper.min() >= 254
    assert black.max() < 40
    assert cyan[0] < 20 < 120 < cyan[1] < cyan[2]
    assert red[0] > 200 > 60 > red[1:].max()
    named = Picture(inks, space=Space("CMYK", FLOAT, profile="Chemical proof"))
    with pytest.warns(InlayWarning, match="“Chemical proof” is not known; it is read as offset print"):
        assert np.array_equal(convert(named, Space("RGB", np.dtype(np.uint8))).pixels[0], colours)
