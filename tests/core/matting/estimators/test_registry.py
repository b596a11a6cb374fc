"""The installed estimators: Inlay's own, and those of other packages."""

import json
import subprocess
import sys

import numpy as np
import pytest

from inlay.errors import ParameterError
from inlay.matting import Estimator, Scene, estimate_alpha
from inlay.matting.estimators import registry
from tools import manifests

PEERS = {"closed-form", "learning-based", "knn", "random-walk", "large-kernel", "information-flow"}


def test_inlays_own():
    names = [estimator.id for estimator in registry.estimators()]
    assert set(names) >= PEERS | {registry.DEFAULT}
    assert len(names) == len(set(names))


@pytest.mark.parametrize("estimator", registry.estimators(), ids=lambda estimator: estimator.id)
def test_each_says_what_it_is_and_needs(estimator):
    assert estimator.name
    assert estimator.summary.endswith(".")
    assert 0 < estimator.bytes_per_unknown < 10_000
    assert estimator.bytes_per_pixel >= 0


def test_a_package_adds_one():
    found = registry.find("sample-threshold")
    assert isinstance(found, Estimator)
    image = np.zeros((6, 6, 3), np.uint8)
    image[:, 3:] = 200
    trimap = np.full((6, 6), 128, np.uint8)
    trimap[:, 0], trimap[:, -1] = 0, 255
    expected = np.repeat([[0, 0, 0, 1, 1, 1]], 6, axis=0)
    assert (found.estimate(Scene(image, 1 / 255, trimap), threads=1, progress=None).alpha == expected).all()
    assert (estimate_alpha(image, trimap, "sample-threshold").alpha == expected).all()


def test_the_repository_keeps_only_inlays_own():
    method = next(
        parameter
        for operation in manifests.own()["operations"]
        if operation["id"] == "cut-out"
        for parameter in operation["parameters"]
        if parameter["id"] == "method"
    )
    names = {option["id"] for option in method["options"]}
    assert names >= PEERS
    assert "sample-threshold" not in names


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(ParameterError, match="no estimator guess") as raised:
        registry.find("guess")
    assert "closed-form" in raised.value.hint


def test_a_look_at_the_list_loads_nothing_slow():
    program = (
        "import json, sys; from inlay.matting.estimators import registry; registry.estimators();"
        "print(json.dumps(sorted({'numba', 'scipy', 'pyamg'} & set(sys.modules))))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(done.stdout) == []
