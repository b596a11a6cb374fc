"""The composite grid gives what the dense equations give: with held rims, jumps along seams, and screening."""

import numpy as np
import pytest
from tests.core.poisson import random_regions, reference, zoo

from inlay import poisson
from inlay.poisson.composite import Extent, Grid, Outline, grid
from inlay.poisson.region import Sides, place

FREE = Sides(True, True, True, True)
#: Points of the dense level, so that there are one, two and four levels of tiles.
DENSE = 1 << 18, 5000, 400


def outline_of(mask, b=None, rows=48, channels=3, natural=FREE):
    """An outline that was read in strips."""
    outline = Outline(Extent(*mask.shape, natural), channels)
    for top in range(0, len(mask), rows):
        outline.add(mask[top : top + rows], None if b is None else b[top : top + rows])
    return outline


def composed(source, destination, mask, screening=0.0):
    """A clone by the grid itself, and the grid."""
    region = place(mask)
    outline = outline_of(region.unknown, channels=source.shape[2], natural=region.natural)
    rim = outline.rim
    excess = destination.astype(np.float32) - source
    beside = rim.ends[:, 2] + region.box.y, rim.ends[:, 3] + region.box.x
    found = Grid(outline, screening)
    correction = found.solve(0.02, rim.data(excess[beside]))
    result = destination.astype(np.float32)
    result[region.box.slices] += np.where(
        region.unknown[..., None], correction.rows(0, region.box.height) - excess[region.box.slices], 0
    )
    return result, found


@pytest.mark.parametrize("dense", DENSE)
@pytest.mark.parametrize("name", ["ellipse", "rectangle", "annulus", "inner", "touching_three", "ragged", "many"])
def test_membranes_are_those_of_the_dense_equations(name, dense, monkeypatch):
    monkeypatch.setattr(grid, "DENSE", dense)
    for shape in ((150, 211), (129, 160)):
        source, destination = zoo.pictures(shape)
        mask = zoo.REGIONS[name](shape)
        exact = reference.solve(reference.field(source, destination, "source"), destination, mask)
        result, found = composed(source, destination, mask)
        assert found.converged
        assert np.abs(result - exact).max() <= 0.15


@pytest.mark.parametrize("dense", DENSE)
def test_edges_between_two_tiles_hold_the_region(dense, monkeypatch):
    monkeypatch.setattr(grid, "DENSE", dense)
    shape = (210, 210)
    source, destination = zoo.pictures(shape)
    mask = np.zeros(shape, bool)
    mask[1:-1, 1:-1] = True
    mask[1 + 64 : 1 + 128, 1 + 48 : 1 + 144] = False
    exact = reference.solve(reference.field(source, destination, "source"), destination, mask)
    result, _ = composed(source, destination, mask)
    assert np.abs(result - exact).max() <= 0.15


@pytest.mark.parametrize("screening", [1e-6, 1e-4, 0.02])
def test_screening_draws_to_the_picture_itself(screening, monkeypatch):
    monkeypatch.setattr(grid, "DENSE", 1500)
    shape = (140, 181)
    source, destination = zoo.pictures(shape)
    for name in ("ellipse", "touching_three"):
        mask = zoo.REGIONS[name](shape)
        field = reference.field(source, destination, "source")
        exact = screened(field, source, destination, mask, screening)
        result, _ = composed(source, destination, mask, screening)
        assert np.abs(result - exact).max() <= 0.15


def screened(field, source, destination, mask, screening):
    """The exact solution that is drawn to the source."""
    terms = np.full(mask.shape, screening), source.astype(float)
    return reference.solve(field, destination, mask, screening=terms)


