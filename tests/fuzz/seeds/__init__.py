"""Inputs to start from, a function per format: ordinary ones, odd ones, and those that once did harm."""

from tests.fuzz.seeds.flat import jpeg, png, webp
from tests.fuzz.seeds.openraster import openraster
from tests.fuzz.seeds.psd import psd
from tests.fuzz.seeds.tiff import tiff

__all__ = ["jpeg", "openraster", "png", "psd", "tiff", "webp"]
