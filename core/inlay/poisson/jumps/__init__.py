"""Corrections with jumps: what the pieces of a mosaic lack so that no seam shows, on a composite grid.

Nothing holds such a correction: it ends freely at every rim, however that runs, and so its unknowns are cells, joined
by the pixels along their sides. Those of `inlay.poisson.composite` are points, which the rim of a region holds.
"""
