"""Pictures drawn for the tests of files, and what libraries other than Inlay write of them."""

import struct
from io import BytesIO

import numpy as np
from PIL import Image, ImageCms

from inlay.colour import profiles

WIDE = profiles.named("ClayRGB-elle-V4-srgbtrc.icc")
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def noise(height, width, channels, dtype="u1", seed=0):
    """Smooth colours with some grain; the last of two or four channels is opacity, with clear and opaque parts."""
    generator = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    waves = [0.5 + 0.4 * np.sin(x / (5 + k) + k + seed) * np.cos(y / (7 + k)) for k in range(channels)]
    samples = np.stack(waves, axis=-1) + generator.uniform(-0.05, 0.05, (height, width, channels))
    if channels in (2, 4):
        samples[..., -1] = np.clip(1.4 - np.hypot(x / width - 0.5, y / height - 0.5) * 3, 0, 1)
    if np.dtype(dtype).kind == "u":
        return np.rint(samples * np.iinfo(dtype).max).astype(dtype)
    return samples.astype(dtype)


def disc(height, width, soft=0.0):
    """A white disc on black, of 8 bits; `soft` pixels of gray around it."""
    y, x = np.mgrid[0:height, 0:width]
    distance = min(height, width) * 0.3 - np.hypot(x - width / 2, y - height / 2)
    return np.rint(np.clip(distance / max(soft, 1e-6), 0, 1) * 255).astype(np.uint8)


def selected(mask):
    """What a file of 8 bits selects: up to 2 % are nothing, and from 98 % on everything is."""
    return np.where(mask <= 5, np.uint8(0), np.where(mask >= 250, np.uint8(255), mask))


def save(path, pixels, **options):
    """Save 8 bits by Pillow."""
    Image.fromarray(pixels[..., 0] if pixels.ndim == 3 and pixels.shape[2] == 1 else pixels).save(path, **options)
    return path


def load(path):
    """Load 8 bits by Pillow."""
    with Image.open(path) as image:
        return np.asarray(image)


def exif_block(orientation=1, order="<"):
    """Exif with a maker, an orientation, and directories of the camera and of the place."""
    exif = Image.Exif()
    exif.endian = order
    exif[0x010F], exif[0x0112] = "Inlay Optics", orientation
    exif.get_ifd(0x8769)[0x829A] = 0.008
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0a comment that is longer than four bytes"
    exif.get_ifd(0x8825)[0x001D] = "2024:05:06"
    return exif.tobytes()


def pointers(count):
    """Exif whose only directory holds so many pointers to itself."""
    entry = struct.pack("<HHII", 0x8769, 4, 1, 8)
    return b"II*\0" + struct.pack("<IH", 8, count) + entry * count + bytes(4)


def png_bytes(pixels):
    output = BytesIO()
    save(output, pixels, format="PNG")
    return output.getvalue()
