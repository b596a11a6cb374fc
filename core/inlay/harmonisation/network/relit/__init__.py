"""Photographs a part of which is in another light: pasted pieces whose true colours are known, to measure and learn by.

>>> from inlay.harmonisation.network.relit import composite                                       # doctest: +SKIP
>>> case = composite(photograph, np.random.default_rng(1), (256, 256), other=another)           # doctest: +SKIP
>>> np.abs(case.pasted - case.truth).mean()                                                     # doctest: +SKIP

The same seed and pictures give the same pixels.
"""

from inlay.harmonisation.network.relit.composite import Composite, composite
from inlay.harmonisation.network.relit.lights import LIGHTS

__all__ = ["LIGHTS", "Composite", "composite"]
