"""Merging against its definition: least squares over every edge, seams where pictures agree, exposure."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inlay.arrays.effort import Effort
from inlay.arrays.placed import Placed
from inlay.contract.boxes import Box
from inlay.errors import Cancelled
from inlay.mosaic import joining, label_map, merging, stitching
from inlay.mosaic.exposure import gains, offsets
from inlay.mosaic.mosaic import Mosaic
from inlay.mosaic.sources import generations, near_pairs, overlap, parts, touch
from inlay.poisson.jumps import correction

SHAPE = (22, 31)


def sheet(picture, top, left, opacity=None, white=255.0):
    return Placed(picture, opacity, top, left, white)


def noise(height, width, seed, dtype=np.uint8):
    values = np.random.default_rng(seed).uniform(30, 220, (height, width, 2))
    return np.rint(values).astype(dtype)


def by_least_squares(sheets, shape):
    """The topmost sheet that knows both ends of an edge gives its gradient; the lowest one seen gives the mean."""
    known = np.full((len(sheets), *shape, 2), np.nan)
    for k, each in enumerate(sheets):
        inside = known[k][each.box.slices]
        inside[:] = each.colour
        if each.opacity is not None:
            inside[each.opacity == 0] = np.nan
    there = ~np.isnan(known[..., 0])
    number = np.full(shape, -1)
    number[there.any(axis=0)] = np.arange(there.any(axis=0).sum())
    rows, wanted = [], []
    for y, x in np.argwhere(number >= 0):
        for v, u in ((y + 1, x), (y, x + 1)):
            if v < shape[0] and u < shape[1] and number[v, u] >= 0:
                own = [k for k in range(len(sheets)) if there[k, y, x] and there[k, v, u]]
                rows.append((number[y, x], number[v, u]))
                wanted.append(known[own[-1], v, u] - known[own[-1], y, x])
    matrix = np.zeros((len(rows), number.max() + 1))
    for row, (a, b) in enumerate(rows):
        matrix[row, a], matrix[row, b] = -1, 1
    # Ones fix the constant, which does not matter yet.
    found = np.linalg.solve(matrix.T @ matrix + 1, matrix.T @ np.array(wanted))
    top = np.where(there.any(axis=0), len(sheets) - 1 - there[::-1].argmax(axis=0), -1)
    seen = top == top[top >= 0].min()
    lowest = top[seen][0]
    return found + (known[lowest][seen] - found[number[seen]]).mean(axis=0), number


@pytest.mark.parametrize("dtype", [np.uint8, np.float32, np.float64])
@pytest.mark.parametrize("ragged", [False, True])
def test_it_is_the_least_squares_solution(dtype, ragged):
    hole = np.full((22, 20), 255, np.uint8)
    hole[5:9, 6:12] = 0
    sheets = [
        sheet(noise(22, 18, 0, dtype), 0, 0),
        sheet(noise(22 - 4 * ragged, 18, 1, dtype), 3 * ragged, 13),
        sheet(noise(22, 20, 2, dtype), 0, 8, hole),
    ]
    out = np.empty((*SHAPE, 2), dtype)
    merged = merging.merge(Mosaic(sheets, SHAPE, "masks"), out=out)
    exact, number = by_least_squares(sheets, SHAPE)
    assert merged.present.sum() == number.max() + 1
    assert merged.present.all() == (not ragged)
    found = out[merged.present].astype(float)
    allowed = {"uint8": 0.76, "float32": 2e-3, "float64": 2e-3}[np.dtype(dtype).name]
    assert np.abs(found - (np.clip(exact, 0, 255) if dtype == np.uint8 else exact)).max() <= allowed


def test_a_seam_runs_where_the_pictures_agree():
    rng = np.random.default_rng(0)
    shape = (60, 80)
    below, above = rng.uniform(0, 1, (2, *shape, 1))
    y, x = np.mgrid[: shape[0], : shape[1]]
    path = np.abs(x - 40 - 12 * np.sin(y / 9)) < 2.5
    above[path] = below[path]
    sheets = [sheet(below[:, :65], 0, 0, white=1), sheet(above[:, 15:], 0, 15, white=1)]
    work = label_map.empty(sheets, np.ones((2, 1)), shape)
    labels = stitching.stitched(work, Effort()).labels.read(Box(0, 0, *shape[::-1]))
    for axis in (0, 1):
        cut = np.diff(labels, axis=axis) != 0
        ends = (path[1:] & path[:-1], path[:, 1:] & path[:, :-1])[axis]
        assert ends[cut].all()
    assert (labels == 0).any(axis=1).all()
    assert (labels == 1).any(axis=1).all()


@settings(deadline=None, max_examples=30)
@given(st.lists(st.floats(0.2, 5), min_size=3, max_size=3), st.permutations([0, 1, 2, 3]))
def test_gains_of_any_chain_are_found(factors, order):
    picture = np.random.default_rng(1).uniform(0.1, 1, (20, 60, 1))
    factors = [1.0, *factors]
    chain = [sheet(picture[:, 14 * k : 14 * k + 18] * factors[k], 0, 14 * k, white=1) for k in range(4)]
    found = gains([chain[k] for k in order], "colour")[:, 0]
    products = found * np.array([factors[k] for k in order])
    assert found[0] == 1
    assert np.allclose(products, products[0], rtol=1e-6)


def test_what_moved_does_not_change_the_gains():
    picture = np.random.default_rng(1).uniform(0.2, 0.4, (40, 60, 3))
    other = picture[:, 20:] * 1.5
    other[5:20, 5:20] = 1.0
    found = gains([sheet(picture[:, :50], 0, 0, white=1), sheet(other, 0, 20, white=1)], "brightness")
    assert np.allclose(found[1], 1 / 1.5, rtol=1e-6)


def test_other_things_have_no_exposure_in_common():
    rng = np.random.default_rng(1)
    one, other = np.exp(rng.uniform(-2, 0, (2, 30, 30, 3)))
    for exposure in ("brightness", "colour"):
        assert (gains([sheet(one, 0, 0, white=1), sheet(other**2, 0, 0, white=1)], exposure) == 1).all()


def test_offsets_and_who_overlaps():
    picture = np.random.default_rng(1).uniform(0, 1, (20, 60, 1))
    sheets = [
        sheet(picture[:, :20], 0, 0, white=1),
        sheet(picture[:, 40:], 0, 40, white=1),
        sheet(picture[:, 10:30] + 0.25, 0, 10, white=1),
    ]
    found, groups = offsets(sheets, np.ones((3, 1)))
    assert groups.tolist() == [0, 1, 0]
    assert np.allclose(found[:, 0], [0, 0, -0.25])


def grid(rows, columns, seed=4):
    """Tiles of a scene that overlap, each with noise of its own."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[: 40 * rows + 12, : 50 * columns + 12]
    scene = 120 + 60 * np.sin(x / 30 + y / 40)[..., None]
    sheets = []
    for row in range(rows):
        for column in range(columns):
            box = Box(50 * column, 40 * row, 62, 52)
            picture = scene[box.slices] + rng.normal(0, 6, (*box.shape, 1))
            sheets.append(sheet(np.rint(picture).astype(np.uint8), box.y, box.x))
    return sheets, scene.shape[:2]


