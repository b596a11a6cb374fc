"""Every filter with typical parameters, and how exact it is."""

from functools import partial

from inlay import filters

#: The largest error of a result, as a part of the range: half a level, and what the type can tell.
TOLERANCE = {"uint8": 0.51 / 255, "uint16": 0.55 / 65535, "float16": 1e-3, "float32": 2e-6, "float64": 1e-12}
EMBOSS = ((-2, -1, 0), (-1, 1, 1), (0, 1, 2))
#: Filters that read neighbours, and filters that do not.
NEIGHBOURS = {
    "mean": partial(filters.window_mean, radius=3),
    "gaussian": partial(filters.gaussian_mean, radius=1.7),
    "large gaussian": partial(filters.gaussian_mean, radius=9.5),
    "median": partial(filters.window_median, radius=2),
    "guided": partial(filters.guided_filter, radius=3, epsilon=0.02),
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
