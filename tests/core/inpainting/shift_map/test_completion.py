"""Holes completed: what repeats goes on to the pixel, what is smooth within a level, and what must not is not used."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cases import every
from tests.pictures import stored

from inlay.errors import Cancelled
from inlay.inpainting import completed, healed
from inlay.inpainting.shift_map import cascade
from inlay.inpainting.shift_map.candidates import candidates

SIZE = 150, 190


def ragged(height=SIZE[0], width=SIZE[1], radius=22.0, seed=0):
    """A hole with an uneven outline."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width] - np.array([height * 0.48, width * 0.52]).reshape(2, 1, 1)
    angle, outline = np.arctan2(y, x), 1.0
    for k in range(2, 8):
        outline = outline + random.normal(0, 0.12) * np.cos(k * angle + random.uniform(0, 6.3))
    return np.hypot(y, x) < radius * outline


def damaged(picture, hole):
    """The picture with something else in the hole."""
    out = picture.copy()
    out[hole] = np.nan if picture.dtype.kind == "f" else 77
    return out


def filled(picture, hole, **options):
    return healed(damaged(picture, hole), ~hole, hole, **options).solution.image


def weave(period, channels=3, seed=0, size=SIZE):
    tile = np.random.default_rng(seed).random((*period, channels))
    return np.tile(tile, (size[0] // period[0] + 1, size[1] // period[1] + 1, 1))[: size[0], : size[1]]


def stripes(degrees, period=11.0):
    y, x = np.mgrid[: SIZE[0], : SIZE[1]]
    angle = np.deg2rad(degrees)
    wave = np.sin(2 * np.pi * (x * np.cos(angle) + y * np.sin(angle)) / period)
    return np.stack([0.5 + 0.35 * wave, 0.6 - 0.3 * wave, 0.4 + 0.2 * wave], axis=2)


@settings(max_examples=5)
@given(st.integers(9, 30), st.integers(9, 30), st.integers(0, 99), st.sampled_from([1, 2, 3, 4]))
def test_a_texture_that_repeats_goes_on(down, across, seed, channels):
    picture = stored(weave((down, across), channels, seed), "uint8")
    assert np.array_equal(filled(picture, ragged(seed=seed)), picture)


@every("dtype", ["uint8", "uint16", "float32"])
def test_any_type_and_values_above_white(dtype):
    picture = stored(weave((13, 17)), dtype)
    if dtype == "float32":
        picture = picture * 20 - 3
    hole = ragged()
    solved = filled(picture, hole)
    assert solved.dtype == picture.dtype
    assert np.abs(solved.astype(float) - picture).max() <= 1e-4 * float(np.ptp(picture))


@every("degrees", [0, 17, 45, 120])
def test_stripes_go_on_at_any_angle(degrees):
    picture = stored(stripes(degrees), "uint8")
    assert np.abs(filled(picture, ragged()).astype(int) - picture).max() <= 2


def test_a_grid_goes_on():
    y, x = np.mgrid[: SIZE[0], : SIZE[1]]
    lines = (y % 19 < 3) | (x % 23 < 3)
    picture = np.where(lines[..., None], (30, 40, 90), (200, 190, 170)).astype(np.uint8)
    assert np.array_equal(filled(picture, ragged()), picture)


def test_a_smooth_gradient_goes_on_within_a_level():
    y, x = np.mgrid[: SIZE[0], : SIZE[1]]
    picture = np.stack([40 + 0.5 * y + 0.1 * x, 200 - 0.4 * y, 90 + 0.2 * x], axis=2).round().astype(np.uint8)
    assert np.abs(filled(picture, ragged()).astype(int) - picture).max() <= 1


def test_a_texture_goes_on_through_levels(monkeypatch):
    monkeypatch.setattr(cascade, "HOLE", 300)
    picture = stored(np.kron(weave((7, 9), size=(40, 50)), np.ones((4, 4, 1))), "uint8")
    hole = ragged(*picture.shape[:2])
    assert np.array_equal(filled(picture, hole), picture)


def test_every_pixel_comes_from_the_source():
    random = np.random.default_rng(0)
    picture = random.random((*SIZE, 3)).astype(np.float32)
    hole = ragged()
    source = np.zeros(SIZE, bool)
    source[:, :60] = True
    picture[source] += 5
    completion = completed(damaged(picture, hole), ~hole, hole, source=source, radius=150)
    inside = completion.picture[hole & ~completion.unfit]
    known = {tuple(colour) for colour in picture[source & ~hole]}
    assert all(tuple(colour) in known for colour in inside)
    assert np.array_equal(completion.picture[~hole], picture[~hole])


def test_what_is_not_usable_is_never_taken():
    picture = stored(weave((13, 17)), "float32")
    hole = ragged()
    usable = ~hole
    usable[:, :50] = False
    wild = damaged(picture, hole)
    wild[:, :50] = np.inf
    solved = healed(wild, np.ones(SIZE, bool), hole).solution.image
    assert np.abs(solved[hole] - picture[hole]).max() < 1e-3


def test_given_offsets_are_kept():
    picture = np.random.default_rng(0).random((*SIZE, 1)).astype(np.float32)
    hole = ragged()
    mask = hole & (np.arange(SIZE[1]) > 100)
    shifts = np.zeros((*SIZE, 2), int)
    shifts[...] = 3, 47
    completion = completed(damaged(picture, hole), ~hole, hole, fixed=(mask, shifts))
    rows, columns = np.nonzero(mask)
    good = ~hole[rows + 3, np.minimum(columns + 47, SIZE[1] - 1)] & (columns + 47 < SIZE[1])
    rows, columns = rows[good], columns[good]
    assert np.array_equal(completion.picture[rows, columns], picture[rows + 3, columns + 47])


def test_a_mirrored_picture_is_continued_by_its_mirror():
    half = np.random.default_rng(0).random((SIZE[0], SIZE[1] // 2, 1))
    picture = stored(np.concatenate([half, half[:, ::-1]], axis=1), "uint8")
    hole = ragged() & (np.arange(SIZE[1]) > SIZE[1] // 2)
    assert np.array_equal(filled(picture, hole, mirrored=True), picture)


def test_a_turned_picture_is_used():
    hole = ragged()
    picture = stored(stripes(17), "uint8")
    assert np.abs(filled(picture, hole, turned=True).astype(int) - picture).max() <= 12


def test_the_gradients_lead_from_piece_to_piece():
    picture = stored(weave((13, 17)), "uint8")
    hole = ragged()
    edges = completed(damaged(picture, hole), ~hole, hole).edges
    for field, axis in ((edges.down, 0), (edges.right, 1)):
        inside = np.take(hole, range(1, SIZE[axis]), axis) | np.take(hole, range(SIZE[axis] - 1), axis)
        assert np.array_equal(field[inside], np.diff(picture.astype(np.float32), axis=axis)[inside])
        assert not field[~inside].any()


def test_what_the_selection_cuts_through_does_not_bleed():
    picture = stored(weave((13, 17)) * 0.2 + 0.4, "uint8")
    hole = ragged()
    cut = picture.copy()
    bar = np.zeros(SIZE, bool)
    bar[70:78, :80] = True
    cut[bar] = (255, 0, 0)
    solved = filled(cut, hole, source=~bar)
    differences = np.abs(solved.astype(int) - picture)[hole].max(axis=1)
    assert np.count_nonzero(differences > 12) <= 10


def test_a_coarse_answer():
    picture = stored(stripes(0, 12.0), "uint8")
    hole = ragged()
    assert np.abs(filled(picture, hole, coarse=True).astype(int) - picture)[hole].mean() < 30


def test_holes_at_the_border_and_several_of_them():
    picture = stored(weave((13, 17)), "uint8")
    hole = np.zeros(SIZE, bool)
    hole[:30, 40:70] = hole[100:120, 150:] = hole[60:70, 60:75] = True
    assert np.array_equal(filled(picture, hole), picture)


def test_what_nothing_can_reach_is_unfit():
    picture = np.random.default_rng(0).integers(0, 256, (40, 40, 3)).astype(np.uint8)
    hole = np.zeros((40, 40), bool)
    hole[5:35, 5:35] = True
    completion = completed(picture, ~hole, hole, radius=6)
    assert completion.unfit[12:28, 12:28].all()
    assert not completion.edges.down[12:27, 12:28].any()
    assert not completion.unfit[~hole].any()


def test_the_same_answer_again():
    picture = stored(np.random.default_rng(3).random((*SIZE, 3)), "uint8")
    hole = ragged()
    first, second = (completed(picture, ~hole, hole, threads=threads) for threads in (1, 2))
    assert np.array_equal(first.picture, second.picture)
    assert np.array_equal(first.unfit, second.unfit)


def test_a_cancel_stops_it():
    picture = stored(weave((13, 17)), "uint8")
    hole = ragged()
    calls = []

    def cancel(fraction):
        calls.append(fraction)
        if len(calls) == 20:
            raise Cancelled

    with pytest.raises(Cancelled):
        completed(picture, ~hole, hole, progress=cancel)
    calls = [0.0] * 20
    completed(picture, ~hole, hole, progress=cancel)
    assert all(0 <= fraction <= 1 for fraction in calls)


def test_a_long_scratch_is_looked_for_on_a_smaller_picture(monkeypatch):
    monkeypatch.setattr(cascade, "PICTURE", 1 << 13)
    seen = []
    monkeypatch.setattr(cascade, "candidates", lambda level, *more: seen.append(level) or candidates(level, *more))
    picture, hole = stored(weave((13, 17)), "uint8"), np.zeros(SIZE, bool)
    hole[70:72, 10:180] = True
    assert np.array_equal(filled(picture, hole), picture)
    assert seen[0].hole.size <= 1 << 13


def test_the_progress_never_goes_back(monkeypatch):
    monkeypatch.setattr(cascade, "HOLE", 100)
    hole, told = ragged(), []
    completed(stored(weave((13, 17)), "uint8"), ~hole, hole, progress=told.append)
    levels = [fraction for fraction in told if fraction > 0.6]
    assert len({round(fraction, 6) for fraction in levels}) > 2
    assert told == sorted(told)
