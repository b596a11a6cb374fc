"""The package is quick to import and works without numba and without pyamg."""

import json
import subprocess
import sys

BLOCK = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {blocked}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
"""

SOLVE = """
import json
import numpy as np
from inlay import poisson
from inlay.errors import InlayError
source, destination = np.random.default_rng(0).integers(0, 256, (2, 30, 40, 3)).astype(np.uint8)
region = np.zeros((30, 40), bool)
region[3:20, 5:33] = True
guess = poisson.clone(source, destination, region, gradients="stronger")
try:
    poisson.clone(source, destination, region, solver="multigrid")
    refusal = ""
except InlayError as error:
    refusal = str(error)
poisson.warm()
print(json.dumps([guess.solver, guess.image.tolist(), refusal, "numba" in sys.modules]))
"""


def run(program):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_importing_loads_no_solver():
    program = "import sys, json, inlay.poisson\nprint(json.dumps(sorted(sys.modules)))"
    modules = set(run(program))
    assert not {"numba", "scipy", "pyamg", "inlay.poisson.multigrid"} & modules


def test_small_work_loads_only_what_it_needs():
    modules = """
import sys, json, numpy as np
from inlay import poisson
picture, region = np.zeros((9, 9), np.uint8), np.zeros((9, 9), bool)
region[3:5, 3:5] = True
poisson.clone(picture, picture, region)
print(json.dumps(sorted(sys.modules)))
"""
    loaded = set(run(modules))
    assert "numba" in loaded
    assert not {"pyamg", "inlay.poisson.algebraic", "scipy.ndimage"} & loaded


def test_without_numba():
    name, image, refusal, has_numba = run(BLOCK.format(blocked=["numba"]) + SOLVE)
    assert name == "pyamg"
    assert "needs numba" in refusal
    assert not has_numba
    with_numba = run("import sys\n" + SOLVE)
    assert with_numba[0] == "multigrid"
    assert with_numba[2] == ""
    differences = [
        abs(a - b)
        for rows in zip(image, with_numba[1], strict=True)
        for pixels in zip(*rows, strict=True)
        for a, b in zip(*pixels, strict=True)
    ]
    assert max(differences) <= 1


def test_without_numba_and_pyamg():
    name, _, refusal, _ = run(BLOCK.format(blocked=["numba", "pyamg"]) + SOLVE)
    assert name == "pyamg"
    assert refusal