def jumps(shape):
    """Two pictures along a ragged seam: what they are together, the wanted gradients, and the right-hand side."""
    first, second = (each.astype(float) for each in zoo.pictures(shape))
    y, x = np.mgrid[: shape[0], : shape[1]]
    rough = np.random.default_rng(0).normal(0, 3, shape)
    mine = x + 20 * np.sin(y / 17) + rough > shape[1] / 2
    together = np.where(mine[..., None], first, second)
    given, fields = reference.gradients(together), (reference.gradients(first), reference.gradients(second))
    wanted, b = [], np.zeros(together.shape)
    for axis in range(2):
        near, far = (
            np.moveaxis(np.moveaxis(mine, axis, 0)[cut], 0, axis)[..., None] for cut in (np.s_[:-1], np.s_[1:])
        )
        mean = (fields[0][axis] + fields[1][axis]) / 2
        wanted.append(np.where(near & far, fields[0][axis], np.where(near | far, mean, fields[1][axis])))
        excess = np.moveaxis(wanted[axis] - given[axis], axis, 0)
        np.moveaxis(b, axis, 0)[1:] += excess
        np.moveaxis(b, axis, 0)[:-1] -= excess
    return together, poisson.Edges(*wanted), b.astype(np.float32)


@pytest.mark.parametrize("dense", DENSE)
@pytest.mark.parametrize("shape", [(150, 211), (128, 128), (97, 160)])
def test_jumps_along_seams_with_a_free_constant(shape, dense, monkeypatch):
    monkeypatch.setattr(grid, "DENSE", dense)
    together, wanted, b = jumps(shape)
    everywhere = np.ones(shape, bool)
    exact = np.empty(together.shape)
    poisson.solve(together, wanted, everywhere, mean=[10.0, 20.0, 30.0], solver="transform", out=exact)
    found = Grid(outline_of(everywhere, b))
    assert not found.is_held
    mean = np.array([10.0, 20.0, 30.0]) - together.mean(axis=(0, 1))
    correction = found.solve(0.02, mean=mean)
    result = together + correction.rows(0, shape[0])
    assert np.abs(result - exact).max() <= 0.15
    assert np.allclose(result.mean(axis=(0, 1)), [10, 20, 30], atol=1e-3)


def test_jumps_in_a_picture_whose_ends_are_held_on_some_sides(monkeypatch):
    monkeypatch.setattr(grid, "DENSE", 1500)
    shape = (130, 170)
    together, wanted, b = jumps(shape)
    # The first row is known, and holds the others.
    mask = np.ones(shape, bool)
    mask[0] = False
    exact = reference.solve(wanted, together, mask)
    correction = Grid(outline_of(mask[1:], b[1:], natural=Sides(False, True, True, True))).solve(0.01)
    result = together[1:] + correction.rows(0, shape[0] - 1)
    assert np.abs(result - exact[1:]).max() <= 0.2


@pytest.mark.parametrize("dense", DENSE[1:])
@pytest.mark.parametrize("name", ["ellipse", "rectangle", "annulus", "inner", "touching_three"])
def test_a_ring_more_is_right_to_a_hundred_thousandth(name, dense):
    for shape in ((290, 331), (257, 320)):
        source, destination = (each[..., :1].astype(np.float32) / 255 for each in zoo.pictures(shape))
        region = place(zoo.REGIONS[name](shape))
        outline = outline_of(region.unknown, channels=1, natural=region.natural)
        excess = destination - source
        beside = outline.rim.ends[:, 2] + region.box.y, outline.rim.ends[:, 3] + region.box.x
        mask = zoo.REGIONS[name](shape)
        exact = reference.solve(reference.field(source, destination, "source"), destination, mask) - source
        found = Grid(outline, ring=1, dense=dense)
        rows = found.solve(1e-6, outline.rim.data(excess[beside])).rows(0, region.box.height)
        assert found.converged
        assert np.abs(rows - exact[region.box.slices])[region.unknown].max() <= 8e-6


def test_a_constant_on_the_rim_is_that_constant_everywhere():
    region = place(zoo.ellipse((700, 900)))
    outline = outline_of(region.unknown, channels=1, natural=region.natural)
    correction = Grid(outline, ring=1).solve(1e-7, outline.rim.data(np.ones((len(outline.rim.ends), 1))))
    assert np.abs(correction.rows(0, region.box.height)[region.unknown] - 1).max() <= 4e-6


