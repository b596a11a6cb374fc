"""Random walks: against sparse factors of the same equations, and what they promise on drawn scenes."""

import numpy as np
import pytest
from scipy import ndimage, sparse
from scipy.sparse.linalg import splu

from inlay import segmentation
from inlay.arrays.effort import Effort
from inlay.errors import Cancelled, InlayWarning, InputError, ParameterError
from inlay.segmentation.walker import edge_weights


def scene(shape=(40, 56), channels=3, dtype="uint8"):
    """A disc on a ground, both with grain."""
    random = np.random.default_rng(0)
    y, x = np.mgrid[: shape[0], : shape[1]]
    disc = np.hypot(y - shape[0] / 2, x - shape[1] / 2) < shape[0] / 4
    values = np.where(disc, 0.7, 0.3)[..., np.newaxis] + random.normal(0, 0.04, (*shape, channels))
    white = np.iinfo(dtype).max if np.dtype(dtype).kind == "u" else 1
    return (values.clip(0, 1) * white).astype(dtype), disc


def seeds_of(shape, labels=2):
    seeds = np.zeros(shape, np.uint8)
    seeds[shape[0] // 2, shape[1] // 2 - 3 : shape[1] // 2 + 3] = 1
    seeds[2] = 2
    if labels == 3:
        seeds[-3, 5:20] = 3
    return seeds


def exact(image, seeds, contrast, present=None):
    """Probabilities by sparse factors: Grady 2006, eq. 11, with the matrix written down edge by edge."""
    present = np.ones(seeds.shape, bool) if present is None else present
    down, right = edge_weights(image, contrast, present, Effort(threads=1))
    number = np.arange(seeds.size).reshape(seeds.shape)
    ends = [(number[:-1], number[1:], down, present[:-1] & present[1:])]
    ends += [(number[:, :-1], number[:, 1:], right, present[:, :-1] & present[:, 1:])]
    first, second, weights = (np.concatenate([each[place][each[3]].ravel() for each in ends]) for place in range(3))
    adjacency = sparse.coo_array((weights.astype(float), (first, second)), (seeds.size,) * 2)
    adjacency = (adjacency + adjacency.T).tocsr()
    laplacian = (sparse.diags_array(adjacency.sum(axis=1)) - adjacency).tocsr()
    flat = seeds.ravel()
    unknown = (flat == 0) & present.ravel()
    solve = splu(laplacian[unknown][:, unknown].tocsc()).solve
    probabilities = np.zeros((seeds.size, seeds.max()))
    for label in range(1, seeds.max() + 1):
        marked = (flat == label).astype(float)
        probabilities[:, label - 1] = marked
        probabilities[unknown, label - 1] = solve(-(laplacian[unknown] @ marked))
    return probabilities.reshape(*seeds.shape, -1)


@pytest.mark.parametrize("solver", ["multigrid", "pyamg"])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32", "float64"])
@pytest.mark.parametrize("labels", [2, 3])
def test_probabilities_are_those_of_sparse_factors(dtype, labels, solver):
    image, _ = scene(dtype=dtype)
    seeds = seeds_of(image.shape[:2], labels)
    found = segmentation.random_walker(image, seeds, solver=solver)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, exact(image, seeds, 0.5), rtol=0, atol=1e-3 * labels)


def test_transparent_pixels_are_walls():
    image, _ = scene(channels=1, dtype="float32")
    present = np.ones(image.shape[:2], bool)
    present[:, 20] = False
    present[10, 20] = True
    image[~present] = np.nan
    seeds = seeds_of(present.shape, 3)
    found = segmentation.random_walker(image, seeds, present=present)
    expected = exact(np.nan_to_num(image), np.where(present, seeds, 0), 0.5, present)
    np.testing.assert_allclose(found, expected, rtol=0, atol=3e-3)
    assert not found[~present].any()


def test_what_cannot_be_reached_belongs_to_nothing_and_is_told():
    image, _ = scene()
    present = np.ones(image.shape[:2], bool)
    present[:, 10] = False
    seeds = seeds_of(present.shape)
    seeds[:, :10] = 0
    with pytest.warns(InlayWarning, match="cut off") as told:
        found = segmentation.random_walker(image, seeds, present=present)
    assert told[0].message.code == "unreached"
    assert not found[:, :11].any()
    np.testing.assert_allclose(found[:, 11:].sum(axis=2), 1, atol=1e-6)


