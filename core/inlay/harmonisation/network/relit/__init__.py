"""Photographs a part of which is in another light: pasted pieces whose true colours are known, to measure and learn by.

>>> import numpy as np
>>> from inlay.harmonisation.network.relit import composite
>>> photograph = np.random.default_rng(0).integers(0, 256, (80, 120, 3), np.uint8)
>>> case = composite(photograph, np.random.default_rng(1), (64, 64), light="exposure", part="blob")
>>> case.truth.shape, bool(np.abs(case.pasted - case.truth).mean() > 0)
((64, 64, 3), True)

The same seed and pictures give the same pixels.
"""

from inlay.harmonisation.network.relit.composite import Composite, composite
from inlay.harmonisation.network.relit.lights import LIGHTS

__all__ = ["LIGHTS", "Composite", "composite"]
