import numpy as np
import pytest

from inlay.poisson.framed_image import FramedImage
from inlay.poisson.guidance import Mixture, right_hand_side
from inlay.poisson.region import place
from inlay.poisson.solvers.right_hand_side import split_rows
from inlay.poisson.system import Screening, System, Weights

HEIGHT, WIDTH = 23, 31


def region_of(kind):
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[{"inside": np.s_[3:20, 5:28], "corner": np.s_[:14, 10:], "all but a row": np.s_[1:]}[kind]] = True
    mask[7, 12] = False
    return place(mask)


def pictures(channels, how):
    both = np.random.default_rng(1).integers(0, 256, (2, HEIGHT, WIDTH, channels), np.uint8)
    if how == "strided":
        return [np.repeat(each, 2, axis=1)[::-1, ::2][::-1] for each in both]
    for each in both:
        each.flags.writeable = how != "sealed"
    return list(both)


@pytest.mark.parametrize("kind", ["inside", "corner", "all but a row"])
@pytest.mark.parametrize(("channels", "how"), [(1, "own"), (3, "own"), (4, "sealed"), (3, "strided")])
@pytest.mark.parametrize("gradients", ["source", "stronger", "average", "monochrome"])
def test_right_hand_side_from_bytes_is_that_of_the_edges(kind, channels, how, gradients):
    region = region_of(kind)
    source, destination = (
        FramedImage(each, None, (0, 0), region, (HEIGHT, WIDTH), "picture") for each in pictures(channels, how)
    )
    guidance = Mixture(source, destination, gradients, luminance=[1 / channels] * channels)
    plane = np.linspace(0.5, 2, HEIGHT * WIDTH).reshape(HEIGHT, WIDTH)
    weights = Weights(plane[1:], plane[:, 1:])
    target = np.broadcast_to(np.float32(40), (HEIGHT, WIDTH, channels))
    for terms in ({}, {"weights": weights}, {"screening": Screening(0.1, target)}):
        system = System(region, **terms)
        height, width = region.unknown.shape
        expected = right_hand_side(guidance, destination, system, channels - 1, 0, height, np.float64)
        red, black = (np.zeros((height, (width + 1) // 2), np.float32) for _ in range(2))
        for top, bottom in ((0, 6), (6, height)):
            place_ = channels - 1, top, bottom, (0, width)
            split_rows(
                *guidance.samples(*place_),
                guidance.share,
                gradients == "stronger",
                np.ascontiguousarray(region.unknown[top:bottom]),
                system.terms(*place_),
                red,
                black,
                top,
                np.uint32(0),
            )
        found = np.zeros((height, 2 * red.shape[1]))
        found[::2, ::2], found[::2, 1::2] = red[::2], black[::2]
        found[1::2, 1::2], found[1::2, ::2] = red[1::2], black[1::2]
        assert np.allclose(found[:, :width], expected, atol=1e-3, rtol=1e-6)
