"""After warming no artist waits for the compiler."""

import json
import subprocess
import sys

PROGRAM = """
import itertools, json, sys, warnings
import numpy as np
from inlay import matting
from inlay.errors import RegionError
from inlay.matting import preview
from inlay.matting.estimators import closed_form, registry
from tests.core.matting import random_scenes
from tests.core.matting.solvers import zoo

def compiled():
    return {
        f"{name}.{function}": len(value.signatures)
        for name, module in sorted(sys.modules.items()) if name.startswith("inlay.")
        for function, value in vars(module).items() if hasattr(value, "signatures")
    }

fractions = []
matting.warm(fractions.append)
warm = compiled()
warnings.simplefilter("ignore")
rng = np.random.default_rng(0)
kinds = itertools.product(random_scenes.DTYPES, random_scenes.LAYOUTS)
for (dtype, layout), channels in zip(kinds, itertools.cycle((4, 0, 3, 1, 3, 2))):
    shape = rng.integers(3, 30, 2).tolist()
    recipe = random_scenes.Recipe(*shape, channels, dtype, "noise", "blocks", layout, prior=layout == "flipped")
    scene = random_scenes.make(recipe)
    trimap = scene.trimap.copy()
    trimap[0, :3] = 0, 128, 255
    for estimator in registry.estimators():
        try:
            matte = matting.estimate_alpha(scene.image, trimap, estimator.id, **scene.options)
        except RegionError:  # what is white lies under transparent pixels
            continue
        matte.foreground, matte.uncertainty, matte.colours(method="closed-form")
        if estimator.id == registry.DEFAULT:
            matting.estimate_alpha(scene.image, trimap, quality="quarter", threads=2)
    matting.refine_alpha(scene.image, rng.random(shape), 4, smart=True)
for side in (30, 200):
    image, trimap = zoo.picture("smooth", (side, side + 10)), zoo.trimap("sparse", (side, side + 10))
    for layout in (image, image[..., :1], image[::-1], (image / np.float32(255)).astype(np.float32)[..., ::-1]):
        layout.flags.writeable = trimap.flags.writeable = False
        prior = zoo.prior(trimap.shape)
        prior.value.flags.writeable = False
        closed_form.estimate(zoo.scene(layout, trimap, prior=prior), threads=2)
        closed_form.estimate(zoo.scene(layout, np.asfortranarray(trimap), present=trimap != 3))
        preview.estimate(zoo.scene(layout, trimap, prior=prior), 2)
large = random_scenes.make(random_scenes.Recipe(190, 180, 3, "float32", "ramp", "other", "read-only"))
matting.estimate_alpha(large.image, large.trimap, quality="half")
print(json.dumps([fractions, warm, compiled()]))
"""


def test_no_kernel_is_compiled_after_warming():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    fractions, warm, after = json.loads(done.stdout)
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1
    assert sum(warm.values()) > 60
    new = {name: count for name, count in after.items() if count > warm.get(name, 0)}
    assert not new
