"""The default estimator against its own system, against closed form, and against the peer."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse
from scipy.sparse.linalg import spsolve
from tests.core.matting import composites
from tests.core.matting.estimators import scenes

from inlay.arrays.effort import Effort
from inlay.errors import Cancelled, ParameterError
from inlay.matting import FOREGROUND, Prior, Scene
from inlay.matting.estimators import closed_form, closed_form_with_samples, shared_sampling
from inlay.matting.sampling import colour_samples
from inlay.matting.sampling.beliefs import Beliefs

DEFAULT = "closed-form-with-samples"


def scene_of(composite, **changes):
    return replace(Scene(composite.image, 1 / 255, composite.trimap), **changes)


def direct(composite, prior):
    """The solution of the peer's matrix with the prior on its diagonal."""
    from pymatting import cf_laplacian

    unknown = composite.unknown.ravel()
    matrix = cf_laplacian(composite.image / 255, epsilon=1e-7).tocsr()
    weight, value = (plane.astype(np.float64).ravel()[unknown] for plane in (prior.weight, prior.value))
    known = (composite.trimap == FOREGROUND).ravel()[~unknown].astype(np.float64)
    rows = matrix[unknown]
    alpha = (composite.trimap == FOREGROUND).astype(np.float64)
    system = rows[:, unknown] + sparse.diags(weight)
    alpha[composite.unknown] = spsolve(system.tocsc(), weight * value - rows[:, ~unknown] @ known)
    return np.clip(alpha, 0, 1)


def peer(composite):
    from pymatting import estimate_alpha_cf

    trimap = np.select([composite.trimap == 0, composite.trimap == 255], [0.0, 1.0], 0.5)
    return estimate_alpha_cf(composite.image / 255, trimap)


def improvement(composite_list):
    """The default's SAD and MSE, as parts of the peer's, each of the means over scenes."""
    found = []
    for composite in composite_list:
        alphas = scenes.run(DEFAULT, scene_of(composite)).alpha, peer(composite)
        found.append([composites.errors(alpha, composite)[:2] for alpha in alphas])
    mine, theirs = np.mean(found, axis=0)
    return mine / theirs


@pytest.mark.parametrize("number", [0, 1, 4])
def test_it_solves_its_own_system(number):
    composite = composites.drawn((100, 140))[number]
    scene = scene_of(composite)
    alpha = scenes.run(DEFAULT, scene).alpha
    assert np.abs(alpha - direct(composite, colour_samples.data_term(scene, Effort()))).max() < 1 / 255


def test_it_is_better_than_the_peer_on_drawn_scenes():
    sad, mse = improvement(composites.drawn())
    assert sad < 0.5
    assert mse < 0.3


def test_it_is_better_than_the_peer_on_photographs(pictures):
    sad, mse = improvement(composites.photographed(pictures, crops=1))
    assert sad < 0.95
    assert mse < 0.88


def test_the_sunset(pictures):
    assert scenes.sunset_sad(DEFAULT, pictures) < 1.18


@pytest.mark.parametrize("radius", [12, 18])
def test_wide_bands_are_no_worse_than_plain_closed_form(radius):
    gains = []
    for composite in composites.drawn():
        wide = replace(composite, trimap=composites.trimap(composite.alpha, radius))
        alphas = scenes.run(DEFAULT, scene_of(wide)).alpha, closed_form.estimate(scene_of(wide)).alpha
        mine, plain = (np.abs(alpha - wide.alpha)[wide.unknown].mean() for alpha in alphas)
        gains.append(plain - mine)
    assert sum(gains) > 0
    # Where closed form is right to a level or two, samples may cost as much.
    assert min(gains) > -2 / 255


def test_a_prior_is_combined_with_the_samples():
    composite = composites.drawn()[1]
    scene = scene_of(composite)
    believed = np.full(composite.alpha.shape, 0.25, np.float32)
    firm = replace(scene, prior=Prior(believed, np.full_like(believed, 1e4)))
    assert np.abs(scenes.run(DEFAULT, firm).alpha - 0.25)[composite.unknown].max() < 0.01
    weak = replace(scene, prior=Prior(believed, np.full_like(believed, 1e-9)))
    assert np.abs(scenes.run(DEFAULT, weak).alpha - scenes.run(DEFAULT, scene).alpha).max() < 2 / 255


def test_shared_sampling_can_be_believed():
    composite = composites.drawn()[1]
    scene = scene_of(composite)
    shared = shared_sampling.estimate(scene, threads=1).alpha
    apart = [
        np.abs(closed_form_with_samples.estimate(scene, beliefs=Beliefs(shared=weight)).alpha - shared).mean()
        for weight in (0.0, 1e-3, 1e3)
    ]
    assert apart[0] > apart[1] > apart[2]
    assert apart[2] < 1e-3


def test_only_sources_that_there_are():
    with pytest.raises(ParameterError, match="source"):
        Beliefs(sources="elsewhere")


def test_foreground_and_background_swapped_is_the_inverse_but_for_novelty():
    composite = composites.drawn()[0]
    inverse = np.where(composite.unknown, composite.trimap, 255 - composite.trimap).astype(np.uint8)
    alpha, other = (
        closed_form_with_samples.estimate(scene_of(composite, trimap=trimap), beliefs=Beliefs(novelty=0.0)).alpha
        for trimap in (composite.trimap, inverse)
    )
    assert np.abs(alpha + other - 1).max() < 2 / 255


def test_progress_rises_over_both_parts():
    reported = []
    shape = 400, 600
    large = composites.compose("", composites.hair(shape), composites.fur(shape), composites.sky(shape), 12)
    scenes.registry.find(DEFAULT).estimate(scene_of(large), threads=1, progress=reported.append)
    assert reported == sorted(reported)
    assert reported[-1] == pytest.approx(1)
    assert any(done < 0.25 for done in reported)
    assert any(0.3 < done < 0.9 for done in reported)

    def cancel(done):
        if done > 0.1:
            raise Cancelled

    with pytest.raises(Cancelled):
        scenes.registry.find(DEFAULT).estimate(scene_of(large), threads=2, progress=cancel)