@pytest.mark.parametrize("solver", ["multigrid", "pyamg"])
def test_among_hundreds_of_islands_those_with_scribbles_are_solved(solver):
    random = np.random.default_rng(3)
    image, present = random.random((60, 80, 3)), random.random((60, 80)) < 0.55
    seeds = np.where(random.random(present.shape) < 0.02, random.integers(1, 3, present.shape), 0)
    seeds[~present] = 0
    with pytest.warns(InlayWarning, match="cut off"):
        found = segmentation.random_walker(image, seeds, present=present, solver=solver)
    islands, _ = ndimage.label(present)
    reached = np.isin(islands, islands[seeds > 0])
    assert 0.1 < reached.mean() < 0.9 * present.mean()
    expected = exact(image, seeds, 0.5, reached)
    np.testing.assert_allclose(found, expected, rtol=0, atol=3e-3)


@pytest.mark.parametrize("channels", [1, 3])
def test_the_disc_is_found_by_two_strokes(channels):
    image, disc = scene((90, 120), channels)
    seeds = seeds_of(disc.shape)
    seeds[-2] = 2
    labels = segmentation.random_walker(image, seeds).argmax(axis=2)
    assert np.count_nonzero((labels == 0) != disc) < 0.01 * disc.size


def test_only_differences_in_relation_to_their_mean_count():
    image, _ = scene(dtype="float64")
    seeds = seeds_of(image.shape[:2])
    found = segmentation.random_walker(image, seeds)
    np.testing.assert_allclose(segmentation.random_walker(5 * image + 3, seeds), found, atol=2e-3)
    np.testing.assert_allclose(
        segmentation.random_walker(image.transpose(1, 0, 2), seeds.T), found.transpose(1, 0, 2), atol=2e-3
    )


def test_labels_may_change_their_names():
    image, _ = scene()
    seeds = seeds_of(image.shape[:2], 3)
    renamed = np.array([0, 3, 1, 2], np.uint8)[seeds]
    found, other = (segmentation.random_walker(image, each) for each in (seeds, renamed))
    np.testing.assert_allclose(other[..., [2, 0, 1]], found, atol=3e-3)


def test_a_flat_picture_is_divided_by_distance():
    image = np.full((21, 41, 1), 0.5)
    seeds = np.zeros((21, 41), np.uint8)
    seeds[:, 0], seeds[:, -1] = 1, 2
    found = segmentation.random_walker(image, seeds)
    np.testing.assert_allclose(found[..., 0], np.broadcast_to(np.linspace(1, 0, 41), (21, 41)), atol=1e-3)


@pytest.mark.parametrize("shape", [(1, 9), (9, 1), (1, 2)])
def test_lines_and_fully_scribbled_pictures(shape):
    seeds = np.zeros(shape, np.uint8)
    seeds.flat[0], seeds.flat[-1] = 1, 2
    found = segmentation.random_walker(np.zeros((*shape, 3)), seeds)
    np.testing.assert_allclose(found[..., 0].ravel(), np.linspace(1, 0, seeds.size), atol=1e-3)


def test_threads_change_nothing():
    image, _ = scene((300, 400))
    seeds = seeds_of(image.shape[:2])
    one, two = (segmentation.random_walker(image, seeds, threads=threads) for threads in (1, 2))
    np.testing.assert_array_equal(one, two)


def test_bad_input():
    image, _ = scene()
    seeds = seeds_of(image.shape[:2])
    for bad in (np.zeros_like(seeds), np.minimum(seeds, 1), np.where(seeds == 2, 3, seeds)):
        with pytest.raises(InputError, match="do not tell") as refusal:
            segmentation.random_walker(image, bad)
        assert refusal.value.hint
    with pytest.raises(ParameterError):
        segmentation.random_walker(image, seeds, contrast=-1)
    broken = image.astype(np.float32)
    broken[3, 3] = np.nan
    with pytest.raises(InputError, match="not finite"):
        segmentation.random_walker(broken, seeds)


def test_a_cancel_ends_it():
    image, _ = scene()

    def stop(fraction):
        if fraction > 0.1:
            raise Cancelled

    with pytest.raises(Cancelled):
        segmentation.random_walker(image, seeds_of(image.shape[:2]), progress=stop)
