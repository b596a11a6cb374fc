"""Recolour: the thing in a loose selection, its shading and its soft edges; factors and the paper's gradients."""

import numpy as np
import pytest
from tests import pictures

import inlay
from inlay import colour, poisson
from inlay.colour.oklab import to_oklab
from inlay.contract.views import LABELS
from inlay.errors import InputError, ParameterError
from inlay.live.strokes import applied
from inlay.operations import registry
from inlay.operations.job import Document, Job
from inlay.operations.marks import NOTHING, Marks
from inlay.picture import Picture, Space
from inlay.poisson import fields


@pytest.mark.parametrize("dtype", pictures.DTYPES)
def test_by_one_it_is_the_identity(dtype):
    image = pictures.image(dtype=dtype)
    for region in (None, pictures.opacity() > 0.3):
        np.testing.assert_array_equal(inlay.recolour(image, region, by="factors", red=1, green=1, blue=1), image)


def test_it_solves_for_the_factors_gradients():
    image, region, factors = pictures.image(), pictures.opacity() > 0.3, np.array([1.5, 0.5, 0.2])
    given = {"by": "factors", "red": 1.5, "green": 0.5, "blue": 0.2}
    exact = poisson.solve(image, fields.gradients(image * factors), region, tolerance=1e-9).image
    assert np.abs(inlay.recolour(image, region, **given) - exact).max() < 1e-5
    gray = image[..., 0]
    mean = poisson.solve(gray, fields.gradients(gray * factors.mean()), region, tolerance=1e-9).image
    assert np.abs(inlay.recolour(gray, region, **given) - mean).max() < 1e-5


@pytest.mark.parametrize("ground", [(1.0, 1.0, 1.0), (0.1, 0.1, 0.1), (0.2, 0.6, 0.3)])
def test_a_thing_takes_on_the_wanted_colour_on_any_ground(ground):
    y, x = np.mgrid[:60, :70]
    image = np.full((60, 70, 3), ground)
    thing = np.hypot(x - 35, y - 30) < 15
    image[thing] = (0.8, 0.2, 0.1)
    wanted = (0.2, 0.3, 0.9)
    result = inlay.recolour(image, np.hypot(x - 35, y - 30) < 25, by="gradients", colour=wanted)
    np.testing.assert_allclose(result[30, 35], wanted, atol=0.03)
    np.testing.assert_allclose(result[~thing], image[~thing], atol=0.03)


@pytest.mark.parametrize("by", ["colour", "gradients"])
def test_a_picture_of_the_thing_alone(by):
    image = np.full((9, 9, 3), (200, 40, 40), np.uint8)
    assert np.isfinite(inlay.recolour(image, by=by, colour=(0, 0, 1)).astype(float)).all()


WANTED = (0.15, 0.45, 0.3)


def ball(dtype="float32", ground=(0.45, 0.48, 0.5), blur=0.0, contrast=0.4):
    """A shaded red disc on an even ground, what of each pixel is disc, and a selection with room around it."""
    y, x = np.mgrid[:120, :150]
    distance = np.hypot(x - 72, y - 58)
    alpha = np.clip(0.5 + (36 - distance) / (2 * blur), 0, 1) if blur else (distance < 36).astype(float)
    shade = 0.55 + contrast * np.cos((x + 2 * y) / 60)
    thing = encoded(shade[..., None] * decoded(np.array((0.75, 0.2, 0.15))))
    image = alpha[..., None] * thing + (1 - alpha[..., None]) * np.array(ground)
    return pictures.stored(image, dtype), alpha, distance < 50, shade


def decoded(values):
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def encoded(values):
    return np.where(values <= 0.0031308, 12.92 * values, 1.055 * values ** (1 / 2.4) - 0.055)


@pytest.mark.parametrize("dtype", pictures.DTYPES)
def test_the_thing_in_a_loose_selection_and_nothing_else(dtype):
    image, alpha, region, shade = ball(dtype)
    result = inlay.recolour(image, region, colour=WANTED)
    thing = alpha == 1
    np.testing.assert_array_equal(result[~thing], image[~thing])
    # Every pixel in the wanted hue, and the old ratios of light and shade.
    light = decoded(pictures.fractions(result[thing]))
    ratios = light / decoded(np.array(WANTED)) / shade[thing][:, None]
    assert ratios.std() / ratios.mean() < {"uint8": 0.03, "float16": 4e-3}.get(dtype, 2e-3)


def test_as_light_as_the_wanted_colour_or_as_it_was():
    image, alpha, region, _ = ball()
    thing = alpha == 1
    before, wanted = (to_oklab(decoded(each)) for each in (image[thing], np.array(WANTED)))
    for share in (0, 40, 100):
        result = inlay.recolour(image, region, colour=WANTED, lightness=share)
        mean = to_oklab(decoded(result[thing]))[:, 0].mean()
        expected = before[:, 0].mean() + share / 100 * (wanted[0] - before[:, 0].mean())
        assert mean == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize(("contrast", "most", "mean"), [(0.0, 0.02, 1e-3), (0.4, 0.1, 0.01)])
