"""Conversion by tables against Little CMS: in floating point by imagecodecs, in bytes by Pillow."""

from dataclasses import replace
from io import BytesIO
from itertools import product

import numpy as np
import pytest
from PIL import Image, ImageCms
from tests.cases import every

from inlay.colour import convert, icc, pipeline, primaries, profiles, transfer_curves
from inlay.colour.little_cms import transformed
from inlay.colour.pipeline import pipeline_between
from inlay.picture import Picture, Space

D65, D50 = (0.3127, 0.3290), (0.3457, 0.3585)
SRGB, LAB, GRAY = profiles.builtin("RGB"), profiles.builtin("LAB"), profiles.builtin("GRAY")
#: Of the range; where sRGB's curve bends the two pieces of the rounded formula are nearly that far apart.
ROUNDING = 1e-5
#: Little CMS reads sampled curves in words: where they are steep it tells no more apart.
WORDS = 5e-4
#: Of light: of a gamma's darkest samples nothing but that is the same.
LIGHT = 1e-6


def sampled(count):
    """A curve of no known formula."""
    x = np.linspace(0, 1, count)
    return transfer_curves.table(0.6 * x**2.1 + 0.4 * x**1.4)


def made(white, red, green, blue, curve):
    return icc.matrix(primaries.colorants(white, red, green, blue), curve)


DISPLAY_P3 = made(D65, (0.680, 0.320), (0.265, 0.690), (0.150, 0.060), transfer_curves.formula(*transfer_curves.SRGB))
ADOBE = made(D65, (0.64, 0.33), (0.21, 0.71), (0.15, 0.06), transfer_curves.formula(563 / 256))
PROPHOTO = made(D50, (0.7347, 0.2653), (0.1596, 0.8404), (0.0366, 0.0001), transfer_curves.formula(1.8))
REC2020 = profiles.named("Rec2020-elle-V4-g22.icc")
LINEAR = profiles.builtin("RGB", linear=True)
THREE = icc.matrix(
    tuple(map(tuple, profiles.colorants(SRGB))), tuple(transfer_curves.formula(gamma) for gamma in (1.7, 2.2, 2.6))
)
FORMULAS = {
    "sRGB": SRGB,
    "Display P3": DISPLAY_P3,
    "Adobe": ADOBE,
    "ProPhoto": PROPHOTO,
    "Rec. 2020": REC2020,
    "linear": LINEAR,
    "a gamma for each channel": THREE,
}
SAMPLED = {
    count: icc.matrix(tuple(map(tuple, profiles.colorants(DISPLAY_P3))), sampled(count)) for count in (64, 256, 1024)
}


def dense(least=0.0, most=1.0):
    """A lattice of colours, its gray axis finely, dark ones, and random ones."""
    lattice = np.array(list(product(np.linspace(0, 1, 18), repeat=3)))
    grays = np.repeat(np.linspace(0, 1, 2049)[:, np.newaxis], 3, axis=1)
    chance = np.random.default_rng(0).random((4_000, 3))
    found = np.concatenate([lattice, grays, chance, chance**6])
    return (least + (most - least) * found).astype(np.float32)


def apart(samples, model, before, wanted, after):
    """Largest difference between the tables and Little CMS."""
    channels = 1 if wanted == "GRAY" else 3
    found = pipeline_between(before, after).converted(samples)[:, :channels]
    expected = transformed(samples, model, before, wanted, after)
    differences = np.abs(found - expected)
    if wanted != "LAB":
        light = [transformed(each, wanted, after, wanted, profiles.linear(after)) for each in (found, expected)]
        differences[np.abs(light[0] - light[1]) < LIGHT] = 0
    return differences.max()


@every("name", FORMULAS)
def test_formulas_to_lab_and_back_are_those_of_little_cms(name):
    profile, samples = FORMULAS[name], dense()
    assert apart(samples, "RGB", profile, "LAB", LAB) < ROUNDING
    lab = transformed(samples, "RGB", profile, "LAB", LAB)
    assert apart(lab, "LAB", LAB, "RGB", profile) < ROUNDING


@every("before", FORMULAS)
@every("after", FORMULAS)
def test_formulas_to_others_are_those_of_little_cms(before, after):
    if before != after:
        assert apart(dense(), "RGB", FORMULAS[before], "RGB", FORMULAS[after]) < 2 * ROUNDING


@every("name", FORMULAS)
def test_gray_is_that_of_little_cms(name):
    samples = dense()
    for gray in (GRAY, profiles.builtin("GRAY", linear=True), icc.gray(transfer_curves.formula(2.2))):
        assert apart(samples, "RGB", FORMULAS[name], "GRAY", gray) < 2 * ROUNDING
        assert apart(samples[:, :1], "GRAY", gray, "RGB", FORMULAS[name]) < 2 * ROUNDING
        assert apart(samples[:, :1], "GRAY", gray, "LAB", LAB) < ROUNDING
        assert apart(samples, "LAB", LAB, "GRAY", gray) < 2 * ROUNDING


