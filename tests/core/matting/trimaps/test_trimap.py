"""Trimaps from pictures, selections, scribbles and alphas."""

import numpy as np
import pytest
from scipy.ndimage import distance_transform_edt, gaussian_filter
from tests.cases import every

from inlay.errors import Cancelled, InputError, ParameterError
from inlay.matting import (
    BACKGROUND,
    FOREGROUND,
    UNKNOWN,
    trimap_from_alpha,
    trimap_from_coverage,
    trimap_from_image,
    trimap_from_scribbles,
)

SIZE = (240, 320)


def disc(size=SIZE, radius=80):
    rows, columns = np.ogrid[: size[0], : size[1]]
    return (rows - size[0] / 2) ** 2 + (columns - size[1] / 2) ** 2 < radius**2


def scattered(size=(90, 130), seed=0):
    return gaussian_filter(np.random.default_rng(seed).standard_normal(size), 6) > 0.01


@every("unknown", [102, 128])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float16", "float32", "float64"])
@every("channels", [0, 1, 2, 3, 4])
def test_conventions_of_files(unknown, dtype, channels):
    gray = np.array([[0, unknown, 255], [2, 200, 252]])
    samples = {"uint8": gray, "uint16": gray * 257}.get(dtype, gray / 255).astype(dtype)
    if channels:
        samples = np.repeat(samples[..., None], channels, axis=2)
    if channels in (2, 4):
        samples[..., -1] = {"uint8": 255, "uint16": 65535}.get(dtype, 1)
    expected = [[BACKGROUND, UNKNOWN, FOREGROUND], [BACKGROUND, UNKNOWN, FOREGROUND]]
    trimap = trimap_from_image(samples)
    assert trimap.dtype == np.uint8
    assert trimap.tolist() == expected


def test_reading_is_tolerant():
    assert trimap_from_image(np.array([[False, True]])).tolist() == [[BACKGROUND, FOREGROUND]]
    coloured = np.array([[[255, 0, 0], [0, 0, 0], [250, 255, 240], [0, 255, 255]]], np.uint8)
    assert trimap_from_image(coloured).tolist() == [[UNKNOWN, BACKGROUND, FOREGROUND, UNKNOWN]]
    painted = np.array([[[255, 255], [255, 0], [0, 255], [0, 100]]], np.uint8)
    assert trimap_from_image(painted).tolist() == [[FOREGROUND, UNKNOWN, BACKGROUND, UNKNOWN]]
    odd = np.array([[np.nan, np.inf, -np.inf, -0.1, 1.2]])
    assert trimap_from_image(odd).tolist() == [[UNKNOWN, FOREGROUND, BACKGROUND, BACKGROUND, FOREGROUND]]
    view = np.repeat(np.array([[0, 128, 255]], np.uint8), 4, axis=1)[:, ::-4]
    view.flags.writeable = False
    assert trimap_from_image(view).tolist() == [[FOREGROUND, UNKNOWN, BACKGROUND]]
    assert trimap_from_image(np.array([[60, 128, 190]], np.uint8), 0.25, 0.7).tolist() == [[0, 128, 255]]


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: trimap_from_image(np.zeros((3, 4), np.int64)), InputError, "int64.*uint8"),
        (lambda: trimap_from_image(np.zeros((3, 4), "U1")), InputError, "str"),
        (lambda: trimap_from_image(np.zeros((0, 4), np.uint8)), InputError, r"\(0, 4\)"),
        (lambda: trimap_from_image(np.zeros((3, 4, 5), np.uint8)), InputError, r"\(3, 4, 5\)"),
        (lambda: trimap_from_image(np.full((3, 4), 255.0)), InputError, "up to 255.*white is 1"),
        (lambda: trimap_from_image(np.zeros((3, 4)), 0.5, 0.5), ParameterError, "low < high"),
        (lambda: trimap_from_coverage(np.zeros((3, 4, 3)), 1, 1), InputError, r"\(3, 4, 3\)"),
        (lambda: trimap_from_coverage(disc(), -1, 1), ParameterError, "inner is -1"),
        (lambda: trimap_from_coverage(disc(), 1, np.inf), ParameterError, "outer is inf"),
        (lambda: trimap_from_coverage(disc(), 3, 3, image=np.zeros((3, 4))), InputError, "320 x 240 .* 4 x 3"),
        (lambda: trimap_from_alpha(disc(), 1, tolerance=0.5), ParameterError, "tolerance"),
        (lambda: trimap_from_scribbles(disc(), np.zeros((3, 4), bool)), InputError, "4 x 3 .* 320 x 240"),
    ],
)
def test_refusals(make, error, words):
    with pytest.raises(error, match=words) as caught:
        make()
    assert caught.value.hint


