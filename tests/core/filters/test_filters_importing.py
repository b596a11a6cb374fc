"""The package is quick to import, and no job waits for the compiler."""

import json
import subprocess
import sys

import pytest

WARM = """
import json
import numpy as np
from inlay import filters
from inlay.filters import correlation, histograms
from tests import pictures
from tests.core.filters import zoo

def compiled():
    return {
        name: len(function.signatures)
        for module in (correlation, histograms) for name, function in vars(module).items()
        if hasattr(function, "signatures")
    }

filters.warm()
warm = compiled()
for dtype in ("uint8", "uint16", "float16", "float32"):
    for channels in (1, 3):
        for shape in ((1, 1), (1, 40), (70, 3), (30, 40)):
            image, alpha = pictures.image(*shape, channels, dtype), pictures.opacity(*shape)
            image.flags.writeable = alpha.flags.writeable = False
            for name, work in zoo.NEIGHBOURS.items():
                for options in ({}, {"alpha": alpha}, {"threads": 2}, {"part": np.s_[:1, :]}):
                    work(image, **options)
            filters.weighted_sum(image, [[1], [2], [3]])
            filters.window_median(image, 0)
print(json.dumps([warm, compiled()]))
"""


def run(program):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    "imported",
    ["inlay.filters", *(f"inlay.operations.more.{name}" for name in ("gaussian_blur", "median_blur", "convolve"))],
)
def test_importing_loads_no_kernel(imported):
    modules = set(run(f"import sys, json, {imported}\nprint(json.dumps(sorted(sys.modules)))"))
    assert not {"numba", "scipy", "inlay.filters.correlation", "inlay.filters.histograms"} & modules


def test_no_kernel_is_compiled_after_warming():
    warm, later = run(WARM)
    assert all(warm[name] for name in ("weigh", "median_of_bytes", "median_of_ranks"))
    assert later == warm
