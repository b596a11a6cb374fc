"""Match Below: a drifted piece comes back, what is new keeps its detail without a ghost, and no seam is left."""

import numpy as np
import pytest
from tests import pictures
from tests.core.poisson import reference

import inlay
from inlay.errors import InputError, RegionError
from inlay.harmonisation.drift import drift
from inlay.operations import registry
from inlay.operations.job import Document, Job
from inlay.picture import Space

HEIGHT, WIDTH = 150, 200
OPERATION = registry.find("match-below")


def scene(dtype="uint8"):
    return pictures.stored(0.15 + 0.7 * pictures.image(HEIGHT, WIDTH), dtype)


def drifted(below):
    y, x = np.mgrid[:HEIGHT, :WIDTH] / WIDTH
    gain = 0.88 + 0.1 * np.sin(2 * x + y)[..., None] * [1, 0.5, -0.5]
    offset = 0.05 * np.cos(3 * y + x)[..., None] * [1, -0.6, 0.2] + 0.02
    return pictures.stored(gain * pictures.fractions(below) + offset, below.dtype)


def region():
    inside = np.zeros((HEIGHT, WIDTH), bool)
    inside[20:130, 25:170] = True
    return inside


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("selected", [True, False])
def test_a_drifted_piece_comes_back(dtype, selected):
    below = scene(dtype)
    result = inlay.match_below(drifted(below), below, region() if selected else None)
    assert result.dtype == below.dtype
    away = np.abs(pictures.fractions(result) - pictures.fractions(below))
    assert away.mean() < 0.5 / 255
    assert away.max() < 3.5 / 255


def test_a_constant_drift_comes_back_within_a_level():
    below = scene()
    piece = pictures.stored(0.9 * pictures.fractions(below) + 0.06, "uint8")
    result = inlay.match_below(piece, below, region()).astype(int)
    assert np.abs(result - below).max() <= 1


def test_what_is_new_keeps_its_detail_and_shows_no_ghost():
    """Nothing of what a new thing covers shows: two scenes that differ only below it give one result there."""
    below = scene()
    piece = drifted(below)
    new = pictures.disc(HEIGHT, WIDTH, 22)
    x = np.arange(WIDTH)[None].repeat(HEIGHT, axis=0)
    thing = 0.93 + 0.05 * np.sin(x / 2)[..., None] * np.ones(3)
    thing[..., 1:] -= 0.85
    piece[new] = pictures.stored(thing, "uint8")[new]
    other = below.copy()
    other[pictures.disc(HEIGHT, WIDTH, 20)] = [10, 200, 120]
    one, another = (inlay.match_below(piece, each, region(), detail_size=4.0).astype(int) for each in (below, other))
    inner = pictures.disc(HEIGHT, WIDTH, 12)
    assert np.abs(one - another)[inner].max() <= 3
    kept = np.diff(one, axis=1)[inner[:, 1:]].astype(float), np.diff(piece.astype(int), axis=1)[inner[:, 1:]]
    slope = (kept[0] * kept[1]).sum() / np.square(kept[1]).sum()
    assert 0.95 < slope < 1.3
    beyond = region() & ~pictures.disc(HEIGHT, WIDTH, 34)
    assert np.abs(one - below)[beyond].mean() < 0.6


def test_the_border_has_no_seam():
    below = scene("float64")
    result = inlay.match_below(drifted(below) + 0.03, below, region())
    excess = result - below
    for near, far in ((np.s_[20, 25:170], np.s_[19, 25:170]), (np.s_[20:130, 169], np.s_[20:130, 170])):
        assert np.abs(excess[near] - excess[far]).max() < 0.01
    np.testing.assert_array_equal(result[~region()], below[~region()])


def test_something_new_at_the_border_does_not_bleed():
    below = scene("float64")
    piece = drifted(below)
    new = np.zeros((HEIGHT, WIDTH), bool)
    new[60:100, 140:] = True
    piece[new] = [0.95, 0.02, 0.02]
    result = inlay.match_below(piece, below, region())
    assert np.abs(result[65:95, 160:170] - [0.95, 0.02, 0.02]).max() < 0.15
    cloned = inlay.seamless_clone(piece, below, region())
    assert np.abs(cloned[65:95, 160:170] - [0.95, 0.02, 0.02]).max() > 0.4


def test_it_solves_the_documented_equation():
    below = scene("float64")[:60, :80]
    piece = drifted(scene("float64"))[:60, :80]
    inside = np.zeros((60, 80), bool)
    inside[5:50, 6:70] = True
    result = inlay.match_below(piece, below, inside, detail_size=10.0)
    # The frame that the operation reads: the region and a ring of a pixel.
    frame = np.s_[4:51, 5:71]
    found = drift(piece[frame], below[frame], inside[frame], 8.0)
    likeness = found.likeness_at((47, 66)).astype(float)
    assert likeness.min() > 0.9
    ends = np.where(inside[frame], likeness, 1)
    weights = []
    for axis in (0, 1):
        near, far = (np.take(ends, range(k, ends.shape[axis] - 1 + k), axis) for k in (0, 1))
        crossing = np.diff(inside[frame].astype(int), axis=axis) != 0
        weights.append(np.where(crossing, np.minimum(near, far), 1))
    screening = likeness * inside[frame] / 8.0**2, below[frame]
    corrected = found.corrected(piece[frame])
    exact = reference.solve(reference.gradients(corrected), below[frame], inside[frame], None, weights, screening)
    np.testing.assert_allclose(result[frame], exact, atol=1e-5)


def test_strength():
    below = scene("float64")
    piece = drifted(below)
    none, half, full = (inlay.match_below(piece, below, strength=share) for share in (0.0, 50.0, 100.0))
    np.testing.assert_allclose(none, piece)
    np.testing.assert_allclose(half, (piece + full) / 2)


def test_where_below_is_transparent_it_says_nothing():
    below = scene()
    alpha = np.full((HEIGHT, WIDTH), 255, np.uint8)
    alpha[:, 100:] = 0
    given = [np.dstack([below, alpha]) for _ in range(2)]
    given[1][:, 100:, :3] = 255 - given[1][:, 100:, :3]
    results = [inlay.match_below(drifted(below), each)[..., :3] for each in given]
    np.testing.assert_array_equal(*results)
    assert np.abs(results[0][:, :90].astype(int) - below[:, :90]).mean() < 0.7
    # Beside it the drift goes on: nearer to the truth than before.
    assert np.abs(results[0][:, 100:120].astype(int) - below[:, 100:120]).mean() < 8


def test_a_job_gives_a_layer_and_hides_the_piece():
    below = scene()
    images = {
        "source": pictures.picture(drifted(below)[30:90, 40:120], (40, 30)),
        "destination": pictures.picture(below, (0, 0)),
        "region": None,
    }
    values = OPERATION.check({})
    result = OPERATION.perform(Job(images, values, Document(WIDTH, HEIGHT, Space("RGBA"))))
    (layer,) = result.outputs
    assert layer.hides == ("source",)
    assert layer.picture.box == (40, 30, 80, 60)
    assert np.abs(layer.picture.colour.astype(int) - below[30:90, 40:120]).mean() < 1
    assert result.report["energy"] < result.report["energy_before"]


def test_bad_input_is_refused_in_words():
    below = scene("float32")
    piece = below.copy()
    piece[40, 40] = np.nan
    with pytest.raises(InputError, match="finite"):
        inlay.match_below(piece, below)
    clear = np.dstack([below, np.zeros((HEIGHT, WIDTH), np.float32)])
    with pytest.raises(RegionError, match="Nothing is visible below"):
        inlay.match_below(below, clear)
