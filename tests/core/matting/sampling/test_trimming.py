"""Trimming against its definition in plain Python, and its laws."""

from dataclasses import replace

import numpy as np
import pytest
from tests.core.matting import composites

from inlay.arrays.pool import Pool
from inlay.matting import BACKGROUND, FOREGROUND, UNKNOWN, Scene
from inlay.matting.sampling import colour_samples, rays, trimming
from inlay.matting.sampling.beliefs import Beliefs
from inlay.matting.sampling.distance_maps import labels_of


def trimmed(scene, threads=1):
    with Pool(threads) as pool:
        return trimming.trimmed(scene, labels_of(scene), pool)


def defined(scene):
    """The labels as the docstring says, and those that were not let go."""
    labels = labels_of(scene)
    colours = np.float64(scene.image) * scene.scale
    if colours.shape[2] == 1:
        colours = np.repeat(colours, 3, axis=2)
    height, width = labels.shape
    origins = {(y, x): (y, x) for y, x in np.ndindex(labels.shape) if labels[y, x] in (BACKGROUND, FOREGROUND)}
    known = set(origins)
    for i in range(1, 10):
        tolerance = (9 - 8 * i / 9) / 256
        handed = {}
        for y, x in zip(*np.nonzero(labels == UNKNOWN), strict=True):
            near = [
                ((v - y) ** 2 + (u - x) ** 2, v, u)
                for v in range(max(0, y - i), min(height, y + i + 1))
                for u in range(max(0, x - i), min(width, x + i + 1))
                if (v, u) in origins and (v - y) ** 2 + (u - x) ** 2 <= i * i
            ]
            alike = [each for each in near if np.linalg.norm(colours[y, x] - colours[each[1:]]) <= tolerance]
            if alike:
                handed[y, x] = min(alike)[1:]
        for place, source in handed.items():
            labels[place] = labels[source]
        origins.update({place: origins[source] for place, source in handed.items()})
    for place in set(origins) - known:
        if np.linalg.norm(colours[place] - colours[origins[place]]) > trimming.DRIFT:
            labels[place] = UNKNOWN
    return labels


def strewn(shape=(24, 30), channels=3, slope=0.6):
    """Colours that change slowly, in levels, and a band that is unknown."""
    rng = np.random.default_rng(4)
    y, x = np.indices(shape)
    image = (60 + slope * x + 90 * (y > 12))[..., None] + rng.integers(-1, 2, (*shape, channels))
    trimap = np.full(shape, UNKNOWN, np.uint8)
    trimap[:, :5], trimap[:2, -3:] = BACKGROUND, FOREGROUND
    trimap[-4:, :12] = FOREGROUND
    return Scene(image.astype(np.uint8), 1 / 255, trimap)


@pytest.fixture(scope="module")
def hair():
    composite = composites.drawn()[0]
    return Scene(composite.image, 1 / 255, composite.trimap)


@pytest.mark.parametrize("channels", [1, 3])
def test_it_is_what_its_definition_says(channels):
    scene = strewn(channels=channels)
    found = trimmed(scene)
    assert np.array_equal(found, defined(scene))
    assert {BACKGROUND, UNKNOWN, FOREGROUND} == set(np.unique(found[scene.trimap == UNKNOWN]))


def test_known_pixels_keep_their_label(hair):
    found = trimmed(hair)
    known = hair.trimap != UNKNOWN
    assert np.array_equal(found[known], hair.trimap[known])
    assert (found[~known] != UNKNOWN).mean() > 0.2


def test_absent_pixels_neither_take_nor_give(hair):
    present = np.ones(hair.trimap.shape, bool)
    present[:, :70] = False
    trimap = np.where(present, hair.trimap, BACKGROUND).astype(np.uint8)
    image = hair.image.copy()
    scene = Scene(image, 1 / 255, trimap, present)
    found = trimmed(scene)
    assert (found[~present] == rays.ABSENT).all()
    image[~present] = 77
    assert np.array_equal(trimmed(replace(scene, image=image)), found)


def test_no_label_drifts_along_a_slope():
    """Black turns white so gradually that every pixel looks like its neighbour."""
    ramp = np.tile(np.linspace(0, 1, 120, dtype=np.float32)[None, :, None], (20, 1, 3))
    trimap = np.full((20, 120), UNKNOWN, np.uint8)
    trimap[:, 0], trimap[:, -1] = BACKGROUND, FOREGROUND
    found = trimmed(Scene(ramp, 1.0, trimap))
    reach = np.flatnonzero((found == BACKGROUND).all(axis=0)).max()
    assert 0 < reach <= trimming.DRIFT / np.sqrt(3) * 119
    assert (found[:, 10:110] == UNKNOWN).all()


def test_any_number_of_threads_and_type_of_samples(hair):
    found = trimmed(hair)
    assert np.array_equal(trimmed(hair, threads=3), found)
    sixteen = replace(hair, image=hair.image.astype(np.uint16) * 257, scale=1 / 65535)
    single = replace(hair, image=hair.image.astype(np.float32) / 255, scale=1.0)
    flipped = replace(hair, image=np.ascontiguousarray(hair.image[..., ::-1])[..., ::-1])
    for other in (sixteen, single, flipped):
        assert np.array_equal(trimmed(other), found)


def test_trimmed_pixels_have_their_label_as_belief(hair):
    from inlay.arrays.effort import Effort

    found = trimmed(hair)
    prior = colour_samples.data_term(hair, Effort(1), Beliefs(trimming=2e-3))
    new = found != labels_of(hair)
    assert np.array_equal(prior.value[new], (found == FOREGROUND)[new])
    assert np.allclose(prior.weight[new], 2e-3, rtol=1e-3)
