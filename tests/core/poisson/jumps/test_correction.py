"""Corrections with jumps against exact solutions, on pieces of any shape whose rims are as ragged as can be."""

import numpy as np
import pytest
from scipy import ndimage, sparse
from scipy.sparse.linalg import splu

from inlay.arrays.effort import Effort
from inlay.poisson.jumps import correction, tiles
from inlay.poisson.jumps.correction import Correction
from inlay.poisson.jumps.parts import Parts
from inlay.poisson.jumps.seams import Seams

EDGES = ((np.s_[:-1], np.s_[1:]), (np.s_[:, :-1], np.s_[:, 1:]))


@pytest.fixture
def small_levels(monkeypatch):
    """Coarse levels of small pictures, as large ones have them."""
    monkeypatch.setattr(tiles, "LARGEST", 1 << 9)


def blobs(rng, shape, share):
    """A random mask of smooth pieces."""
    size = tuple(length // 9 + 2 for length in shape)
    waves = ndimage.zoom(rng.random(size), 9, order=1)[: shape[0], : shape[1]]
    return waves < np.quantile(waves, share)


def mosaic(rng, shape, share=1.0):
    """Where there is something, and by how much gradients should grow on the edges down and right."""
    present = blobs(rng, shape, share) if share < 1 else np.ones(shape, bool)
    pieces = blobs(rng, shape, 0.5) + 2 * blobs(rng, shape, 0.4)
    heights = rng.uniform(-40, 40, 4)[pieces] + rng.normal(0, 3, shape) * (pieces == 2)
    steps = []
    for near, far in EDGES:
        odd = (pieces[near] != pieces[far]) & present[near] & present[far]
        steps.append(np.where(odd, heights[far] - heights[near], 0))
    return present, steps


def seams_of(present, steps):
    seams = Seams(present.shape, 1)
    for top in range(0, len(present), 32):
        seams.add(top, present[top : top + 32])
    for axis, step in enumerate(steps):
        rows, columns = np.nonzero(step)
        seams.jump(rows, columns, axis, step[rows, columns, None])
    return seams


def exact(present, steps):
    """The correction by sparse elimination, with mean 0 in each part, and which part a pixel is in."""
    number = np.full(present.shape, -1)
    number[present] = np.arange(present.sum())
    rows, wanted = [], []
    for (near, far), step in zip(EDGES, steps, strict=True):
        both = present[near] & present[far]
        rows.append(np.stack([number[near][both], number[far][both]], axis=1))
        wanted.append(step[both])
    ends, wanted = np.concatenate(rows), np.concatenate(wanted)
    edges = np.arange(len(ends))
    matrix = sparse.coo_matrix(
        (np.repeat([-1.0, 1.0], len(ends)), (np.tile(edges, 2), ends.T.ravel())), (len(ends), present.sum())
    ).tocsr()
    held = (matrix.T @ matrix + 1e-7 * sparse.identity(present.sum())).tocsc()
    found = splu(held, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True}).solve(matrix.T @ wanted)
    return found, ndimage.label(present)[0][present]


def without_means(values, part):
    return values - (np.bincount(part, values) / np.maximum(np.bincount(part), 1))[part]


def worst(present, steps, tolerance=0.02):
    found = Correction(seams_of(present, steps))
    found.solve(tolerance, Effort.of(1, None))
    values, part = exact(present, steps)
    mine = found.rows(0, len(present))[..., 0][present]
    return found, np.abs(without_means(mine, part) - without_means(values, part)).max(initial=0)


@pytest.mark.parametrize("share", [1.0, 0.8, 0.5])
@pytest.mark.parametrize("shape", [(160, 208), (157, 211), (33, 500), (16, 16), (17, 1), (1, 40)])
def test_it_is_the_exact_solution(small_levels, shape, share):
    for seed in range(3):
        found, error = worst(*mosaic(np.random.default_rng(seed), shape, share))
        assert error <= max(0.1, 2 * found.error)
        # Where necks are a pixel wide cycles help little, and it says so.
        assert error < 0.1 or (share < 1 and found.cycles == correction.MOST_CYCLES)


