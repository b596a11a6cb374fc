"""Multigrid by smoothed aggregation, for weights that differ so much that coarse grids must follow the strong links.

Vanek, Mandel, Brezina: Algebraic multigrid by smoothed aggregation for second and fourth order elliptic problems,
Computing 1996, https://doi.org/10.1007/BF02238511.
"""
