"""Pictures that are written by strips, and read by windows or at once."""

import numpy as np

from inlay.arrays.warning import collected
from inlay.files import formats, windows
from inlay.files.windows import NewPicture
from inlay.system.saving import Saving


def noise(height, width, channels, dtype="u1"):
    values = np.random.default_rng(5).random((height, width, channels))
    return (values * (np.iinfo(dtype).max if dtype[0] == "u" else 1.5)).astype(dtype)


def save(path, pixels, space, *, strip=37, **said):
    height, width = pixels.shape[:2]
    with Saving() as saving:
        with windows.create(saving, NewPicture(path, width, height, space, **said)) as writer:
            for top in range(0, height, strip):
                writer.write(top, pixels[top : top + strip])
        saving.commit()


def whole(path):
    """The file as it is read at once."""
    with collected() as warnings:
        document = formats.read(path)
        pixels = document.layers[0].picture.pixels
    return document, pixels.reshape(document.height, document.width, -1), [str(each.message) for each in warnings]


def assert_windows_are(path, pixels, **options):
    """Windows anywhere, across the borders of chunks and of the picture, are parts of these pixels."""
    height, width = pixels.shape[:2]
    with windows.open_picture(path, **options) as reader:
        assert reader.shape == pixels.shape
        assert reader.dtype == pixels.dtype
        assert np.array_equal(reader.rows(0, height), pixels)
        generator = np.random.default_rng(6)
        for _ in range(12):
            top, bottom = sorted(generator.integers(0, height + 1, 2))
            left, right = sorted(generator.integers(0, width + 1, 2))
            assert np.array_equal(reader.window(top, bottom, left, right), pixels[top:bottom, left:right])
