"""A thing in another colour: shading to the number, gloss and other colours as they were, grays both ways."""

import numpy as np
import pytest

from inlay.colour.oklab import to_oklab
from inlay.recolouring.pigment import pigment
from inlay.recolouring.repainting import repainted

RED, GREEN, BLUE = (0.45, 0.05, 0.03), (0.08, 0.3, 0.1), (0.04, 0.1, 0.4)
WHITE, BLACK, GRAY = (0.8, 0.8, 0.8), (0.01, 0.01, 0.01), (0.2, 0.2, 0.2)
SHADES = np.linspace(0.3, 1.2, 60, dtype=np.float32)[:, None]


def shaded(colour, shades=SHADES):
    return (shades * np.array(colour, np.float32)).astype(np.float32)


def painted(thing, wanted, others=(), **options):
    """The thing, and what else is in it, in another colour; which colour it has is told by all."""
    colours = np.concatenate([thing, *(np.atleast_2d(np.array(other, np.float32)) for other in others)])
    own = pigment(to_oklab(colours), np.ones(len(colours)))
    return repainted(colours, own, to_oklab(np.array(wanted)), **options), colours, own


def hue(colours):
    lab = to_oklab(np.asarray(colours))
    return np.degrees(np.arctan2(lab[..., 2], lab[..., 1]))


@pytest.mark.parametrize(
    ("thing", "wanted"),
    [(RED, GREEN), (GREEN, RED), (BLUE, RED), (WHITE, RED), (RED, GRAY), (RED, BLACK), (BLUE, BLUE)],
)
def test_the_wanted_colour_in_the_old_light_and_shade(thing, wanted):
    found, colours, own = painted(shaded(thing), wanted)
    lightness = to_oklab(colours)[:, 0]
    assert own.lightness == pytest.approx(lightness.mean(), abs=0.01)
    expected = np.array(wanted) * (lightness / own.lightness)[:, None] ** 3
    np.testing.assert_allclose(found, expected, rtol=2e-3, atol=1e-5)


def test_lightness_is_kept_or_shifted_in_part():
    for share in (0.0, 50.0, 100.0):
        found, colours, own = painted(shaded(RED), GREEN, lightness=share)
        wanted = float(to_oklab(np.array(GREEN))[0])
        expected = own.lightness + share / 100 * (wanted - own.lightness)
        assert to_oklab(found)[:, 0].mean() == pytest.approx(expected, abs=1e-3)
        np.testing.assert_allclose(hue(found), hue(GREEN), atol=0.1)
    assert to_oklab(colours)[:, 0].mean() == pytest.approx(own.lightness, abs=1e-6)


def test_gloss_print_and_eyes_keep_their_colours():
    gloss, eyes = (0.9, 0.9, 0.9), (0.3, 0.45, 0.05)
    found, colours, _ = painted(shaded(RED), BLUE, [gloss, eyes])
    np.testing.assert_array_equal(found[-1], colours[-1])
    np.testing.assert_allclose(found[-2], gloss, atol=0.01)
    # Half gloss is half as saturated, in the new hue.
    half = (np.array(RED) + np.array(gloss)) / 2
    found, _, _ = painted(shaded(RED), BLUE, [half])
    assert hue(found[-1]) == pytest.approx(hue(BLUE), abs=5)


def test_the_tolerance_says_how_far_from_its_colour_still_changes():
    orange = (0.5, 0.16, 0.03)
    kept = [painted(shaded(RED), BLUE, [orange, GREEN], tolerance=each) for each in (0, 70, 100)]
    changed = [np.abs(found - colours).max(axis=1) > 1e-4 for found, colours, _ in kept]
    assert [each[-2:].tolist() for each in changed] == [[False, False], [True, False], [True, True]]
    assert all(each[:-2].all() for each in changed)
    # All of it in the wanted hue, whatever it was.
    assert hue(kept[2][0][-1]) == pytest.approx(hue(BLUE), abs=6)


def test_gray_things():
    pattern, red_print = shaded(WHITE), (0.4, 0.03, 0.05)
    found, _, _ = painted(pattern, BLUE, [red_print])
    np.testing.assert_array_equal(found[-1], np.array(red_print, np.float32))
    found, _, _ = painted(shaded(BLACK), RED)
    assert to_oklab(found)[:, 0].mean() == pytest.approx(to_oklab(np.array(RED))[0], abs=0.03)
    np.testing.assert_allclose(hue(found), hue(RED), atol=0.5)
    assert (np.diff(found[:, 0]) > 0).all()
    found, _, _ = painted(shaded(RED), WHITE)
    assert np.ptp(found, axis=1).max() < 0.01
    assert found.max() <= 1.0001


def test_what_cannot_be_shown_has_less_chroma_only():
    found, colours, own = painted(shaded(RED, SHADES * 2), (0.0, 0.0, 1.0), lightness=0)
    assert found.min() >= -1e-3
    assert found.max() <= max(1, colours.max()) + 1e-3
    np.testing.assert_allclose(to_oklab(found)[:, 0], to_oklab(colours)[:, 0], atol=3e-3)
    np.testing.assert_allclose(hue(found), hue((0, 0, 1.0)), atol=1.5)
    assert own.is_coloured == 1


def test_light_above_white_stays_as_bright():
    lamp = (6.0, 6.0, 6.0)
    for wanted in (BLUE, WHITE, BLACK):
        found, _, _ = painted(shaded(RED), wanted, [lamp])
        np.testing.assert_allclose(found[-1], lamp, rtol=0.02)
    found, colours, _ = painted(shaded(RED, SHADES * 4), GREEN)
    assert np.isfinite(found).all()
    assert (np.diff(to_oklab(found)[:, 0]) > 0).all()
    assert found.max() <= colours.max() + 1e-3


def test_most_of_a_thing_says_its_colour():
    for share, expected in ((0.7, RED), (0.2, GREEN)):
        count = round(200 * share)
        colours = np.repeat(np.array([RED, GREEN], np.float32), [count, 200 - count], axis=0)
        own = pigment(to_oklab(colours), np.ones(200))
        assert np.degrees(np.angle(own.saturation)) == pytest.approx(hue(expected), abs=0.5)
    own = pigment(to_oklab(colours), np.arange(200) < count)
    assert np.degrees(np.angle(own.saturation)) == pytest.approx(hue(RED), abs=0.5)