@pytest.mark.parametrize("count", SAMPLED)
def test_sampled_curves_are_those_of_little_cms(count):
    profile, samples = SAMPLED[count], dense()
    assert transfer_curves.parametric(sampled(count)) is None
    assert apart(samples, "RGB", profile, "LAB", LAB) < WORDS
    lab = transformed(samples, "RGB", profile, "LAB", LAB)
    assert apart(lab, "LAB", LAB, "RGB", profile) < WORDS
    assert apart(samples, "RGB", SRGB, "RGB", profile) < WORDS


@every("name", FORMULAS)
def test_light_below_black_and_above_white_is_that_of_little_cms(name):
    profile, samples = FORMULAS[name], dense(-0.5, 3)
    for after, wanted in ((LAB, "LAB"), (ADOBE, "RGB"), (SRGB, "RGB")):
        expected = transformed(samples, "RGB", profile, wanted, after)
        found = pipeline_between(profile, after).converted(samples)
        assert np.abs((found - expected) / np.maximum(1, np.abs(expected))).max() < 3 * ROUNDING


@every("dtype", ["uint8", "uint16"])
@every("name", FORMULAS)
def test_integers_are_rounded_from_the_same(dtype, name):
    white = np.iinfo(dtype).max
    given = np.rint(dense() * white).astype(dtype)[np.newaxis]
    picture = Picture(given, space=Space("RGB", np.dtype(dtype), profile=FORMULAS[name]))
    expected = transformed((given[0] / white).astype(np.float32), "RGB", FORMULAS[name], "RGB", REC2020)
    found = convert(picture, replace(picture.space, profile=REC2020)).pixels[0]
    expected = white * np.clip(expected, 0, 1)
    assert np.abs(found - expected).max() < 0.5 + 2 * ROUNDING * white


@every("name", FORMULAS)
def test_bytes_are_those_of_pillow(name):
    given = np.rint(dense() * 255).astype(np.uint8)[np.newaxis]
    for before, after in ((FORMULAS[name], SRGB), (SRGB, FORMULAS[name])):
        opened = [ImageCms.getOpenProfile(BytesIO(profile)) for profile in (before, after)]
        transform = ImageCms.buildTransform(
            *opened, "RGB", "RGB", ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.NOOPTIMIZE
        )
        expected = np.asarray(ImageCms.applyTransform(Image.fromarray(given), transform)).astype(int)
        picture = Picture(given, space=Space("RGB", np.dtype(np.uint8), profile=before))
        found = convert(picture, replace(picture.space, profile=after)).pixels
        assert np.abs(found - expected).max() <= 1


def test_a_pixel_beyond_the_tables_is_left_to_little_cms_and_changes_no_other():
    samples, space = dense(), Space("RGB", np.dtype(np.float32))
    lab = Space("LAB", np.dtype(np.float32))
    expected = convert(Picture(samples[np.newaxis], space=space), lab).pixels[0]
    for value in (np.nan, np.inf, -np.inf, 1e6):
        samples[7, 1] = value
        assert pipeline_between(SRGB, LAB).converted(samples) is None
        found = convert(Picture(samples[np.newaxis], space=space), lab).pixels[0]
        assert np.array_equal(np.delete(found, 7, axis=0), np.delete(expected, 7, axis=0))
        assert np.array_equal(found[7:8], transformed(samples[7:8], "RGB", SRGB, "LAB", LAB), equal_nan=True)


def coloured(curve):
    return icc.matrix(tuple(map(tuple, profiles.colorants(SRGB))), curve)


def with_a_table():
    """A profile whose colours are in a table that a reader must prefer."""
    found = {name: value for name, value in icc.tags(SRGB).items() if name.endswith((b"XYZ", b"TRC"))}
    return icc._write(b"RGB ", found | {b"B2A0": b"mft2" + bytes(60)})


@pytest.mark.parametrize(
    "profile",
    [
        coloured(transfer_curves.table(np.linspace(0.1, 1, 256))),
        coloured(transfer_curves.table(np.arange(4096) % 64 / 63)),
        coloured(b"curv" + bytes(4) + b"\xff" * 8),
        icc.matrix(((0.3, 0.3, 0.3),) * 3, transfer_curves.formula(2.2)),
        with_a_table(),
        profiles.builtin("CMYK"),
        b"",
    ],
    ids=["black that is not black", "crooked", "damaged", "colourless", "table", "inks", "nothing"],
)
def test_other_profiles_are_left_to_little_cms(profile):
    assert pipeline_between(profile, LAB) is None
    assert pipeline_between(LAB, profile) is None


def test_without_numba_little_cms_converts(monkeypatch):
    monkeypatch.setattr(pipeline, "has_numba", lambda: False)
    assert pipeline_between.__wrapped__(SRGB, LAB) is None


def test_what_changes_nothing_is_left_out():
    assert len(pipeline_between(SRGB, LINEAR).stages) == 1
    assert len(pipeline_between(LINEAR, LAB).stages) == 3
    assert len(pipeline_between(SRGB, LAB).stages) == 4