@pytest.mark.parametrize(("inner", "outer"), [(0, 0), (1, 0), (0, 1), (2.5, 7), (20, 3), (300, 300)])
def test_radii_are_euclidean_distances(inner, outer):
    region = scattered()
    trimap = trimap_from_coverage(region, inner, outer)
    unknown = np.where(region, distance_transform_edt(region) <= inner, distance_transform_edt(~region) <= outer)
    assert np.array_equal(trimap == UNKNOWN, unknown)
    assert np.array_equal(trimap[~unknown] == FOREGROUND, region[~unknown])


def test_large_pictures_are_cut_into_tiles_unseen():
    region = scattered((700, 1100), seed=1)
    region[:, 600:] = True
    trimap = trimap_from_coverage(region, 9, 14)
    unknown = np.where(region, distance_transform_edt(region) <= 9, distance_transform_edt(~region) <= 14)
    assert np.array_equal(trimap == UNKNOWN, unknown)


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def test_what_is_selected_in_part_is_unknown(dtype):
    soft = np.clip((np.arange(40) - 15) / 10, 0, 1)[None].repeat(5, axis=0)
    white = {"uint8": 255, "uint16": 65535}.get(dtype, 1)
    coverage = (np.rint(soft * white) if white > 1 else soft).astype(dtype)
    assert np.array_equal(trimap_from_coverage(coverage, 0, 0) == UNKNOWN, (coverage > 0) & (coverage < white))
    wide = trimap_from_coverage(coverage, 8, 0)
    assert wide[0].tolist() == [0] * 16 + [128] * 12 + [255] * 12
    faint = trimap_from_coverage(np.full((3, 4), 0.2, np.float32), 5, 5)
    assert np.all(faint == UNKNOWN)


@pytest.mark.parametrize("value", [False, True])
def test_a_selection_without_border(value):
    trimap = trimap_from_coverage(np.full((5, 6), value), 3, 3, image=np.zeros((5, 6), np.uint8))
    assert np.all(trimap == (FOREGROUND if value else BACKGROUND))


def band_width(region, sigma, radius, noise=0.02, shift=0):
    """Pixels of the smart band for each pixel of the border's length."""
    alpha = gaussian_filter(np.roll(region, shift, axis=1).astype(float), sigma)[..., None]
    picture = alpha * [0.7, 0.5, 0.2] + (1 - alpha) * [0.3, 0.4, 0.6]
    picture += noise * np.random.default_rng(0).standard_normal(picture.shape)
    image = np.rint(picture.clip(0, 1) * 255).astype(np.uint8)
    unknown = trimap_from_coverage(region, radius, radius, image=image) == UNKNOWN
    assert not (unknown & (trimap_from_coverage(region, radius, radius) != UNKNOWN)).any()
    return unknown.sum() / (trimap_from_coverage(region, 1, 0) == UNKNOWN).sum()


@pytest.mark.parametrize("region", [disc(), np.indices(SIZE)[1] < 150, np.indices(SIZE).sum(axis=0) < 260])
@pytest.mark.parametrize("radius", [12, 25, 60])
def test_the_smart_band_grows_with_the_blur(region, radius):
    widths = [band_width(region, sigma, radius) for sigma in (1, 2, 4, 8)]
    assert sorted(widths) == widths
    assert widths[-1] > 4 * widths[0]
    assert widths[0] < 8


def test_the_smart_band_reaches_an_edge_beside_the_selection():
    region = np.indices(SIZE)[1] < 150
    assert band_width(region, 0.5, 20, shift=6) > 2 * 6


