"""Cut Out with Trimap on arrays and as a job: every result, every view, layers of any place, size and depth."""

import warnings
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from tests.core.operations.cutouts import HEIGHT, SHAPE, WIDTH, image_of, run, scene, spread
from tests.pictures import mask, picture

import inlay
from inlay import colour
from inlay.colour import convert_samples
from inlay.errors import Cancelled, InputError, RegionError, ResourceError
from inlay.matting.estimators import registry as estimators
from inlay.operations import registry
from inlay.operations.cut_out import cost
from inlay.operations.job import Channel, Document, Job, Layer, LayerMask, Selection
from inlay.picture import Box, Picture, Space
from inlay.system import memory

METHOD = "closed-form"
LEVELS = {"uint8": 1.01 / 255, "uint16": 1 / 255, "float16": 1 / 255, "float32": 1 / 255}


def cut(**changed):
    images = {"image": picture(image_of()), "trimap": mask(scene().trimap)}
    images.update({role: changed.pop(role) for role in ("image", "trimap", "backdrop") if role in changed})
    return run("cut-out", images, **{"method": METHOD, **changed})


def only(result, kind):
    (output,) = result.outputs
    assert isinstance(output, kind)
    return output


@pytest.fixture(scope="module")
def alpha():
    return inlay.cut_out(scene().image, scene().trimap, method=METHOD).alpha


def test_every_installed_estimator_is_offered():
    offered = {parameter.id: parameter for parameter in registry.find("cut-out").parameters}["method"]
    assert [option.id for option in offered.options] == [found.id for found in estimators.estimators()]
    assert all(option.label and option.help for option in offered.options)


def test_the_matte_has_all_that_is_known(alpha):
    matte = inlay.cut_out(scene().image, scene().trimap, method=METHOD)
    np.testing.assert_array_equal(matte.alpha[scene().trimap == 0], 0)
    np.testing.assert_array_equal(matte.alpha[scene().trimap == 255], 1)
    assert np.abs(matte.alpha - scene().alpha).mean() < 0.02
    assert matte.foreground.shape == scene().image.shape
    assert matte.foreground.dtype == matte.background.dtype == scene().image.dtype


@pytest.mark.parametrize("dtype", LEVELS)
@pytest.mark.parametrize("gray", [False, True])
def test_the_layer_has_alpha_and_the_foregrounds_colours_in_every_depth(dtype, gray):
    image = image_of(dtype, gray)
    layer = only(cut(image=picture(image)), Layer)
    matte = inlay.cut_out(image if not gray else image[..., 0], scene().trimap, method=METHOD)
    pixels = spread(layer.picture)
    assert pixels.dtype == np.dtype(dtype)
    assert layer.picture.space.model == ("GRAYA" if gray else "RGBA")
    found = convert_samples(pixels[..., -1], np.float32)
    assert np.abs(found - matte.alpha).max() <= LEVELS[dtype] / 2
    seen = pixels[..., -1] > 0
    np.testing.assert_array_equal(pixels[seen][:, :-1], matte.foreground.reshape(image.shape)[seen])
    assert not pixels[~seen].any()


def test_the_layer_is_as_small_as_what_is_seen_and_lies_above_the_picture(alpha):
    layer = only(cut(), Layer)
    assert (layer.place, layer.of, layer.name) == ("above", "image", "Fox (Cut Out with Trimap)")
    rows, columns = np.nonzero(convert_samples(alpha, np.uint8))
    assert layer.picture.box == Box(
        columns.min(), rows.min(), columns.max() - columns.min() + 1, rows.max() - rows.min() + 1
    )


def test_what_would_cover_the_result_or_show_beside_it_is_hidden():
    for result in ("layer", "layer-with-mask"):
        assert only(cut(result=result), Layer).hides == ("image", "trimap", "prior")
        assert only(cut(result=result, hide_image=False), Layer).hides == ()
    for result in ("alpha", "on-checker", "overlay", "uncertainty"):
        assert only(cut(result=result), Layer).hides == ("trimap", "prior"), "the picture is not seen anyway"


