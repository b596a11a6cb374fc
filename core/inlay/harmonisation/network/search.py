"""The unsupervised mode: of all pictures that a generator makes, the one that is nearest to a paste.

Wu, Zheng, Zhang, Huang: GP-GAN, ACM Multimedia 2019, section 3.4.
"""

from __future__ import annotations

import numpy as np

from inlay.networks import session
from inlay.networks.model import NOISE, Model

#: At most; most of the way is made in far fewer.
_ITERATIONS = 300
#: Of the noise that a search begins with.
_SEED = 0


def nearest(model: Model, picture: np.ndarray) -> np.ndarray:
    """The generator's picture (1, 3, height, width) with the least mean squared difference from one of this shape.

    The noise is found by L-BFGS (Byrd, Lu, Nocedal, Zhu 1995, https://doi.org/10.1137/0916069).

    Raises
    ------
    ModelError
        If the network cannot be run.
    ResourceError
        If there is too little memory.
    """
    from scipy.optimize import minimize

    (shape,) = (port.shape for port in model.inputs if port.name == NOISE)

    def ask(noise: np.ndarray) -> list[np.ndarray]:
        return session.run(model, {NOISE: noise.reshape(1, -1, 1, 1), "picture": picture})

    def apart(noise: np.ndarray) -> tuple[float, np.ndarray]:
        made, slope = ask(noise)
        return float(((made - picture) ** 2).mean(dtype=np.float64)), slope.ravel().astype(np.float64)

    beginning = np.random.default_rng(_SEED).normal(size=shape[1])
    found = minimize(apart, beginning, jac=True, method="L-BFGS-B", options={"maxiter": _ITERATIONS})
    return ask(found.x)[0]
