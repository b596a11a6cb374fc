"""What the layers of the paper's networks have in common, wherever they come from."""

from __future__ import annotations

#: Height and width of the pictures that they take and give.
SIZE = 64
#: Of the leaky rectifier below zero.
SLOPE = 0.2
#: Added to the variance by a normalisation, as Chainer does.
EPSILON = 2e-5
