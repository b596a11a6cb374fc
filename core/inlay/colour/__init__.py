"""Colour spaces: sample types, transfer curves and ICC profiles; pictures in, pictures out."""

from inlay.arrays.sample_types import convert_samples, white
from inlay.colour.conversion import convert, luminance_weights, same_colours
from inlay.colour.spaces import SPACES, from_space, to_space

__all__ = [
    "SPACES",
    "convert",
    "convert_samples",
    "from_space",
    "luminance_weights",
    "same_colours",
    "to_space",
    "white",
]
