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


WARM = """
import json
import numpy as np
from inlay import inpainting, poisson
from inlay.inpainting import biharmonic
from inlay.poisson.solvers import (
    coarsening, iterative_refinement, relaxation, weighted_coarsening, weighted_relaxation
)
from inlay.inpainting.thin_plate_spline import thin_plate
from tests.core.poisson import zoo

def compiled():
    modules = biharmonic, coarsening, iterative_refinement, relaxation, weighted_coarsening, weighted_relaxation
    return {
        f"{module.__name__}.{name}": len(function.signatures)
        for module in modules for name, function in vars(module).items() if hasattr(function, "signatures")
    }

poisson.warm()
inpainting.warm()
warm = compiled()
for shape in ((1, 9), (9, 1), (21, 30), (30, 21)):
    for dtype in zoo.WHITE:
        for name, draw in zoo.REGIONS.items():
            source, destination = zoo.pictures(shape, dtype)
            region = draw(shape) if min(shape) > 1 else np.arange(9).reshape(shape) % 4 > 0
            for picture in (source, destination, region):
                picture.flags.writeable = False
            alpha = np.ones(shape)
            alpha[0, 0] = alpha[-1, shape[1] // 2] = 0
            for options in ({}, {"per": "colour", "gradients": "stronger"}, {"source_alpha": alpha}):
                poisson.clone(source, destination, region, **options)
            if name == "ellipse":
                poisson.clone(source, destination, region, destination_alpha=alpha)
                poisson.clone(source[..., 0], destination[..., 0], region, threads=2)
                poisson.solve(destination, poisson.edges(source), region)
                for present in (None, alpha):
                    thin_plate(destination, region, present, solver="iterative")
                for kind in ("float32", "float64"):
                    weights = poisson.Edges(*(np.ones(each.shape[:2], kind) for each in poisson.edges(source)))
                    plane = np.linspace(0, 1, region.size).reshape(region.shape).astype(kind)
                    for weight in (0.1, plane, np.asfortranarray(plane)):
                        for edges in (None, weights):
                            terms = {"weights": edges, "screening": (weight, source)}
                            poisson.clone(source, destination, region, **terms)
                            poisson.solve(destination, poisson.edges(source), region, **terms)
                    poisson.clone(source, destination, region, weights=weights)
print(json.dumps([warm, compiled()]))
"""


def run(program):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_importing_loads_no_solver():
    program = "import sys, json, inlay.poisson\nprint(json.dumps(sorted(sys.modules)))"
    modules = set(run(program))
    assert not {"numba", "scipy", "pyamg", "inlay.poisson.solvers.multigrid"} & modules


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
    assert "inlay.poisson.solvers.block_elimination" in loaded
    assert not {"numba", "scipy", "pyamg", "inlay.poisson.solvers.algebraic", "scipy.ndimage"} & loaded


def test_without_numba():
    name, image, refusal, has_numba = run(BLOCK.format(blocked=["numba"]) + SOLVE)
    assert name == "pyamg"
    assert "needs numba" in refusal
    assert not has_numba
    with_numba = run("import sys, numba\n" + SOLVE)
    assert with_numba[0] == "block elimination"
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


def test_no_kernel_is_compiled_after_warming():
    """A job never waits for the compiler, whatever its shapes, types and memory layouts."""
    warm, after = run(WARM)
    assert sum(warm.values()) >= 10
    assert after == warm
