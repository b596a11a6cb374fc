"""How far the filters reach."""

#: Radii in pixels.
LARGEST_MEAN = 1000
LARGEST_GAUSSIAN = 500.0
LARGEST_MEDIAN = 200
LARGEST_GUIDED = 100
#: Where the weights of a Gaussian end, in standard deviations: beyond it lie 7e-6 of their sum.
CUT = 4.5
#: Rows and columns of a matrix.
LARGEST_MATRIX = 31