def test_any_strip_in_any_order_is_the_same():
    region = place(zoo.ellipse((150, 211)))
    outline = outline_of(region.unknown, natural=region.natural)
    rim = outline.rim
    values = np.random.default_rng(0).normal(0, 50, (len(rim.ends), 3))
    correction = Grid(outline).solve(0.1, rim.data(values))
    whole = correction.rows(0, region.box.height)
    for top, bottom in ((101, 117), (0, 1), (31, 33), (15, 64), (region.box.height - 1, region.box.height)):
        assert np.array_equal(correction.rows(top, bottom), whole[top:bottom])
    assert (whole[~region.unknown] == 0).all()


def test_strips_of_any_height_make_the_same_outline():
    mask = zoo.ragged((150, 211))
    b = np.zeros((150, 211, 2), np.float32)
    b[70:75, 30:90] = 1
    whole = outline_of(mask, b, 160, 2)
    for rows in (16, 32, 144):
        read = outline_of(mask, b, rows, 2)
        for name in ("states", "parts", "masks"):
            assert np.array_equal(getattr(read, name), getattr(whole, name))
        assert np.array_equal(read.data.numbers, whole.data.numbers)
        assert np.array_equal(read.data.frames, whole.data.frames)


def test_other_data_on_the_same_outline():
    shape = (150, 211)
    region = place(zoo.ellipse(shape))
    outline = outline_of(region.unknown, channels=1, natural=region.natural)
    rim, rng = outline.rim, np.random.default_rng(0)
    found = Grid(outline)
    first, second = rng.normal(0, 50, (2, len(rim.ends), 1))
    found.solve(0.01, rim.data(first))
    again = found.solve(0.01, rim.data(second)).rows(0, region.box.height)
    anew = Grid(outline).solve(0.01, rim.data(second)).rows(0, region.box.height)
    assert np.abs(again - anew).max() <= 0.05
    assert found.converged


def test_the_dense_level_stays_small():
    shape = (1024, 1536)
    found = Grid(outline_of(zoo.ellipse(shape), channels=1, natural=Sides(False, False, False, False)))
    assert np.prod(found.tiles.sizes[-1]) <= grid.DENSE
    assert found.levels[0].count < found.levels[0].states.size / 6
    assert str(found.levels[0].count) in repr(found)


@pytest.mark.parametrize("block", range(6))
def test_random_regions(block, monkeypatch):
    """Fifty for each block; the benchmark of the same name has thousands."""
    for seed in range(50 * block, 50 * block + 50):
        rng = np.random.default_rng(seed)
        shape = tuple(int(size) for size in rng.integers(20, 110, 2))
        mask = random_regions.region(rng, shape)
        source, destination = random_regions.pictures(rng, shape)
        monkeypatch.setattr(grid, "DENSE", int(rng.choice(DENSE)))
        exact = reference.solve(reference.field(source, destination, "source"), destination, mask)
        out = np.empty(destination.shape)
        poisson.clone(source, destination, mask, solver="composite", out=out, threads=1)
        assert np.abs(out - exact).max() <= 0.25, seed


@pytest.mark.parametrize("length", [4, 12, 40, 120])
@pytest.mark.parametrize("solver", ["composite", "multigrid"])
def test_white_fades_to_black(solver, length, monkeypatch):
    """A screening that takes a jump all around back over some pixels, in the midst of all levels."""
    monkeypatch.setattr(grid, "DENSE", 256)
    shape = (300, 280)
    mask = zoo.ellipse(shape)
    white, black = np.full((*shape, 1), 255, np.uint8), np.zeros((*shape, 1), np.uint8)
    weight = length**-2
    field = reference.field(white, black, "source")
    exact = reference.solve(field, black, mask, screening=(np.full(shape, weight), white))
    out = np.empty(black.shape)
    poisson.clone(white, black, mask, solver=solver, screening=(weight, 255), mean="keep", out=out, threads=1)
    assert np.abs(out - exact).max() <= 0.1