def test_a_small_canvas_is_solved_everywhere():
    found, error = worst(*mosaic(np.random.default_rng(1), (70, 90), 0.8), 1e-4)
    assert len(found._tiles) == 1
    assert error < 2e-3


def test_rows_are_the_same_in_any_strips(small_levels):
    present, steps = mosaic(np.random.default_rng(2), (150, 170), 0.9)
    found, _ = worst(present, steps)
    whole = found.rows(0, 150)
    for height in (1, 7, 32):
        parts = [found.rows(top, min(150, top + height)) for top in range(0, 150, height)]
        assert np.array_equal(np.concatenate(parts), whole)
    assert "tiles" in repr(found)


def test_threads_change_nothing(small_levels):
    seams = seams_of(*mosaic(np.random.default_rng(3), (200, 170), 0.9))
    rows = []
    for threads in (1, 2):
        found = Correction(seams)
        found.solve(0.05, Effort.of(threads, None))
        rows.append(found.rows(0, 200))
    assert np.array_equal(*rows)


def test_what_the_energy_loses_is_known(small_levels):
    present, steps = mosaic(np.random.default_rng(4), (120, 130))
    seams = seams_of(present, steps)
    found = Correction(seams)
    found.solve(1e-3, Effort.of(1, None))
    values = found.rows(0, 120)[..., 0].astype(float)
    left = sum(
        np.square(values[far] - values[near] - step).sum() for (near, far), step in zip(EDGES, steps, strict=True)
    )
    assert seams.energy[0] == pytest.approx(sum(np.square(step).sum() for step in steps), rel=1e-6)
    assert seams.energy[0] - found.saved()[0] == pytest.approx(left, rel=1e-3)


def test_progress_grows_and_can_stop_the_work(small_levels):
    seams, told = seams_of(*mosaic(np.random.default_rng(5), (120, 130))), []
    Correction(seams).solve(0.05, Effort.of(1, told.append))
    assert told == sorted(told)
    assert 0 <= told[0] <= told[-1] < 1

    def stop(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Correction(seams).solve(0.05, Effort.of(1, stop))


def test_tiles_are_few_away_from_seams(monkeypatch):
    monkeypatch.setattr(tiles, "LARGEST", 1 << 10)
    counts = []
    for size in (512, 1024, 2048):
        seams = Seams((size, size), 1)
        for top in range(0, size, 256):
            seams.add(top, np.ones((256, size), bool))
        seams.jump(np.arange(size), np.full(size, size // 2), 1, np.full((size, 1), 9.0))
        found = Correction(seams)
        counts.append(sum(level.count for level in found._tiles))
    # Twice as long a seam, and not four times as many tiles.
    assert counts[2] < 2.3 * counts[1] < 2.3 * 2.3 * counts[0]
    found.solve(0.01, Effort.of(1, None))
    assert np.ptp(found.rows(0, size)[:, : size // 2]) < 0.05
    assert found.error <= 0.01
    assert found.cycles <= correction.MOST_CYCLES / 2


def test_a_seam_where_all_is_present_takes_no_faces(small_levels):
    found = Correction(seams_of(*mosaic(np.random.default_rng(3), (200, 260))))
    finest, faces = found._tiles[0], found._faces[0]
    inner = ((finest.positions > 0) & (finest.positions < np.array(finest.index.shape) - 1)).all(axis=1)
    assert inner.any()
    assert (faces.place[inner] < 0).all()


@pytest.mark.parametrize("share", [0.2, 0.45, 0.6])
def test_parts_are_those_of_the_whole_mask(share):
    for seed in range(8):
        rng = np.random.default_rng(seed)
        present = blobs(rng, tuple(rng.integers(1, 120, 2)), share) ^ (rng.random() < 0.3)
        parts = Parts(seams_of(present, [np.zeros((0, 0)), np.zeros((0, 0))]))
        expected, count = ndimage.label(present)
        found = np.concatenate([parts.rows(top, min(len(present), top + 23)) for top in range(0, len(present), 23)])
        assert parts.count == count
        assert np.array_equal(found > 0, present)
        assert len(set(zip(found[present], expected[present], strict=True))) == count
