"""Corrections on a composite grid: fine along rims and seams, coarse elsewhere."""

from inlay.poisson.composite.correction import COMPOSED, Correction
from inlay.poisson.composite.grid import Grid
from inlay.poisson.composite.outline import Data, Outline, Rim
from inlay.poisson.composite.tiles import Extent

__all__ = ["COMPOSED", "Correction", "Data", "Extent", "Grid", "Outline", "Rim"]
