"""Rough selections are about where the thing is, and the rougher the farther off."""

import numpy as np
import pytest
from tests import pictures

from tools.composites.collection import Case
from tools.composites.selections import ROUGHNESSES, selections

SHAPE = 220, 320


@pytest.fixture(scope="module")
def case():
    alpha = np.maximum(pictures.disc(*SHAPE, 60, 90, 150), pictures.disc(*SHAPE, 45, 150, 190)).astype(np.float32)
    image = np.zeros((*SHAPE, 3), np.uint8)
    return Case("disc-0", "disc", "narrow", image, np.rint(alpha * 255).astype(np.uint8), alpha)


@pytest.fixture(scope="module")
def found(case):
    return selections(case)


def off(case, mask):
    return np.count_nonzero(mask != (case.alpha > 0.5)) / np.count_nonzero(case.alpha > 0.5)


@pytest.mark.parametrize("roughness", ROUGHNESSES)
def test_a_selection_is_where_the_thing_is(case, found, roughness):
    mask = found[roughness]
    assert mask.dtype == bool and mask.shape == SHAPE
    assert 0 < off(case, mask) < 0.8


def test_the_rougher_the_farther_off(case, found):
    misses = [off(case, found[roughness]) for roughness in ("5 px", "10 px", "20 px", "rectangle")]
    assert misses == sorted(misses)


def test_a_rectangle_holds_everything(case, found):
    assert found["rectangle"][case.alpha > 0].all()
    rows, columns = np.nonzero(found["rectangle"])
    assert found["rectangle"][rows.min() : rows.max() + 1, columns.min() : columns.max() + 1].all()


def test_the_same_case_is_selected_the_same_way(case, found):
    for roughness, mask in selections(case).items():
        np.testing.assert_array_equal(mask, found[roughness])


def test_every_part_gets_a_lasso():
    alpha = np.maximum(pictures.disc(*SHAPE, 40, 110, 70), pictures.disc(*SHAPE, 40, 110, 250)).astype(np.float32)
    image = np.zeros((*SHAPE, 3), np.uint8)
    mask = selections(Case("discs", "disc", "narrow", image, image[..., 0], alpha))["lasso"]
    assert mask[110, 70] and mask[110, 250] and not mask[110, 160]
