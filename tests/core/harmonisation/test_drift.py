"""Drift: planted gains and offsets are found, what is new is left out, and means are the membranes they claim to be."""

import numpy as np
import pytest
from tests import pictures
from tests.core.poisson import reference

from inlay.errors import Cancelled
from inlay.harmonisation import drift as room
from inlay.harmonisation.drift import drift

HEIGHT, WIDTH, SCALE = 120, 160, 12


def scene(seed=0):
    return pictures.image(HEIGHT, WIDTH, seed=seed)


def planted(below):
    """A piece that has drifted, and the gain and offset that bring it back."""
    y, x = np.mgrid[:HEIGHT, :WIDTH] / WIDTH
    gain = 1 + np.stack([0.15 * x, -0.1 * y, 0.05 + 0 * x], axis=-1)
    offset = np.stack([-0.05 * y, 0.05 * x, 0.02 + 0 * x], axis=-1)
    return (below - offset) / gain, gain, offset


def everywhere():
    return np.ones((HEIGHT, WIDTH), bool)


def test_a_planted_drift_is_found():
    below = scene()
    piece, gain, _ = planted(below)
    found = drift(piece, below, everywhere(), SCALE)
    assert found.likeness.min() > 0.99
    away = np.abs(found.corrected(piece) - below)
    assert away.mean() < 0.5 / 255
    assert away.max() < 4 / 255
    centres = np.s_[:: found.cell]
    assert np.abs(found.gain - gain[centres, :][:, centres]).max() < 0.04


def test_what_is_new_is_left_out_and_takes_the_drift_of_what_lies_around():
    below = scene()
    piece, gain, offset = planted(below)
    new = pictures.disc(HEIGHT, WIDTH, 20)
    piece[new] = (1 - below[new]) ** 3
    found = drift(piece, below, everywhere(), SCALE)
    inner, outer = pictures.disc(HEIGHT, WIDTH, 14), ~pictures.disc(HEIGHT, WIDTH, 30)
    likeness = found.likeness_at((HEIGHT, WIDTH))
    assert np.median(likeness[inner]) < 0.05
    assert likeness[outer].min() > 0.95
    wanted = gain * piece + offset
    assert np.abs(found.corrected(piece) - wanted)[new].max() < 0.06
    assert np.abs(found.corrected(piece) - wanted)[new].mean() < 0.02


def test_without_contrast_only_the_tone_moves():
    below = scene()
    piece = 0.8 * below + 0.1
    found = drift(piece, below, everywhere(), SCALE, contrast=False)
    assert (found.gain == 1).all()
    detail = found.corrected(piece) - piece
    assert np.abs(np.diff(detail, axis=0)).max() < 0.02


def test_detail_that_has_nothing_in_common_keeps_its_contrast():
    below, piece = scene(1), 0.5 + 0.1 * np.random.default_rng(0).standard_normal((HEIGHT, WIDTH, 3))
    below = 0.5 + 2 * (below - below.mean()) * 0.1
    found = drift(piece, below, everywhere(), SCALE, tolerance=0.5)
    assert np.abs(found.gain - 1).max() < 0.2


@pytest.mark.parametrize("dtype", pictures.DTYPES)
def test_samples_of_any_type(dtype):
    below = pictures.stored(0.2 + 0.6 * scene(), dtype)
    piece = pictures.stored(0.9 * (0.2 + 0.6 * scene()) + 0.03, dtype)
    found = drift(piece, below, everywhere(), SCALE, white=pictures.white(dtype))
    assert np.abs(found.corrected(piece) / pictures.white(dtype) - pictures.fractions(below)).max() < 2 / 255


def test_what_only_one_has_does_not_count():
    below = scene()
    piece, _, _ = planted(below)
    common = everywhere()
    common[:, :60] = False
    found = []
    for junk in (0.0, np.nan):
        spoilt, under = piece.copy(), below.copy()
        spoilt[~common], under[~common] = junk, 1e9
        found.append(drift(spoilt, under, common, SCALE))
    for name in ("gain", "offset", "likeness"):
        np.testing.assert_array_equal(*(getattr(each, name) for each in found))
    assert np.abs(found[0].corrected(piece) - below)[common].mean() < 1 / 255


def test_means_are_screened_membranes():
    rng = np.random.default_rng(0)
    weight, planes = rng.uniform(0, 1, (9, 13)), rng.normal(size=(9, 13, 2))
    (found,) = room._Means(None, 0.3)._smooth(weight, planes)
    nothing = [np.zeros((8, 13, 2)), np.zeros((9, 12, 2))]
    exact = reference.solve(nothing, planes, np.ones((9, 13), bool), screening=(0.3 * weight, planes))
    np.testing.assert_allclose(found, exact, atol=1e-12)


def test_where_nothing_is_common_nothing_has_drifted():
    found = drift(scene(), scene(1), ~everywhere(), SCALE)
    np.testing.assert_allclose(found.corrected(scene()), scene(), atol=1e-6)


def test_a_picture_smaller_than_a_cell_and_one_pixel():
    for shape in ((3, 5), (1, 1)):
        piece = np.full((*shape, 3), 0.4)
        found = drift(piece, piece + 0.05, np.ones(shape, bool), 50)
        np.testing.assert_allclose(found.corrected(piece), 0.45, atol=1e-6)


def test_it_can_be_stopped():
    def stop(_):
        raise Cancelled

    with pytest.raises(Cancelled):
        drift(scene(), scene(), everywhere(), SCALE, progress=stop)
