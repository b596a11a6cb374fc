"""After warming nothing is compiled anew, whatever the scene's types and layouts."""

import sys

import numpy as np
from tests.core.matting.closed_form import zoo

from inlay.matting import closed_form, preview


def signatures():
    return {
        f"{name}.{function}": len(value.signatures)
        for name, module in sys.modules.items()
        if name.startswith("inlay.matting.closed_form")
        for function, value in vars(module).items()
        if hasattr(value, "signatures")
    }


def test_nothing_is_compiled_after_warming():
    closed_form.warm()
    warm = signatures()
    assert len(warm) > 30
    for shape in ((30, 40), (200, 210)):
        image, trimap, prior = zoo.picture("smooth", shape), zoo.trimap("sparse", shape), zoo.prior(shape)
        for array in (image, trimap, prior.value):
            array.flags.writeable = False
        for samples in (image, image[..., :1], image[::-1], (image / np.float32(255)).astype(np.float32)[..., ::-1]):
            samples.flags.writeable = False
            closed_form.solve(zoo.scene(samples, trimap, prior=prior), threads=2)
            closed_form.solve(zoo.scene(samples, np.asfortranarray(trimap), present=trimap != 3))
            preview.estimate(zoo.scene(samples, trimap, prior=prior), 2)
    assert signatures() == warm