def test_the_meadow_is_gone_from_the_hair(alpha):
    cleaned = spread(only(cut(), Layer).picture)[..., :3].astype(float)
    soft = (alpha > 0.2) & (alpha < 0.8)
    truth = scene().foreground.astype(float)
    assert np.abs(cleaned - truth)[soft].mean() < 0.5 * np.abs(scene().image - truth)[soft].mean()


def test_a_layer_with_mask_keeps_the_picture(alpha):
    layer = only(cut(result="layer-with-mask"), Layer)
    np.testing.assert_array_equal(layer.picture.pixels[..., :3], scene().image)
    assert (layer.picture.pixels[..., 3] == 255).all()
    np.testing.assert_array_equal(layer.mask.pixels, alpha)
    assert layer.mask.box == layer.picture.box


def test_a_mask_on_the_layer_itself_leaves_it_its_own_opacity():
    """The picture is opaque to 60 per cent, and stays so behind the mask."""
    opacity = np.full(SHAPE, 0.6)
    image = picture(image_of(opacity=opacity))
    made = only(cut(image=image, result="layer-mask"), LayerMask)
    assert (made.of, made.mode, made.hides) == ("image", "intersect", ("trimap", "prior"))
    layer = spread(only(cut(image=image), Layer).picture)[..., 3]
    seen = np.rint(made.picture.pixels * image.pixels[..., 3])
    assert made.picture.pixels.max() == 1 and np.abs(seen - layer).max() <= 1


def test_alpha_as_picture_channel_and_selection(alpha):
    levels = convert_samples(alpha, np.uint8)
    gray = only(cut(result="alpha"), Layer).picture.pixels
    np.testing.assert_array_equal(gray, np.dstack([levels, levels, levels, np.full(SHAPE, 255)]))
    np.testing.assert_array_equal(only(cut(result="selection"), Selection).picture.pixels, alpha)
    channel = only(cut(result="channel"), Channel)
    np.testing.assert_array_equal(channel.picture.pixels, alpha)
    assert channel.name == "Fox (Cut Out with Trimap)"


def composed(ground):
    cleaned = spread(only(cut(), Layer).picture).astype(float)
    weight = cleaned[..., 3:] / 255
    return weight * cleaned[..., :3] + (1 - weight) * ground


@pytest.mark.parametrize(("view", "level"), [("on-black", 0), ("on-white", 255)])
def test_views_on_plain_grounds(view, level):
    pixels = only(cut(result=view), Layer).picture.pixels
    assert (pixels[..., 3] == 255).all()
    assert np.abs(pixels[..., :3] - composed(level)).max() <= 1


def test_the_checkerboard_is_fixed_to_the_canvas():
    at = (16 + 5, 7)
    ahead = Document(WIDTH + 40, HEIGHT + 40, Space("RGBA"))
    images = {"image": picture(image_of(), at), "trimap": mask(scene().trimap, at)}
    layer = only(run("cut-out", images, document=ahead, method=METHOD, result="on-checker"), Layer)
    ground = spread(layer.picture, 48, 32)
    assert {tuple(ground[y, x]) for y, x in ((8, 25), (8, 47))} == {(153, 153, 153, 255), (102, 102, 102, 255)}
    assert (ground[8, 22] == ground[8, 31]).all()
    assert (ground[8, 31] != ground[8, 32]).any()


def test_the_backdrop_may_lie_elsewhere_and_must_be_chosen_for_its_view():
    meadow = picture(np.full((40, 50, 3), (10, 200, 30), np.uint8), (-10, 5), "Meadow")
    pixels = only(cut(result="on-backdrop", backdrop=meadow), Layer).picture.pixels
    assert tuple(pixels[10, 10]) == (10, 200, 30, 255)
    assert tuple(pixels[80, 110]) == (0, 0, 0, 0)
    with pytest.raises(InputError, match="no backdrop"):
        cut(result="on-backdrop")


