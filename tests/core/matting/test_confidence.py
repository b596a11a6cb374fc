"""From how sure one is of a prior to its weight."""

import numpy as np
import pytest
from tests.core.matting import composites

from inlay.errors import ParameterError
from inlay.matting import estimate_alpha
from inlay.matting.confidence import weight_of
from inlay.matting.estimation import PRIOR_WEIGHT

SHAPE = 60, 80
SCENE = composites.compose("hair", composites.hair(SHAPE, 20), composites.fur(SHAPE), composites.meadow(SHAPE), 4, 1)
LEVEL = 1 / 255


def test_weights_rise_from_none_over_the_usual_one():
    weights = weight_of(np.linspace(0, 100, 101))
    assert weights.dtype == np.float32
    assert weights[0] == 0
    assert weights[50] == np.float32(PRIOR_WEIGHT)
    assert (np.diff(weights) > 0).all()
    assert np.isfinite(weights).all()
    np.testing.assert_allclose(weights[90], 81 * PRIOR_WEIGHT, rtol=1e-6)


@pytest.mark.parametrize("wrong", [-1, 101, np.nan, np.array([50, 200])])
def test_what_is_no_confidence(wrong):
    with pytest.raises(ParameterError, match="0 to 100"):
        weight_of(wrong)


@pytest.mark.parametrize("method", ["closed-form", "closed-form-with-samples", "knn", "learning-based", "random-walk"])
def test_a_prior_beyond_doubt_is_alpha_and_one_without_belief_is_nothing(method):
    prior = np.random.default_rng(0).random(SHAPE).astype(np.float32)
    unknown = SCENE.trimap == 128
    certain = np.zeros(SHAPE, bool)
    certain[:, :40] = True
    confidence = np.where(certain, 100.0, 0.0)
    alone = estimate_alpha(SCENE.image, SCENE.trimap, method).alpha
    found = estimate_alpha(SCENE.image, SCENE.trimap, method, prior=prior, prior_weight=weight_of(confidence)).alpha
    assert np.abs(found - prior)[unknown & certain].max() < LEVEL
    assert np.abs(found - prior)[unknown & ~certain].mean() > 0.1
    unbelieved = estimate_alpha(SCENE.image, SCENE.trimap, method, prior=prior, prior_weight=weight_of(0)).alpha
    assert np.abs(unbelieved - alone).max() < LEVEL
