"""Low-curl boundaries: the least squares that they claim to be, less curl, and less that bleeds."""

import numpy as np
import pytest
from tests import pictures

from inlay import poisson
from inlay.errors import Cancelled
from inlay.poisson import fields, low_curl


def dense(guidance, destination, region, reach):
    """The same least squares, written down square by square."""
    down, right = (half.copy() for half in guidance)
    edges = []
    for axis, half in enumerate((down, right)):
        for y, x in np.ndindex(half.shape[:2]):
            ends = (y, x), (y + (axis == 0), x + (axis == 1))
            inside = [region[end] for end in ends]
            if not any(inside):
                half[y, x] = destination[ends[1]] - destination[ends[0]]
            elif not all(inside):
                edges.append((axis, y, x))
    number = {edge: k for k, edge in enumerate(edges)}
    rows, right_sides = [], []
    for y in range(region.shape[0] - 1):
        for x in range(region.shape[1] - 1):
            row, rest = np.zeros(len(edges)), 0.0
            for edge, sign in (((1, y, x), 1), ((0, y, x + 1), 1), ((1, y + 1, x), -1), ((0, y, x), -1)):
                if edge in number:
                    row[number[edge]] = sign
                else:
                    rest += sign * (down, right)[edge[0]][edge[1:]][0]
            rows.append(row)
            right_sides.append(-rest)
    wanted = [(down, right)[axis][y, x, 0] for axis, y, x in edges]
    matrix = np.vstack([rows, np.eye(len(edges)) / reach])
    solved = np.linalg.lstsq(matrix, np.concatenate([right_sides, np.array(wanted) / reach]), rcond=None)[0]
    for (axis, y, x), value in zip(edges, solved, strict=True):
        (down, right)[axis][y, x] = value
    return down, right


@pytest.mark.parametrize("reach", [0.5, 3.0, 40.0])
def test_it_is_the_least_squares_solution(reach):
    rng = np.random.default_rng(0)
    source, destination = rng.normal(size=(2, 8, 9, 1))
    region = rng.random((8, 9)) < 0.4
    region[0, 3:6] = True
    guidance = fields.gradients(source)
    found = low_curl(guidance, destination, region, reach=reach)
    for half, expected in zip(found, dense(guidance, destination, region, reach), strict=True):
        np.testing.assert_allclose(half, expected, atol=1e-10)


def scene(size=100):
    y, x = np.mgrid[:size, :size]
    source = np.repeat((0.5 + 0.1 * np.sin(x / 9) + 0.05 * np.cos(y / 7))[..., None], 3, axis=2)
    matching = source + 0.1
    trunk = matching.copy()
    trunk[:, 46:54] = np.where((y > 50)[:, 46:54, None], 0.05, trunk[:, 46:54])
    return source, matching, trunk, pictures.disc(size, size, 30)


def test_the_field_has_less_curl():
    source, _, trunk, region = scene()
    plain = fields.spliced(source, trunk, region)
    guidance = fields.gradients(source)
    curl = [np.square(fields.curl(low_curl(guidance, trunk, region, reach=reach))).sum() for reach in (1e-3, 5, 1e4)]
    assert np.square(fields.curl(plain)).sum() > 0
    assert curl[0] > 3 * curl[1]
    assert curl[1] > curl[2]
    # With a long reach there is none: the region is pasted, moved by a constant.
    pasted = poisson.solve(trunk, low_curl(guidance, trunk, region, reach=1e4), region, tolerance=1e-9).image
    assert np.ptp((pasted - source)[region], axis=0).max() < 0.01


def test_where_only_a_constant_differs_nothing_changes():
    source, matching, _, region = scene()
    found = low_curl(fields.gradients(source), matching, region)
    for half, wanted in zip(found, fields.gradients(source), strict=True):
        np.testing.assert_allclose(half, wanted, atol=1e-9)


def test_what_meets_the_boundary_for_a_short_way_bleeds_less():
    source, matching, trunk, region = scene()
    expected = poisson.clone(source, matching, region).image
    plain = poisson.clone(source, trunk, region).image
    tolerant = poisson.solve(trunk, low_curl(fields.gradients(source), trunk, region, reach=30), region).image
    away = [np.abs(each - expected)[region] for each in (plain, tolerant)]
    assert away[1].max() < 0.3 * away[0].max()
    assert away[1].mean() < away[0].mean()
    np.testing.assert_array_equal(tolerant[~region], trunk[~region])


def test_what_has_no_colour_does_not_count():
    source, _, trunk, region = scene()
    present = np.ones(region.shape, bool)
    present[:, :35] = False
    hidden = trunk.copy()
    hidden[:, :35] = np.nan
    one, other = (low_curl(fields.gradients(source), each, region, present) for each in (trunk, hidden))
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_region_without_a_boundary_keeps_its_gradients():
    source, matching, _, _ = scene(20)
    found = low_curl(fields.gradients(source), matching, np.ones((20, 20), bool))
    for half, wanted in zip(found, fields.gradients(source), strict=True):
        np.testing.assert_array_equal(half, wanted)


def test_it_can_be_stopped():
    def stop(_):
        raise Cancelled

    source, matching, _, region = scene()
    with pytest.raises(Cancelled):
        low_curl(fields.gradients(source), matching, region, progress=stop)
