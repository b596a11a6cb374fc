"""Select by Clusters: labels, one cluster, and all of them as layers."""

import numpy as np
import pytest
from skimage import color
from tests.cases import every
from tests.core.operations.cutouts import run, spread
from tests.pictures import mask, picture

import inlay
from inlay import colour
from inlay.errors import Cancelled, InlayWarning, InputError, RegionError
from inlay.operations.job import Document, Selection
from inlay.picture import Space

DTYPES = ("uint8", "uint16", "float16", "float32", "float64")
SHAPE = HEIGHT, WIDTH = 24, 36
COLOURS = np.array([[0.9, 0.1, 0.1], [0.1, 0.7, 0.2], [0.1, 0.2, 0.8]])


def truth():
    """The largest part first."""
    x = np.arange(WIDTH)
    return np.broadcast_to(np.where(x < 18, 0, np.where(x < 29, 1, 2)), SHAPE)


def scene(dtype="uint8", channels=3):
    values = COLOURS[truth()] + np.random.default_rng(0).uniform(-0.05, 0.05, (*SHAPE, 3))
    if channels < 3:
        values = values[..., :1] * 0.4 + truth()[..., np.newaxis] * 0.25
    values = values.clip(0, 1)
    if channels in (2, 4):
        values = np.dstack([values, np.ones(SHAPE)])
    return colour.convert_samples(values, dtype)


def job_of(image, region=None, at=(0, 0), **values):
    images = {"source": picture(image, at), "region": region}
    document = Document(WIDTH, HEIGHT, Space("RGBA", image.dtype))
    return run("select-clusters", images, document=document, clusters=3, **values).outputs


@pytest.mark.parametrize("dtype", DTYPES)
@every("space", ["lab", "rgb"])
@every("channels", [1, 2, 3, 4])
def test_separate_colours_are_told_apart(dtype, space, channels):
    labels = inlay.select_clusters(scene(dtype, channels), clusters=3, space=space)
    assert labels.dtype == np.int16
    np.testing.assert_array_equal(labels, truth())


def test_distances_are_those_of_cielab():
    """Two pairs: near in the samples and far in CIELAB, and the other way round."""
    image = np.array([[[0.0, 0.0, 0.0], [0.1, 0.1, 0.1], [0.0, 0.9, 0.0], [0.0, 1.0, 0.2]]])
    for space, points in (("lab", color.rgb2lab(image)[0]), ("rgb", image[0])):
        pairs = inlay.select_clusters(image, clusters=3, space=space)[0]
        together = [(i, j) for i in range(4) for j in range(i + 1, 4) if pairs[i] == pairs[j]]
        distances = {(i, j): np.linalg.norm(points[i] - points[j]) for i in range(4) for j in range(i + 1, 4)}
        assert together == [min(distances, key=distances.get)]


def test_bytes_take_the_way_over_different_colours_and_find_the_same():
    image = np.random.default_rng(1).integers(0, 256, (40, 50, 3)).astype(np.uint8)
    found = inlay.select_clusters(image, clusters=5)
    deep = inlay.select_clusters(colour.convert_samples(image, np.float32), clusters=5)
    assert np.count_nonzero(found != deep) <= 2


def test_with_position_clusters_are_patches():
    noise = np.random.default_rng(2).random((60, 60, 3)).astype(np.float32) * 0.05
    y, x = np.mgrid[:60, :60]
    labels = inlay.select_clusters(noise, clusters=4, position=100)
    sizes = np.bincount(labels.ravel())
    assert sizes.min() > 500
    for label in range(4):
        inside = labels == label
        assert np.hypot(y[inside] - y[inside].mean(), x[inside] - x[inside].mean()).max() < 35


def test_regions_and_transparency_are_left_out():
    image = scene("float32", 4)
    image[:3, :, 3] = 0
    image[:3, :, :3] = np.nan
    region = np.zeros(SHAPE, np.float32)
    region[:12] = 0.3
    labels = inlay.select_clusters(image, region, clusters=3)
    np.testing.assert_array_equal(labels[3:12], truth()[3:12])
    assert (labels[:3] == -1).all()
    assert (labels[12:] == -1).all()


