"""Colour spaces: sample types, transfer curves and ICC profiles; pictures in, pictures out."""

from inlay.colour.conversion import convert, luminance_weights, same_colours
from inlay.colour.samples import convert_samples, white

__all__ = ["convert", "convert_samples", "luminance_weights", "same_colours", "white"]
