"""The mathematics of the other rooms, slow and small enough to be read: the code of the lesson in `docs/lesson`.

One idea carries it: unknown values settle where each is a weighted mean of its neighbours. `Membrane` says it for
points on a line and for pixels, with wishes for the differences between neighbours (cloning), weights (random walks)
and a load. Jacobi, Gauss-Seidel, over-relaxation and multigrid are generators of its states. Matting has weights below
zero, so that it is written with its matrix.

Nothing here is meant for large pictures: `inlay.poisson`, `inlay.segmentation` and `inlay.matting` solve the same
equations, and the tests hold these functions to them. Names are imported when they are first used; all need numpy
alone.
"""

from inlay.lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)
