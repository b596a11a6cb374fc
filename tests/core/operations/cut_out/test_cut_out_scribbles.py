"""Cut Out with Scribbles: strokes of two colours, and whatever else is painted does not count."""

import numpy as np
import pytest
from tests.core.operations.cutouts import HEIGHT, SHAPE, WIDTH, image_of, mask, picture, run, scene

import inlay
from inlay import colour
from inlay.errors import InputError, RegionError
from inlay.operations.job import Document
from inlay.picture import Picture, Space

METHOD = "closed-form"
INSIDE, OUTSIDE = np.s_[40:60, 50:70], (np.s_[:6], np.s_[:, :6], np.s_[:, -6:])


def strokes(foreground=(255, 255, 255), background=(0, 0, 0), dtype="uint8"):
    """A transparent layer with a stroke on the head and three around it."""
    pixels = np.zeros((*SHAPE, 4), np.uint8)
    for place in OUTSIDE:
        pixels[place] = (*background, 255)
    pixels[INSIDE] = (*foreground, 255)
    return colour.convert_samples(pixels, dtype)


def trimap():
    known = np.full(SHAPE, 128, np.uint8)
    for place in OUTSIDE:
        known[place] = 0
    known[INSIDE] = 255
    return known


def cut(scribbles, **values):
    image = picture(image_of("uint16" if scribbles.space.dtype == np.uint16 else "uint8"))
    document = Document(WIDTH, HEIGHT, Space("RGBA", image.space.dtype))
    return run(
        "cut-out-scribbles",
        {"image": image, "scribbles": scribbles},
        document=document,
        **{"method": METHOD, "result": "selection", **values},
    ).outputs[0]


@pytest.fixture(scope="module")
def alpha():
    return inlay.cut_out(scene().image, trimap(), method=METHOD).alpha


def test_strokes_are_what_is_known(alpha):
    np.testing.assert_array_equal(cut(picture(strokes(), name="Strokes")).picture.pixels, alpha)
    matte = inlay.cut_out_scribbles(scene().image, strokes(), method=METHOD)
    np.testing.assert_array_equal(matte.alpha, alpha)


def test_words_of_sixteen_bits_and_a_layer_that_lies_elsewhere(alpha):
    words = cut(picture(strokes(dtype="uint16"), name="Strokes")).picture.pixels
    assert np.abs(words - alpha).max() < 0.02
    shifted = np.ascontiguousarray(strokes()[3:, 2:])
    np.testing.assert_array_equal(
        cut(picture(shifted, (2, 3), "Strokes")).picture.pixels,
        inlay.cut_out(scene().image, _cut(trimap()), method=METHOD).alpha,
    )


def _cut(known):
    known = known.copy()
    known[:3], known[:, :2] = 128, 128
    return known


def test_other_colours_and_what_does_not_count(alpha):
    painted = strokes((220, 30, 40), (20, 60, 200))
    painted[70:80, 50:70] = (255, 255, 255, 255)
    painted[20:30, 50:70] = (220, 30, 40, 90)
    red, blue = (220 / 255, 30 / 255, 40 / 255, 1.0), (20 / 255, 60 / 255, 200 / 255, 1.0)
    found = cut(picture(painted, name="Strokes"), foreground=red, background=blue)
    np.testing.assert_array_equal(found.picture.pixels, alpha)
    given = inlay.cut_out_scribbles(scene().image, painted, foreground=red, background=blue, method=METHOD)
    np.testing.assert_array_equal(given.alpha, alpha)


def test_colours_are_chosen_in_srgb_whatever_the_documents_encoding(alpha):
    space = Space("RGBA", np.dtype(np.float32), "linear")
    image = colour.convert(picture(image_of()), space)
    layer = colour.convert(picture(strokes((200, 100, 30), (90, 60, 200)), name="Strokes"), space)
    result = run(
        "cut-out-scribbles",
        {"image": image, "scribbles": layer},
        document=Document(WIDTH, HEIGHT, space),
        method=METHOD,
        result="selection",
        foreground=(200 / 255, 100 / 255, 30 / 255, 1.0),
        background=(90 / 255, 60 / 255, 200 / 255, 1.0),
    )
    found = result.outputs[0].picture.pixels
    assert (found[INSIDE] == 1).all()
    assert not found[:6].any()


def test_a_mask_counts_as_white_and_black_strokes(alpha):
    found = cut(mask(trimap())).picture.pixels
    np.testing.assert_array_equal(found, alpha)


@pytest.mark.parametrize(
    ("scribbles", "kind", "words"),
    [
        (lambda: picture(np.zeros((*SHAPE, 4), np.uint8), name="Strokes"), RegionError, "unknown"),
        (lambda: picture(strokes(foreground=(0, 0, 0)), name="Strokes"), RegionError, "no foreground"),
        (lambda: picture(strokes(background=(255, 255, 255)), name="Strokes"), RegionError, "no background"),
        (lambda: picture(image_of()), InputError, "picture itself"),
        (lambda: Picture(strokes(), 900, 0, Space("RGBA")), InputError, "lies beside"),
    ],
)
def test_strokes_that_say_nothing_are_refused_in_words(scribbles, kind, words):
    with pytest.raises(kind, match=words) as refusal:
        cut(scribbles())
    assert refusal.value.hint
