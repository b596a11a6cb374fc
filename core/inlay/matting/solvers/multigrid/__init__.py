"""Coarse grids of local colour models: their blocks, their Galerkin products, and the cycle that solves on them."""