def test_the_posterised_layer_has_the_mean_colours():
    image = scene()
    (layer,) = job_of(image)
    found = spread(layer.picture, WIDTH, HEIGHT)
    for label in range(3):
        inside = truth() == label
        assert (found[inside][:, :3] == np.rint(image[inside].mean(axis=0))).all()
    assert (found[..., 3] == 255).all()
    assert layer.name == "Fox (Select by Clusters)"


def test_the_layer_is_as_opaque_as_the_selection_and_the_layer():
    image = scene(channels=4)
    image[..., 3] = 128
    region = np.full(SHAPE, 0.5, np.float32)
    region[:, :4] = 0
    (layer,) = job_of(image, mask(region))
    opacity = spread(layer.picture, WIDTH, HEIGHT)[..., 3]
    np.testing.assert_array_equal(opacity, np.where(region > 0, 64, 0))


def test_random_colours_follow_the_seed():
    first, again, other = (job_of(scene(), result="palette", seed=seed)[0].picture.pixels for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    assert len(np.unique(first.reshape(-1, 4), axis=0)) == 3


def test_a_group_of_masks():
    (group,) = job_of(scene(), result="masks")
    assert [child.name for child in group.children] == ["Cluster 1", "Cluster 2", "Cluster 3"]
    for label, child in enumerate(group.children):
        np.testing.assert_array_equal(child.picture.pixels[..., 0], (truth() == label) * 255)
        assert (child.picture.pixels[..., 3] == 255).all()


def test_the_cluster_under_points_or_with_a_number():
    for label, x in enumerate((3, 20, 33)):
        (found,) = job_of(scene(), result="replace", points=[(x + 0.5, 5)])
        assert isinstance(found, Selection)
        np.testing.assert_array_equal(found.picture.pixels, (truth() == label) * 255)
        (same,) = job_of(scene(), result="replace", cluster=label + 1)
        np.testing.assert_array_equal(same.picture.pixels, found.picture.pixels)
    (both,) = job_of(scene(), result="replace", points=[(3, 3), (33, 3), (-7, 3)])
    np.testing.assert_array_equal(both.picture.pixels, (truth() != 1) * 255)


def test_points_count_on_the_canvas():
    (found,) = job_of(scene(), at=(5, 0), result="intersect", points=[(7, 5)])
    np.testing.assert_array_equal(spread(found.picture, WIDTH, HEIGHT)[:, 5:], (truth() == 0)[:, : WIDTH - 5] * 255)


def test_bad_input():
    with pytest.raises(InputError, match="No point"):
        job_of(scene(), result="replace", points=[(500, 5)])
    with pytest.raises(InputError, match="no colour 5"):
        job_of(scene(), result="replace", cluster=5)
    with pytest.raises(InputError, match="not finite"):
        inlay.select_clusters(np.full((4, 5, 3), np.nan, np.float32))
    with pytest.raises(RegionError):
        inlay.select_clusters(scene(), np.zeros(SHAPE, bool))
    with pytest.warns(InlayWarning, match="only one colour"):
        assert (inlay.select_clusters(np.full((4, 5, 3), 7, np.uint8), clusters=4) == 0).all()


def test_values_beyond_white_and_below_black_are_colours_too():
    image = np.array([[[-0.5] * 3, [0.5] * 3, [6.0] * 3]], np.float32)
    assert len(np.unique(inlay.select_clusters(image, clusters=3, space="rgb"))) == 3
    assert len(np.unique(inlay.select_clusters(image, clusters=2))) == 2


def test_a_cancel_ends_it():
    def stop(fraction, doing):
        if fraction > 0:
            raise Cancelled

    with pytest.raises(Cancelled):
        inlay.select_clusters(scene(), progress=stop)
