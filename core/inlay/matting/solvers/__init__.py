"""Solvers of the equations for alpha: of any Laplacian, and of the closed form's on the band of unknown pixels."""