def test_soft_edges_are_mixed_anew(contrast, most, mean):
    image, alpha, region, shade = ball(blur=5, contrast=contrast)
    result = inlay.recolour(image, region, colour=WANTED, lightness=0)
    hard = inlay.recolour(ball(contrast=contrast)[0], region, colour=WANTED, lightness=0)
    # The same thing, painted where it is all there, over the same ground.
    ground = np.array((0.45, 0.48, 0.5))
    full = shade[..., None] * (decoded(hard[58, 72]) / shade[58, 72])
    expected = alpha[..., None] * encoded(full) + (1 - alpha[..., None]) * ground
    assert np.abs(result - expected)[region].max() < most
    assert np.abs(result - expected)[region].mean() < mean
    np.testing.assert_array_equal(result[~region], image[~region])


def test_without_another_colour_around_the_selection_is_the_thing():
    image, alpha, _, _ = ball()
    inside = np.hypot(*(np.mgrid[:120, :150] - np.array([58, 72])[:, None, None])) < 20
    for region in (inside, inside * np.float32(1)):
        result = inlay.recolour(image, region, colour=WANTED)
        assert (np.abs(result - image).max(axis=2) > 0.05)[inside].all()
        np.testing.assert_array_equal(result[~inside], image[~inside])
    tight = alpha == 1
    for thing in ("inside", "selection"):
        result = inlay.recolour(image, tight, thing=thing, colour=WANTED)
        assert (np.abs(result - image).max(axis=2) > 0.05)[tight].mean() > 0.97


def test_a_soft_selection_stays_soft():
    image, _, region, _ = ball()
    full = inlay.recolour(image, region, colour=WANTED)
    half = inlay.recolour(image, region * np.float32(0.5), colour=WANTED)
    np.testing.assert_allclose(half, (image + full) / 2, atol=1e-5)


def test_transparent_surroundings_say_nothing_and_their_colours_do_not_count():
    image, alpha, region, _ = ball("uint8")
    opacity = np.where(alpha == 1, 255, 0).astype(np.uint8)
    layer = np.dstack([image, opacity])
    result = inlay.recolour(layer, region, colour=WANTED)
    wild = layer.copy()
    wild[opacity == 0, :3] = (0, 255, 0)
    again = inlay.recolour(wild, region, colour=WANTED)
    np.testing.assert_array_equal(result[alpha == 1], again[alpha == 1])
    assert (np.abs(result.astype(int) - layer)[alpha == 1].max(axis=1) > 10).mean() > 0.95


@pytest.mark.parametrize("space", [Space("RGB", np.dtype(np.float32), "linear"), Space("RGB", profile="Display P3")])
def test_in_the_documents_own_colours(space):
    image, alpha, region, _ = ball()
    stored = colour.convert(Picture(image.astype(np.float32), space=Space("RGB", np.dtype(np.float32))), space)
    operation = registry.find("recolour")
    mask = Picture(region.astype(np.float32), space=Space("MASK", np.dtype(np.float32)))
    job = Job({"source": stored, "region": mask}, operation.check({"colour": WANTED}), Document(150, 120, space))
    made = operation.perform(job).outputs[0].picture
    seen = colour.convert(made, Space("RGB", np.dtype(np.float32))).pixels
    expected = inlay.recolour(image.astype(np.float32), region, colour=WANTED)[made.box.slices]
    inside = (alpha == 1)[made.box.slices]
    np.testing.assert_allclose(seen[inside], expected[inside], atol=0.015)


def test_strokes_say_what_belongs_to_the_thing():
    image, _, region, _ = ball()
    image[50:60, 60:70] = (0.45, 0.48, 0.5)
    image[50:60, 80:90] = (0.2, 0.5, 0.75)
    operation = registry.find("recolour")
    pictures_of = {"source": pictures.picture(image), "region": pictures.mask(region.astype(np.float32))}
    values = operation.check({"colour": WANTED, "tolerance": 100})
    job = Job(pictures_of, values, Document(150, 120, pictures_of["source"].space))
    labels = np.full((120, 150), NOTHING, np.uint8)
    labels[52:58, 62:68] = LABELS.index("foreground")
    labels[52:58, 82:88] = LABELS.index("background")
    made = operation.perform(applied(operation, job, Marks(labels))).outputs[0].picture
    old = image[made.box.slices]
    changed = np.abs(made.colour - old).max(axis=2) > 0.02
    row, column = 55 - made.box.y, 65 - made.box.x
    assert changed[row, column]
    assert not (changed & (made.alpha > 0))[row, column + 20]


def test_a_gray_layer_is_solved_for():
    image, _, region, _ = ball()
    gray = image[..., 0]
    np.testing.assert_array_equal(
        inlay.recolour(gray, region, colour=WANTED), inlay.recolour(gray, region, by="gradients", colour=WANTED)
    )


def test_refusals():
    image = pictures.image()
    with pytest.raises(ParameterError):
        inlay.recolour(image, blue=9)
    with pytest.raises(ParameterError):
        inlay.recolour(image, colour=(1, 2))
    operation = registry.find("recolour")
    job = Job(
        {"source": Picture(pictures.image(channels=4, dtype="uint8"), space=Space("LABA")), "region": None},
        operation.check({}),
        Document(53, 37, Space("LABA")),
    )
    with pytest.raises(InputError, match="LAB") as refusal:
        operation.perform(job)
    assert "RGB" in refusal.value.hint
