"""Corrections with jumps: what the pieces of a mosaic lack so that no seam shows, on a composite grid."""

from inlay.poisson.jumps.correction import Correction
from inlay.poisson.jumps.parts import Parts
from inlay.poisson.jumps.seams import Seams

__all__ = ["Correction", "Parts", "Seams"]
