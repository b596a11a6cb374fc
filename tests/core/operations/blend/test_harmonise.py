"""Harmonise: the law, what the models do, places and bad input."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from scipy import ndimage
from tests import pictures

import inlay
from inlay import colour
from inlay.errors import Cancelled, InlayWarning, InputError, ParameterError, RegionError
from inlay.harmonisation import registry
from inlay.harmonisation.paste import ColourModel
from inlay.operations import registry as operations
from inlay.operations.job import Document, Job
from inlay.picture import Box, Picture, Space

HARMONISE = operations.find("harmonise")
MODELS = ["statistics", "gradient-domain", "reinhard", "monge-kantorovich", "distribution", "rim"]
#: The rim's keeps the colours of what is like nothing beside it.
STRONG = MODELS[:-1]


def stored(values, dtype):
    scaled = values * pictures.white(dtype)
    return (np.rint(scaled) if pictures.white(dtype) > 1 else scaled).astype(dtype)


def paste(dtype="float32", seed=0):
    """A bright bluish piece, a dark reddish scene, and a soft region."""
    random = np.random.default_rng(seed)
    grain = [ndimage.gaussian_filter(random.normal(size=size), 1) for size in ((60, 70), (150, 180))]
    source = np.clip(np.array([0.6, 0.7, 0.9]) + 0.1 * grain[0][..., None], 0, 1)
    scene = np.clip(np.array([0.4, 0.25, 0.2]) + 0.1 * grain[1][..., None], 0, 1)
    y, x = np.mgrid[:60, :70]
    region = np.clip((1 - np.hypot((x - 35) / 33, (y - 30) / 28)) * 5, 0, 1)
    return stored(source, dtype), stored(scene, dtype), region


def test_the_models():
    assert [model.id for model in registry.models() if not model.id.startswith("sample-")] == sorted(MODELS)


@pytest.mark.parametrize("dtype", pictures.DTYPES)
@pytest.mark.parametrize("model", MODELS)
def test_strength_zero_is_the_paste(dtype, model):
    source, scene, region = paste(dtype)
    result = inlay.harmonise(source, scene, region, at=(40, 50), model=model, strength=0.0)
    alpha = np.zeros(scene.shape[:2])
    alpha[40:100, 50:120] = region
    placed = np.zeros(scene.shape)
    placed[40:100, 50:120] = source
    expected = scene + alpha[..., None] * (placed - scene)
    # Coverage is rounded to samples, and so is the result.
    atol = 1.01 if scene.dtype.kind == "u" else 2e-3 if dtype == "float16" else 1e-6
    np.testing.assert_allclose(result.astype(float), expected, rtol=0, atol=atol)


@pytest.mark.parametrize("dtype", pictures.DTYPES)
@pytest.mark.parametrize("model", STRONG)
@pytest.mark.parametrize("channels", [1, 3])
def test_the_colours_come_from_the_scene_and_the_detail_stays(dtype, model, channels):
    source, scene, region = paste(dtype)
    if channels == 1:
        source, scene = source[..., 0], scene[..., 0]
    result = inlay.harmonise(source, scene, region > 0.5, at=(40, 50), model=model, strength=100.0)
    assert (result.shape, result.dtype) == (scene.shape, scene.dtype)
    inside = np.zeros(scene.shape[:2], bool)
    inside[40:100, 50:120] = region > 0.5
    np.testing.assert_array_equal(result[~inside], scene[~inside])
    white = pictures.white(dtype)
    means = [each.astype(float).mean(axis=0) / white for each in (result[inside], scene[~inside], source[region > 0.5])]
    assert np.abs(means[0] - means[1]).max() < 0.25 * np.abs(means[2] - means[1]).max()
    core = np.zeros_like(inside)
    core[55:85, 70:100] = True
    detail = []
    for picture, where in ((result, core), (source, core[40:100, 50:120])):
        plane = picture.astype(float).reshape(*picture.shape[:2], -1)[..., 0] / white
        fine = plane - ndimage.gaussian_filter(plane, 2)
        detail.append(fine[where])
    assert np.corrcoef(*detail)[0, 1] > 0.9


def test_strength_is_a_share():
    source, scene, region = paste()
    none, half, full = (inlay.harmonise(source, scene, region, at=(40, 50), strength=s) for s in (0.0, 50.0, 100.0))
    np.testing.assert_allclose(half, (none + full) / 2, atol=1e-6)


def test_a_reference_of_any_size_gives_its_colours():
    source, scene, region = paste()
    green = np.clip(np.array([0.2, 0.5, 0.3]) + 0.05 * np.random.default_rng(1).normal(size=(33, 47, 1)), 0, 1)
    green = np.dstack([green, np.ones(green.shape[:2])]).astype(np.float32)
    green[:10, :, 3], green[:10, :, :3] = 0, np.nan
    for model in ("automatic", "monge-kantorovich", "distribution"):
        result = inlay.harmonise(source, scene, region == 1, green, at=(40, 50), model=model)
        found = result[40:100, 50:120][region == 1].mean(axis=0)
        np.testing.assert_allclose(found, green[10:, :, :3].mean(axis=(0, 1)), atol=0.03)


def test_a_reference_that_is_not_looked_at_is_said():
    source, scene, region = paste()
    with pytest.warns(InlayWarning, match="looks at the scene alone"):
        warned = inlay.harmonise(source, scene, region, scene[:20, :20], at=(40, 50), model="rim")
    np.testing.assert_array_equal(warned, inlay.harmonise(source, scene, region, at=(40, 50), model="rim"))
    clear = np.zeros((9, 9, 4), np.float32)
    with pytest.raises(InputError, match="transparent everywhere"):
        inlay.harmonise(source, scene, region, clear, at=(40, 50))


def test_strength_by_a_mask():
    source, scene, region = paste()
    ramp = np.repeat(np.linspace(0, 1, 70, dtype=np.float32)[None], 60, axis=0)
    options = {"at": (40, 50), "model": "statistics", "exposure": 0.5}
    full, masked = (inlay.harmonise(source, scene, region, mask=mask, **options) for mask in (None, ramp))
    none = inlay.harmonise(source, scene, region, at=(40, 50), strength=0.0)
    expected = none.copy()
    place = np.s_[40:100, 50:120]
    expected[place] += ramp[..., None] * (full[place] - none[place])
    np.testing.assert_allclose(masked, expected, atol=1e-5)


def test_by_hand_alone_is_light():
    source, scene, region = paste()
    none, darker = (
        inlay.harmonise(source, scene, region == 1, at=(40, 50), strength=0.0, exposure=exposure)
        for exposure in (0.0, -1.0)
    )
    space = Space("RGB", np.dtype(np.float32))
    light = [colour.to_space(each[40:100, 50:120][region == 1][None], "linear", space) for each in (none, darker)]
    np.testing.assert_allclose(light[1], light[0] / 2, rtol=1e-3)


def job_of(source, scene, channels, **parameters):
    space = Space(channels, source.dtype)
    return Job(
        {
            "source": Picture(source, 50, 40, space),
            "destination": Picture(scene, space=space),
            "region": None,
            "reference": None,
            "mask": None,
        },
        HARMONISE.check(parameters),
        Document(180, 150, space),
    )


def test_the_report_tells_what_was_set():
    source, scene, _ = paste()
    hand = {"exposure": -0.5, "temperature": 20.0, "tint": -10.0, "contrast": 15.0}
    result = HARMONISE.perform(job_of(source * 0.8, scene, "RGB", strength=0.0, **hand))
    for name, value in hand.items():
        np.testing.assert_allclose(result.report[name], value, rtol=0.02, atol=0.5 if name != "exposure" else 0.01)
    assert result.note.startswith("exposure -0.50 stops, contrast +15 %, temperature +20")


@pytest.mark.parametrize("model", ["CMYK", "LAB"])
def test_other_colours_are_matched_in_rgb(model):
    source, scene, _ = paste()
    space, rgb = Space(model, np.dtype(np.float32)), Space("RGB", np.dtype(np.float32))
    inks = [colour.convert(Picture(each, space=rgb), space).pixels for each in (source, scene)]
    (made,) = HARMONISE.perform(job_of(*inks, model, model="statistics", exposure=0.25)).outputs
    (same,) = HARMONISE.perform(job_of(*inks, model, strength=0.0)).outputs
    np.testing.assert_array_equal(same.picture.colour, inks[0])
    shown = colour.convert(replace(made.picture, pixels=made.picture.colour, space=space), rgb).pixels
    (plain,) = HARMONISE.perform(job_of(source, scene, "RGB", model="statistics", exposure=0.25)).outputs
    assert np.isfinite(made.picture.pixels).all()
    assert np.abs(shown - plain.picture.colour).mean() < 0.05
    assert np.abs(shown - source).mean() > 0.15


def test_a_mask_is_no_reference():
    source, scene, _ = paste()
    job = job_of(source, scene, "RGB")
    mask = Picture(np.ones((9, 9), np.float32), space=Space("MASK", np.dtype(np.float32)))
    with pytest.raises(InputError, match="a mask, which has no colours"):
        HARMONISE.perform(replace(job, images={**job.images, "reference": mask}))


def test_what_is_near_counts_where_it_is_asked_for():
    source, scene, region = paste()
    scene[:, :85] *= 0.5
    results = [
        inlay.harmonise(source, scene, region == 1, at=(40, 50), model="statistics", reach=reach)
        for reach in (0.0, 6.0)
    ]
    inside = np.zeros(scene.shape[:2], bool)
    inside[40:100, 50:120] = region == 1
    left, right = inside.copy(), inside.copy()
    left[:, 75:], right[:, :95] = False, False
    steps = [result[right].mean() - result[left].mean() for result in results]
    assert steps[1] > steps[0] + 0.04


def test_hidden_colours_of_both_do_not_bleed():
    source, scene, region = paste()
    holes = np.ones(scene.shape[:2], np.float32)
    holes[30:60, 100:140] = 0
    cut, ground = np.dstack([source, region.astype(np.float32)]), np.dstack([scene, holes])
    wild, wilder = cut.copy(), ground.copy()
    wild[region == 0, :3] = np.nan
    wilder[holes == 0, :3] = np.nan
    for model in MODELS:
        results = [
            inlay.harmonise(one, other, at=(40, 50), model=model) for one, other in ((cut, ground), (wild, wilder))
        ]
        shown = results[0][..., 3] > 0
        np.testing.assert_array_equal(results[0][shown], results[1][shown])
        assert np.isfinite(results[1][shown]).all()


def test_a_layer_of_the_regions_size():
    source, scene, region = paste("uint8")
    picture = Picture(np.dstack([source, np.rint(255 * region).astype(np.uint8)]), 50, 40, Space("RGBA"), "Fox")
    job = Job(
        {
            "source": picture,
            "destination": Picture(scene, space=Space("RGB")),
            "region": None,
            "reference": None,
            "mask": None,
        },
        HARMONISE.check({"surroundings": 20}),
        Document(180, 150, Space("RGBA")),
    )
    (made,) = HARMONISE.perform(job).outputs
    rows, columns = np.nonzero(picture.alpha)
    assert made.picture.box == Box(50 + columns.min(), 40 + rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1)
    assert made.name == "Fox (Harmonise)"
    # No more is read than the ring.
    frame = made.picture.box.grow(20)
    near = Job({**job.images, "destination": job.images["destination"].crop(frame)}, job.parameters, job.document)
    np.testing.assert_array_equal(HARMONISE.perform(near).outputs[0].picture.pixels, made.picture.pixels)


def test_one_pixel_and_the_whole_canvas():
    source, scene, _ = paste()
    one = np.zeros((60, 70), bool)
    one[30, 30] = True
    assert np.isfinite(inlay.harmonise(source, scene, one)).all()
    covering = inlay.harmonise(source, scene[:60, :70])
    assert np.isfinite(covering).all()
    assert np.abs(covering.mean() - scene.mean()) < np.abs(source.mean() - scene.mean())


def test_threads_agree_and_progress_may_cancel():
    source, scene, region = paste("uint8")
    told = []
    single = inlay.harmonise(source, scene, region, threads=1, progress=lambda part, doing: told.append(part))
    np.testing.assert_array_equal(single, inlay.harmonise(source, scene, region, threads=3))
    assert max(told) > 0.8
    assert all(0 <= part <= 1 for part in told)

    def cancel(part, doing):
        raise Cancelled

    with pytest.raises(Cancelled):
        inlay.harmonise(source, scene, region, progress=cancel)


def test_refusals():
    source, scene, region = paste()
    broken = source.copy()
    broken[30, 30] = np.nan
    clear = np.dstack([scene, np.zeros(scene.shape[:2], np.float32)])
    for arguments, options, error, words in (
        ((source, scene, np.zeros_like(region)), {}, RegionError, "empty"),
        ((source, scene), {"at": (900, 0)}, RegionError, "outside"),
        ((broken, scene), {}, InputError, "finite"),
        ((source, clear), {}, RegionError, "Nothing is visible below"),
        ((source, scene), {"model": "psychic"}, ParameterError, "one of"),
        ((source, scene), {"beta": 0.0}, ParameterError, "Closeness"),
    ):
        with pytest.raises(error, match=words) as refusal:
            inlay.harmonise(*arguments, **options)
        assert refusal.value.hint


def test_a_model_that_gives_no_picture_is_refused(monkeypatch):
    for wrong in (np.zeros((4, 4)), np.zeros((4, 4, 2)), np.full((4, 4, 3), np.nan)):
        model = ColourModel("statistics", "Odd", "Odd.", lambda paste, wrong=wrong: wrong)
        monkeypatch.setattr(registry, "find", lambda name, model=model: model)
        with pytest.raises(InputError, match="colour model"):
            inlay.harmonise(*paste()[:2])


def test_a_model_of_another_package(monkeypatch):
    """The sample package's model runs by its name, at a size of its own."""
    monkeypatch.syspath_prepend("tests/sample")
    from inlay_sample.matching import MATCHING

    seen = []

    def predict(given):
        seen.append(given)
        return MATCHING.predict(given)[::2, ::2]

    model = ColourModel(MATCHING.id, MATCHING.name, MATCHING.summary, predict)
    monkeypatch.setattr(registry, "find", {"statistics": model}.get)
    source, scene, region = paste("uint8")
    result = inlay.harmonise(source, scene, region > 0.5, at=(40, 50), model="statistics")
    (given,) = seen
    assert given.source.dtype == np.float32
    assert given.source.shape == given.destination.shape
    assert given.source.max() <= 1.01
    assert 0 <= given.coverage.min() < given.coverage.max() == 1
    assert np.abs(result[60:80, 75:95].mean() - scene.mean()) < 0.3 * np.abs(source.mean() - scene.mean())


def test_declaring_imports_nothing_heavy():
    program = (
        "import sys; from inlay.operations.blend import harmonise; "
        "sys.exit(bool({'numba', 'scipy', 'pyamg'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