def test_the_overlay_leaves_the_foreground_alone_and_reddens_the_background():
    pixels = only(cut(result="overlay"), Layer).picture.pixels.astype(int)
    inside, outside = scene().trimap == 255, scene().trimap == 0
    np.testing.assert_array_equal(pixels[inside][:, :3], scene().image[inside])
    expected = 0.4 * scene().image[outside] + 0.6 * np.array([255, 0, 0])
    assert np.abs(pixels[outside][:, :3] - expected).max() <= 1


def test_the_uncertainty_is_where_nothing_is_known():
    pixels = only(cut(result="uncertainty"), Layer).picture.pixels
    assert not pixels[..., :3][scene().trimap != 128].any()
    assert pixels[..., :3][scene().trimap == 128].any()


@pytest.mark.parametrize("model", ["uint8 gray", "uint8 colour", "uint16 gray", "float32 colour", "102"])
def test_a_trimap_is_a_layer_or_a_mask_of_any_depth(model, alpha):
    trimap = scene().trimap.copy()
    if model == "102":
        trimap[trimap == 128] = 102
        found = mask(trimap)
    else:
        dtype, kind = model.split()
        levels = convert_samples(trimap, dtype)
        found = mask(levels) if kind == "gray" else picture(np.dstack([levels] * 3), name="Trimap")
    np.testing.assert_array_equal(only(cut(trimap=found, result="selection"), Selection).picture.pixels, alpha)


def test_nothing_is_known_where_a_trimap_layer_is_transparent_or_ends():
    trimap = scene().trimap
    painted = np.dstack([trimap] * 3 + [np.where(trimap == 128, 0, 255).astype(np.uint8)])
    painted[..., :3][trimap == 128] = 255
    whole = only(cut(trimap=picture(painted, name="Trimap"), result="selection"), Selection).picture.pixels
    np.testing.assert_array_equal(whole, only(cut(result="selection"), Selection).picture.pixels)
    # A layer that covers a part of the picture: the rest is unknown.
    part = picture(np.ascontiguousarray(painted[:, : WIDTH - 20]), name="Trimap")
    wide = trimap.copy()
    wide[:, WIDTH - 20 :] = 128
    expected = only(cut(trimap=mask(wide), result="selection"), Selection).picture.pixels
    np.testing.assert_array_equal(only(cut(trimap=part, result="selection"), Selection).picture.pixels, expected)


