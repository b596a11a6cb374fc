"""Matting where numba or pyamg are missing: another way, or a refusal in words."""

import json
import subprocess
import sys

import pytest

PROGRAM = """
import json, sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in sys.argv[1:]:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
import warnings
from inlay import matting
from inlay.matting.estimators import registry
from tests.core.matting import composites, random_scenes

scene = composites.drawn((61, 83))[0]
given = random_scenes.Scene(scene.image, scene.trimap)
methods = [estimator.id for estimator in registry.estimators()]
endings = {method: random_scenes.check(given, method, ("resources", "failed")) for method in methods}
matting.warm()
print(json.dumps([endings, "numba" in sys.modules, registry.find("learning-based").bytes_per_unknown]))
"""


def endings(*missing):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *missing], capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("missing", [("numba",), ("pyamg",), ("numba", "pyamg")])
def test_every_estimator_works_or_says_what_it_needs(missing):
    found, has_numba, bytes_of_learning_based = endings(*missing)
    assert has_numba == ("numba" not in missing)
    assert bytes_of_learning_based == (2600 if "numba" in missing else 256)
    refused = {name for name, ending in found.items() if ending not in ("done", "warned")}
    expected = {"shared-sampling"} if "numba" in missing else set()
    if len(missing) == 2:
        expected |= {"closed-form", "closed-form-with-samples"}
    assert refused == expected