def test_generations_of_a_grid():
    sheets, _ = grid(3, 3)
    assert list(generations(sheets, 9)) == [[0], [1], [2, 3], [4], [5, 6], [7], [8]]
    assert list(generations(sheets, 1)) == [[0], [1], [2], [3], [4], [5], [6], [7], [8]]
    assert near_pairs([sheets[0], sheets[2], sheets[1]]) == [(0, 2), (1, 2)]


def test_sources_that_are_cut_together_are_cut_as_one_after_the_other():
    sheets, shape = grid(3, 4)
    found = []
    for threads in (1, 4):
        work = label_map.empty(sheets, np.ones((12, 1)), shape)
        found.append(stitching.stitched(work, Effort(threads)).labels.read(work.box))
    assert np.array_equal(*found)
    assert (np.unique(found[0]) == np.arange(12)).all()


def test_cutting_can_be_stopped():
    sheets, shape = grid(3, 3)

    def stop(fraction):
        if fraction > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        stitching.stitched(label_map.empty(sheets, np.ones((9, 1)), shape), Effort(3, stop))


def test_touching():
    one = sheet(np.ones((4, 4, 1)), 0, 0)
    assert touch(one, sheet(np.ones((4, 4, 1)), 0, 4))
    assert touch(one, sheet(np.ones((4, 4, 1)), 3, 3))
    assert not touch(one, sheet(np.ones((4, 4, 1)), 4, 4))
    assert not touch(one, sheet(np.ones((4, 4, 1)), 0, 3, np.zeros((4, 4))))
    far = sheet(np.ones((2, 2, 1)), 9, 9)
    assert parts([far, one, sheet(np.ones((4, 4, 1)), 2, 2)]).tolist() == [0, 1, 1]
    assert overlap(one, far)[0].size == 0


