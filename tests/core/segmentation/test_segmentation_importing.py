"""The package is quick to import, and no job waits for the compiler."""

import json
import subprocess
import sys

import pytest

WARM = """
import json
import numpy as np
from inlay import segmentation
from inlay.segmentation import flooding, natural_breaks, nearest

def compiled():
    return {
        name: len(function.signatures)
        for module in (flooding, natural_breaks, nearest) for name, function in vars(module).items()
        if hasattr(function, "signatures")
    }

segmentation.warm()
warm = compiled()
random = np.random.default_rng(0)
for dtype in ("uint8", "uint16", "float16", "float32", "float64"):
    for shape in ((1, 40), (70, 3), (30, 40)):
        plane = (random.random(shape) * (200 if dtype.startswith("u") else 1)).astype(dtype)
        plane.flags.writeable = False
        segmentation.otsu(plane, 4)
        segmentation.without_holes(plane)
        segmentation.clustered(plane.reshape(-1, 1), 3, threads=2)
        points = random.random((500, 5)).astype(dtype)
        points.flags.writeable = False
        segmentation.clustered(points, 3)
        segmentation.clustered(points[:, 1:4], 3)
segmentation.without_holes(plane > 0.5)
print(json.dumps([warm, compiled()]))
"""


def run(program):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("what", ["inlay.segmentation", "inlay.operations.registry"])
def test_importing_loads_nothing_slow(what):
    program = f"import sys, json, importlib; importlib.import_module({what!r}); print(json.dumps(sorted(sys.modules)))"
    loaded = run(program)
    assert not {"numba", "scipy", "pyamg", "skimage"} & set(loaded)


def test_every_name_is_where_it_is_said_to_be():
    from inlay import segmentation

    for name in segmentation.__all__:
        assert getattr(segmentation, name)
    with pytest.raises(AttributeError):
        _ = segmentation.nothing_of_that_name


def test_all_kernels_are_compiled_ahead():
    warm, after = run(WARM)
    assert warm
    assert all(warm.values()), warm
    assert after == warm
