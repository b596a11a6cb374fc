"""Whatever picture and trimap come: a defined alpha, or one refusal in words."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cases import every
from tests.core.matting import random_scenes
from tests.core.matting.random_scenes import Recipe

from inlay.matting.estimators import registry

METHODS = [estimator.id for estimator in registry.estimators()]

recipes = st.builds(
    Recipe,
    height=st.integers(1, 12),
    width=st.integers(1, 12),
    channels=st.sampled_from([3, 0, 1, 2, 4]),
    dtype=st.sampled_from(random_scenes.DTYPES),
    content=st.sampled_from(random_scenes.CONTENTS),
    trimap=st.sampled_from(random_scenes.TRIMAPS),
    layout=st.sampled_from(random_scenes.LAYOUTS),
    linear=st.booleans(),
    prior=st.booleans(),
    seed=st.integers(0, 9),
)


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=40)
@given(recipe=recipes)
def test_any_picture_and_trimap(method, recipe):
    random_scenes.check(random_scenes.make(recipe), method)


@settings(max_examples=60)
@given(recipe=recipes, seed=st.integers(0, 99))
def test_any_alpha_is_refined(recipe, seed):
    random_scenes.check_refined(random_scenes.make(recipe), seed)


@every("quality", ["half", "quarter"])
@pytest.mark.parametrize("trimap", random_scenes.TRIMAPS)
@every("content", ["noise", "flat", "odd"])
def test_previews_of_odd_trimaps(quality, trimap, content):
    """Previews shrink larger pictures only."""
    recipe = Recipe(183, 191, 4, "float32", content, trimap)
    scene = random_scenes.make(recipe)
    scene.options["quality"] = quality
    random_scenes.check(scene, "closed-form")


SHAPES = [(1, 1), (1, 2), (2, 1), (1, 9), (9, 1), (2, 2), (2, 9), (3, 3), (3, 4)]


@pytest.mark.parametrize("method", METHODS)
def test_tiny_pictures(method):
    endings = set()
    for height, width in SHAPES:
        for trimap in random_scenes.TRIMAPS:
            for content in ("noise", "flat", "odd"):
                for seed in range(2):
                    recipe = Recipe(height, width, 3, "float32", content, trimap, seed=seed)
                    endings.add(random_scenes.check(random_scenes.make(recipe), method))
    assert {"done", "warned", "region"} <= endings


@pytest.mark.parametrize("method", METHODS)
def test_two_pixels_apart(method):
    """Known at opposite corners, everything between unknown: something between the two comes back."""
    image = np.random.default_rng(0).integers(0, 256, (20, 20, 3)).astype(np.uint8)
    trimap = np.full((20, 20), 128, np.uint8)
    trimap[0, 0], trimap[-1, -1] = 0, 255
    assert random_scenes.check(random_scenes.Scene(image, trimap), method) in ("done", "warned")
