"""Pictures for the tests of filters, and every filter with typical parameters."""

from functools import partial

import numpy as np

from inlay import filters

DTYPES = ("uint8", "uint16", "float16", "float32", "float64")
#: The largest error of a result, as a part of the range: half a level, and what the type can tell.
TOLERANCE = {"uint8": 0.51 / 255, "uint16": 0.55 / 65535, "float16": 1e-3, "float32": 2e-6, "float64": 1e-12}
EMBOSS = ((-2, -1, 0), (-1, 1, 1), (0, 1, 2))
#: Filters that read neighbours, and filters that do not.
NEIGHBOURS = {
    "mean": partial(filters.window_mean, radius=3),
    "gaussian": partial(filters.gaussian_mean, radius=1.7),
    "large gaussian": partial(filters.gaussian_mean, radius=9.5),
    "median": partial(filters.window_median, radius=2),
    "sobel": filters.sobel_magnitude,
    "joined sobel": partial(filters.sobel_magnitude, per="colour", strength=2.0),
    "painted edges": partial(filters.median_sobel_magnitude, radius=2),
    "convolve": partial(filters.weighted_sum, matrix=EMBOSS, offset=0.1),
}
POINTWISE = {
    "grayscale": filters.luma,
    "rotate": partial(filters.rotated_colours, angle=77, axis=(1, 0.5, 0.2)),
    "logit": partial(filters.rotated_colours, angle=77, space="logit"),
    "normalise": partial(filters.stretched_range, low=3, high=2, per="channel"),
}
EVERY = {**NEIGHBOURS, **POINTWISE}
#: Filters that need red, green and blue.
OF_COLOUR = ("grayscale", "rotate", "logit")


def white(dtype):
    dtype = np.dtype(dtype)
    return float(np.iinfo(dtype).max) if dtype.kind == "u" else 1.0


def picture(height=37, width=53, channels=3, dtype="float64", seed=0):
    """Waves, a step and grain, from 0 to 1 of the type's range."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width]
    waves = [
        0.5 + 0.25 * np.sin(x / (3 + k) + seed) * np.cos(y / (5 - k)) + 0.2 * (x > 20 + y / 3) for k in range(channels)
    ]
    values = np.clip(np.stack(waves, axis=-1) + random.uniform(-0.1, 0.1, (height, width, channels)), 0, 1)
    scaled = values * white(dtype)
    return (np.rint(scaled) if np.dtype(dtype).kind == "u" else scaled).astype(dtype)


def opacity(height=37, width=53):
    """Clear, half transparent and opaque parts."""
    y, x = np.mgrid[:height, :width]
    return np.clip(1.5 - np.hypot(x / width - 0.5, y / height - 0.5) * 3.2, 0, 1).astype(np.float32)


def fractions(image):
    """Samples as parts of the range."""
    return np.asarray(image, np.float64) / white(image.dtype)
