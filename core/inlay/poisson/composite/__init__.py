"""Corrections on a composite grid: fine along rims and seams, coarse elsewhere."""

from inlay.poisson.composite.correction import Correction
from inlay.poisson.composite.grid import Grid
from inlay.poisson.composite.outline import Data, Outline, Rim

__all__ = ["Correction", "Data", "Grid", "Outline", "Rim"]