@pytest.mark.parametrize("noise", [0.0, 0.03])
def test_the_smart_band_reaches_as_far_as_loose_strands(noise):
    """Strands that cover a tenth of the ground change the average colours hardly at all."""
    rows, columns = np.indices(SIZE)
    distance = np.hypot(rows - 120, columns - 160)
    angle = np.arctan2(rows - 120, columns - 160)
    strands = (distance >= 80) & (distance < 95) & (np.cos(60 * angle) > 0.95)
    alpha = (disc() | strands)[..., None]
    picture = np.where(alpha, [0.7, 0.5, 0.2], [0.2, 0.3, 0.6]) + noise * np.random.default_rng(0).random((*SIZE, 3))
    trimap = trimap_from_coverage(disc(), 24, 24, image=picture.astype(np.float32))
    assert (trimap[strands] == UNKNOWN).mean() > 0.97
    assert (trimap[disc()] == UNKNOWN).mean() < 0.2
    assert np.all(trimap[distance > 108] == BACKGROUND)


def test_the_smart_band_is_wide_where_nothing_can_be_told():
    region = disc()
    flat = np.full((*SIZE, 3), 90, np.uint8)
    assert np.array_equal(trimap_from_coverage(region, 9, 5, image=flat), trimap_from_coverage(region, 9, 5))


def test_the_smart_band_differs_along_the_border():
    region = np.indices(SIZE)[1] < 150
    sharp, soft = (gaussian_filter(region.astype(float), sigma) for sigma in (0.7, 8))
    picture = np.where(np.indices(SIZE)[0] < 120, sharp, soft).astype(np.float32)
    unknown = trimap_from_coverage(region, 30, 30, image=picture) == UNKNOWN
    assert unknown[200].sum() > 4 * unknown[40].sum()


@pytest.mark.parametrize("odd", [np.nan, np.inf, 1e30])
def test_odd_pixels_under_the_smart_band(odd):
    picture = np.random.default_rng(0).random((*SIZE, 4)).astype(np.float32)
    picture[100:140, 230:250, :3] = odd
    picture[:60, :, 3] = 0
    with np.errstate(over="raise", invalid="raise"):
        trimap = trimap_from_coverage(disc(), 20, 20, image=picture)
    assert {BACKGROUND, UNKNOWN, FOREGROUND} == set(np.unique(trimap))


def test_from_alpha():
    alpha = gaussian_filter(disc().astype(np.float32), 3)
    trimap = trimap_from_alpha(alpha)
    assert np.array_equal(trimap == UNKNOWN, (alpha > 0.02) & (alpha < 0.98))
    assert np.all(trimap_from_alpha(alpha, tolerance=0)[(alpha > 0) & (alpha < 1)] == UNKNOWN)
    assert np.array_equal(trimap_from_alpha(disc(), 4), trimap_from_coverage(disc(), 4, 4))
    wide = trimap_from_alpha(alpha, 25)
    assert np.all(wide[trimap == UNKNOWN] == UNKNOWN)
    assert (wide == UNKNOWN).sum() > 2 * (trimap == UNKNOWN).sum()


def test_from_scribbles():
    foreground, background = np.zeros((2, 3, 4), bool)
    foreground[0, :2] = True
    background[:2, 1:3] = True
    trimap = trimap_from_scribbles(foreground, background)
    assert trimap.tolist() == [[255, 128, 0, 128], [128, 0, 0, 128], [128, 128, 128, 128]]
    soft = trimap_from_scribbles(foreground.astype(np.float32) * 0.6, background.astype(np.uint8) * 255)
    assert np.array_equal(soft, trimap)


def test_the_artist_can_cancel():
    region, polls = scattered((600, 600)), []
    image = np.zeros((600, 600), np.uint8)
    trimap_from_coverage(region, 10, 10, image=image, progress=polls.append)
    assert len(polls) >= 8
    assert polls == sorted(polls)
    assert 0 <= min(polls) <= max(polls) <= 1

    def cancel(fraction):
        raise Cancelled

    with pytest.raises(Cancelled):
        trimap_from_coverage(region, 10, 10, progress=cancel)