def test_a_compressed_and_resampled_trimap_is_none_the_worse():
    content = BytesIO()
    Image.fromarray(scene().trimap).resize((WIDTH // 2, HEIGHT // 2)).save(content, "JPEG", quality=60)
    levels = np.asarray(Image.open(content).resize((WIDTH, HEIGHT)))
    compressed = only(cut(trimap=picture(np.dstack([levels] * 3), name="Map"), result="selection"), Selection)
    np.testing.assert_array_equal(
        compressed.picture.pixels, only(cut(trimap=mask(levels), result="selection"), Selection).picture.pixels
    )


def test_real_photographs_are_refused_and_a_real_trimap_is_not(pictures):
    def opened(path):
        with Image.open(path) as found:
            return np.asarray(found.convert("RGB").resize((WIDTH, HEIGHT), Image.Resampling.NEAREST))

    lemur = picture(opened(pictures / "matting/lemur.png"), name="Lemur")
    only(cut(image=lemur, trimap=picture(opened(pictures / "matting/lemur_trimap.png"), name="Map")), Layer)
    for path in (pictures / "photos").glob("*.jpg"):
        for photograph in (opened(path), np.dstack([opened(path).mean(axis=2).astype(np.uint8)] * 3)):
            with pytest.raises(InputError, match="Photo is a picture, not a trimap"):
                cut(image=lemur, trimap=picture(photograph, name="Photo"))


def test_beyond_a_mask_is_background(alpha):
    rows, columns = np.nonzero(scene().trimap)
    top, left = rows.min(), columns.min()
    small = scene().trimap[top : rows.max() + 1, left : columns.max() + 1]
    found = only(cut(trimap=mask(small, (left, top)), result="selection"), Selection).picture.pixels
    np.testing.assert_array_equal(found, alpha)


def test_a_picture_that_reaches_beyond_the_canvas_is_cut_off():
    at = (-13, -8)
    images = {"image": picture(image_of(), at), "trimap": mask(scene().trimap, at)}
    found = only(run("cut-out", images, method=METHOD, result="selection"), Selection).picture
    assert found.box == Box(0, 0, WIDTH - 13, HEIGHT - 8)
    expected = inlay.cut_out(scene().image[8:, 13:], scene().trimap[8:, 13:], method=METHOD).alpha
    np.testing.assert_array_equal(found.pixels, expected)


def test_what_is_transparent_is_background_and_opacities_multiply():
    opacity = np.ones(SHAPE)
    opacity[:, WIDTH // 2 :] = 0.6
    opacity[:20] = 0
    image = image_of(opacity=opacity)
    stored = image[..., 3].copy()
    image[:20, :, :3] = (255, 0, 255)
    matte = inlay.cut_out(image, scene().trimap, method=METHOD)
    assert not matte.alpha[:20].any()
    pixels = spread(only(cut(image=picture(image)), Layer).picture)
    np.testing.assert_array_equal(pixels[..., 3], convert_samples(matte.alpha * (stored / np.float32(255)), np.uint8))
    kept = only(cut(image=picture(image), result="layer-with-mask"), Layer)
    np.testing.assert_array_equal(kept.picture.pixels, image)
    image[:20, :, :3] = 0
    other = spread(only(cut(image=picture(image)), Layer).picture)
    np.testing.assert_array_equal(pixels, other)


def test_linear_light_converts_by_the_documents_own_encoding():
    encoded = image_of("float32")
    srgb = Picture(encoded, space=Space("RGB", encoded.dtype), name="Fox")
    linear = colour.convert(srgb, Space("RGB", encoded.dtype, "linear"))
    asked = only(cut(image=srgb, linear=True, result="selection"), Selection).picture.pixels
    stored = only(cut(image=linear, result="selection"), Selection).picture.pixels
    perceptual = only(cut(result="selection"), Selection).picture.pixels
    np.testing.assert_allclose(asked, stored, atol=1e-4)
    assert np.abs(asked - perceptual).max() > 0.02
    layer = only(cut(linear=True), Layer).picture
    pixels, sure = spread(layer), scene().trimap == 255
    np.testing.assert_array_equal(pixels[sure][:, :3], scene().image[sure])


def test_inks_without_a_profile_keep_their_samples_where_all_is_foreground():
    inks = np.dstack([image_of("uint16"), np.zeros(SHAPE, np.uint16), np.full(SHAPE, 65535, np.uint16)])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = cut(image=Picture(inks, space=Space("CMYKA", inks.dtype)))
    said = [str(each.message) for each in caught] + [str(each) for each in result.warnings]
    assert any("no usable colour profile; it is read as offset print" in each for each in said)
    layer = only(result, Layer).picture
    assert layer.space == Space("CMYKA", inks.dtype)
    sure = scene().trimap == 255
    np.testing.assert_array_equal(spread(layer)[sure], inks[sure])


def test_a_document_in_lab_keeps_its_samples(alpha):
    space = Space("LABA", np.dtype(np.uint16))
    lab = colour.convert(picture(image_of()), space)
    layer = only(run("cut-out", {"image": lab, "trimap": mask(scene().trimap)}, method=METHOD), Layer).picture
    assert layer.space == space
    pixels = spread(layer)
    assert np.abs(pixels[..., -1] / 65535 - alpha).max() < 0.02
    sure = scene().trimap == 255
    np.testing.assert_array_equal(pixels[sure], lab.pixels[sure])


def test_less_quality_is_the_artists_choice():
    image, trimap = (plane.repeat(4, axis=0).repeat(4, axis=1) for plane in (scene().image, scene().trimap))
    images = {"image": picture(image), "trimap": mask(trimap)}
    document = Document(4 * WIDTH, 4 * HEIGHT, Space("RGBA"))
    full, half = (
        only(run("cut-out", images, document=document, method=METHOD, result="selection", quality=quality), Selection)
        for quality in ("full", "half")
    )
    smaller = inlay.cut_out(image, trimap, method=METHOD, quality="half")
    np.testing.assert_array_equal(half.picture.pixels, smaller.alpha)
    assert 0 < np.abs(half.picture.pixels - full.picture.pixels).mean() < 0.05


FAULTS = {
    "sizes": ({"trimap": lambda: mask(scene().trimap, (500, 0))}, InputError, "lies beside"),
    "itself": ({"trimap": lambda: picture(image_of())}, InputError, "picture itself"),
    "photograph": ({"trimap": lambda: picture(scene().background, name="Cat")}, InputError, "Cat is a picture"),
    "grays": ({"trimap": lambda: picture(scene().background[..., :1])}, InputError, "is a picture, not a trimap"),
    "flat": ({"trimap": lambda: picture(np.full((*SHAPE, 3), 128, np.uint8), name="Map")}, RegionError, "unknown"),
    "white": ({"trimap": lambda: mask(np.maximum(scene().trimap, 128))}, RegionError, "no background"),
    "black": ({"trimap": lambda: mask(np.minimum(scene().trimap, 128))}, RegionError, "no foreground"),
    "gray": ({"trimap": lambda: mask(np.full(SHAPE, 128, np.uint8))}, RegionError, "unknown"),
    "none": ({"trimap": lambda: None}, InputError, "no trimap"),
    "outside": ({"image": lambda: picture(image_of(), (999, 0))}, InputError, "Nothing of the layer"),
    "empty": ({"image": lambda: picture(image_of(opacity=np.zeros(SHAPE)))}, InputError, "Fox is empty"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_cut_out_is_said_in_words(fault):
    changed, kind, words = FAULTS[fault]
    document = Document(WIDTH, HEIGHT, Space("RGBA"))
    with pytest.raises(kind, match=words) as refusal:
        cut(document=document, **{role: made() for role, made in changed.items()})
    assert refusal.value.hint


def told_by(progress=None):
    """Run a job; what it told."""
    told = []
    job = Job(
        {"image": picture(image_of()), "trimap": mask(scene().trimap), "backdrop": None},
        registry.find("cut-out").check({"method": METHOD}),
        Document(WIDTH, HEIGHT, Space("RGBA")),
        progress=progress or (lambda fraction, doing: told.append((fraction, doing))),
    )
    registry.find("cut-out").perform(job)
    return told


def test_progress_speaks_grows_and_cancels():
    told = told_by()
    assert [fraction for fraction, _ in told] == sorted(fraction for fraction, _ in told)
    assert list(dict.fromkeys(doing for _, doing in told)) == ["Reading", "Estimating alpha", "Cleaning colours"]
    calls = []

    def stop(fraction, doing):
        calls.append(doing)
        if doing == "Cleaning colours":
            raise Cancelled

    with pytest.raises(Cancelled):
        told_by(stop)
    assert calls[-1] == "Cleaning colours"


def test_a_preview_job_is_made_at_half_or_quarter_size():
    images = {"image": picture(image_of()), "trimap": mask(scene().trimap)}
    preview = run("cut-out", images, job_quality="preview", method=METHOD, result="selection")
    half = cut(result="selection", quality="half")
    np.testing.assert_array_equal(preview.outputs[0].picture.pixels, half.outputs[0].picture.pixels)


def test_what_a_large_unknown_part_costs_is_said_before_it_begins(monkeypatch):
    monkeypatch.setattr(cost, "_MANY", 100)
    told = [doing for _, doing in told_by()]
    assert "Measuring how long it will take" in told
    assert any("million pixels" in words and "GB" in words and "about" in words for words in told)
    monkeypatch.setattr(memory, "available_bytes", lambda: 1000)
    with pytest.raises(ResourceError, match=r"million unknown pixels takes .* of memory") as refusal:
        told_by()
    assert "half or quarter" in refusal.value.hint
