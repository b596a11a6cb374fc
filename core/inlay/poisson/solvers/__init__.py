"""Ways to solve the equations: multigrid, refined to double precision, transforms, and the algebraic solver."""
