"""k-means: as good as a peer's, the same again by the same seed, defined where there are too few colours."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.vq import kmeans2

from inlay import segmentation
from inlay.errors import Cancelled, InlayWarning, InputError, ParameterError
from inlay.segmentation import clusters


def blobs(count=3000, seed=0):
    random = np.random.default_rng(seed)
    middles = np.array([[0.1, 0.1, 0.2], [0.8, 0.2, 0.3], [0.5, 0.9, 0.5], [0.2, 0.6, 0.9]])
    chosen = np.sort(random.choice(4, count, p=[0.4, 0.3, 0.2, 0.1]))
    return (middles[chosen] + random.normal(0, 0.03, (count, 3))).astype(np.float32), chosen


def cost(points, found):
    return float(np.square(points - found.centres[found.labels]).sum(dtype=np.float64))


def test_separate_clusters_are_found_the_largest_first():
    points, truth = blobs()
    found = segmentation.clustered(points, 4)
    np.testing.assert_array_equal(found.labels, truth)
    assert (np.diff(found.counts) <= 0).all()
    for label in range(4):
        np.testing.assert_allclose(found.centres[label], points[truth == label].mean(axis=0), atol=1e-5)


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.integers(1, 8))
def test_every_point_belongs_to_the_nearest_centre_and_centres_are_means(seed, k):
    points = np.random.default_rng(seed).random((200, 3), np.float32)
    found = segmentation.clustered(points, k, seed=seed)
    distances = np.square(points[:, np.newaxis] - found.centres).sum(axis=2)
    own = distances[np.arange(len(points)), found.labels]
    assert (own <= distances.min(axis=1) + 1e-5).all()
    np.testing.assert_array_equal(np.bincount(found.labels, minlength=k), found.counts)
    for label in range(k):
        np.testing.assert_allclose(found.centres[label], points[found.labels == label].mean(axis=0), atol=1e-5)


def test_no_worse_than_a_peer():
    random = np.random.default_rng(3)
    points = random.random((4000, 3)).astype(np.float32) ** 2
    ours = cost(points, segmentation.clustered(points, 6))
    theirs = []
    for seed in range(5):
        centres, labels = kmeans2(points.astype(np.float64), 6, minit="++", seed=seed, iter=100)
        theirs.append(np.square(points - centres[labels]).sum())
    assert ours <= 1.005 * min(theirs)


def test_more_points_than_the_sample(monkeypatch):
    points = np.random.default_rng(4).random((20_000, 3)).astype(np.float32) ** 2
    exact = cost(points, segmentation.clustered(points, 5))
    monkeypatch.setattr(clusters, "SAMPLE", 2000)
    assert cost(points, segmentation.clustered(points, 5)) <= 1.01 * exact


def test_a_colour_too_rare_for_the_sample_is_found(monkeypatch):
    monkeypatch.setattr(clusters, "SAMPLE", 50)
    points = np.zeros((5000, 3), np.float32)
    points[2500:] = 0.5
    points[17] = 1
    found = segmentation.clustered(points, 3)
    assert sorted(found.counts) == [1, 2499, 2500]
    assert found.labels[17] == 2


def test_the_seed_decides_and_threads_do_not():
    points = np.random.default_rng(5).random((300_000, 3), np.float32)
    first, again = (segmentation.clustered(points, 7, seed=3, threads=threads) for threads in (1, 3))
    np.testing.assert_array_equal(first.labels, again.labels)
    other = segmentation.clustered(points, 7, seed=4)
    assert not np.array_equal(first.labels, other.labels)


def test_fewer_colours_than_clusters():
    points = np.repeat(np.array([[0.1, 0, 0], [0.9, 0, 0]], np.float32), [5, 3], axis=0)
    with pytest.warns(InlayWarning, match="only 2 different colours") as told:
        found = segmentation.clustered(points, 4)
    assert found.labels.tolist() == [0] * 5 + [1] * 3
    assert told[0].message.code == "clusters"


def test_bad_input():
    points = np.zeros((5, 3), np.float32)
    for k in (0, 65, 2.5, True):
        with pytest.raises(ParameterError):
            segmentation.clustered(points, k)
    with pytest.raises(InputError, match="no pixel"):
        segmentation.clustered(points[:0], 2)
    points[2] = np.nan
    with pytest.raises(InputError, match="not finite"):
        segmentation.clustered(points, 2)


def test_a_rare_point_that_is_not_finite_is_refused(monkeypatch):
    monkeypatch.setattr(clusters, "SAMPLE", 20)
    points = np.random.default_rng(6).random((2000, 3)).astype(np.float32)
    points[1999] = np.inf
    with pytest.raises(InputError, match="not finite"):
        segmentation.clustered(points, 2)


def test_a_cancel_ends_it():
    points = np.random.default_rng(7).random((200_000, 3), np.float32)

    def stop(fraction):
        raise Cancelled

    with pytest.raises(Cancelled):
        segmentation.clustered(points, 4, progress=stop)