def test_light_that_is_farther_apart_than_any_scene_stays_in_bounds():
    sheets = [Placed(np.full((6, 6, 1), level, np.float32), None, 0, 0) for level in (1e9, 1e-40)]
    assert gains(sheets, "colour")[1, 0] == pytest.approx(np.exp(20.0))


def large(ragged):
    """Two pictures of a scene that overlap, of another light each, with noise of their own."""
    rng = np.random.default_rng(5)
    y, x = np.mgrid[:410, :700]
    scene = np.stack([120 + 60 * np.sin(x / 70 + y / 90 + c) for c in range(2)], axis=2)
    first, second = (scene + rng.normal(0, 4, scene.shape) for _ in range(2))
    below = np.rint(first[: 410 - ragged, :420]).astype(np.uint8)
    above = np.rint((0.8 * second + 20)[ragged:, 300:]).astype(np.uint8)
    return [sheet(below, 0, 0), sheet(above, ragged, 300)], (410, 700)


@pytest.mark.parametrize("ragged", [0, 9])
@pytest.mark.parametrize("seams", ["cut", "masks"])
def test_the_composite_grid_gives_what_solving_everywhere_gives(monkeypatch, ragged, seams):
    sheets, shape = large(ragged)
    found = []
    for most in (1.0, 0.0):
        monkeypatch.setattr(joining, "MOST", most)
        out = np.zeros((*shape, 2), np.uint8)
        merged = merging.merge(Mosaic(sheets, shape, seams, "brightness"), out=out)
        found.append((out.astype(int), merged))
    (one, quick), (other, thorough) = found
    assert quick.solution.solver == "composite"
    assert thorough.solution.solver != "composite"
    assert np.abs(one - other).max() <= 1
    assert (one != other).mean() < 0.06
    # Solving everywhere begins with rounded samples.
    assert np.allclose(quick.solution.energies.after, thorough.solution.energies.after, rtol=0.2)
    assert (quick.solution.energies.before > quick.solution.energies.after).all()


def test_where_the_grid_does_not_come_close_all_is_solved(monkeypatch):
    sheets, shape = large(9)
    monkeypatch.setattr(joining, "MOST", 1.0)
    monkeypatch.setattr(correction, "MOST_CYCLES", 1)
    assert merging.merge(Mosaic(sheets, shape)).solution.solver != "composite"


def test_a_merge_that_is_read_by_rows_is_the_one_in_memory():
    sheets, shape = large(9)
    out = np.zeros((*shape, 2), np.uint8)
    merging.merge(Mosaic(sheets, shape), out=out)
    found, parts = merging.merged_rows(Mosaic(sheets, shape), Effort())
    rows = np.concatenate([found.rows(Box(0, top, 700, min(37, 410 - top))) for top in range(0, 410, 37)])
    assert parts.tolist() == [0, 0]
    assert np.abs(rows.clip(0, 255) - out).max() <= 0.76
