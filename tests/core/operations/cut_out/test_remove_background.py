"""Remove Background: what a network says is refined by the picture, and by what the artist says."""

import numpy as np
import pytest
from tests.core.operations import finders
from tests.core.operations.cutouts import HEIGHT, SHAPE, WIDTH, image_of, run, scene
from tests.pictures import mask, picture

import inlay
from inlay.arrays.warning import collected
from inlay.contract.views import LABELS
from inlay.errors import InlayWarning, InputError, ModelError, ParameterError, RegionError
from inlay.matting import trimap_from_alpha
from inlay.operations import registry
from inlay.operations.job import Document, Job, Layer, LayerMask, Selection
from inlay.operations.marks import NOTHING, Marks
from inlay.picture import Space
from inlay.subject import Finder
from inlay.subject import registry as subjects

METHOD = "closed-form"
EDGE = 5.2
#: In pixels.
RADIUS = EDGE / 100 * WIDTH


def network(image):
    """The true alpha as a network would give it: for the scene as a whole."""
    from scipy import ndimage

    assert image.shape == (*SHAPE, 3)
    return ndimage.gaussian_filter(scene().alpha, 2)


@pytest.fixture
def found(monkeypatch):
    return finders.install(monkeypatch, network=network)


def cut(image=None, region=None, marks=None, job_quality="full", **values):
    images = {"image": picture(image_of() if image is None else image), "region": region}
    document = Document(WIDTH, HEIGHT, Space("RGBA"))
    values = {"method": METHOD, "edge": EDGE, **values}
    return run("remove-background", images, document=document, marks=marks, job_quality=job_quality, **values)


def marks(label, rows, columns):
    labels = np.full(SHAPE, NOTHING, np.uint8)
    labels[rows, columns] = LABELS.index(label)
    return Marks(labels)


def test_it_is_the_mask_then_a_trimap_then_a_matte(found):
    coarse = ((network(scene().image) - 0.02) / 0.96).clip(0, 1)
    trimap = trimap_from_alpha(coarse, RADIUS, tolerance=0.1)
    expected = inlay.cut_out(scene().image, trimap, method=METHOD)
    matte = inlay.remove_background(scene().image, method=METHOD, edge=EDGE)
    np.testing.assert_array_equal(matte.alpha, expected.alpha)
    np.testing.assert_array_equal(matte.foreground, expected.foreground)
    np.testing.assert_array_equal(cut(result="selection").outputs[0].picture.pixels, expected.alpha)


def test_the_picture_makes_the_mask_finer(found):
    matte = inlay.remove_background(scene().image, edge=EDGE)
    errors = [np.abs(alpha - scene().alpha).sum() for alpha in (network(scene().image), matte.alpha)]
    assert errors[1] < 0.5 * errors[0]


@pytest.mark.parametrize(
    ("result", "kind"), [("layer", Layer), ("layer-mask", LayerMask), ("selection", Selection), ("overlay", Layer)]
)
def test_it_arrives_as_every_cut_out(found, result, kind):
    done = cut(result=result)
    assert isinstance(done.outputs[0], kind)
    assert done.matte.matte.method == METHOD


@pytest.mark.parametrize("dtype", ["uint16", "float16", "float32"])
@pytest.mark.parametrize("transfer", ["perceptual", "linear"])
def test_the_network_sees_the_picture_as_it_looks(monkeypatch, dtype, transfer):
    """Whatever the document's samples and their curve."""
    from inlay import colour

    seen = []
    finders.install(monkeypatch, network=lambda image: seen.append(image) or scene().alpha)
    space = Space("RGBA", np.dtype(dtype), transfer)
    stored = colour.convert(picture(image_of()), space)
    operation = registry.find("remove-background")
    values = operation.check({"method": METHOD})
    operation.perform(Job({"image": stored, "region": None, "backdrop": None}, values, Document(WIDTH, HEIGHT, space)))
    assert np.abs(seen[0].astype(int) - scene().image).max() <= (1 if dtype == "float16" else 0)


def test_transparent_pixels_are_no_subject(monkeypatch):
    finders.install(monkeypatch, network=lambda image: np.ones(image.shape[:2], np.float32))
    image = image_of(opacity=np.tile(np.arange(WIDTH) >= WIDTH // 2, (HEIGHT, 1)))
    alpha = inlay.remove_background(image, edge=1.0, method=METHOD).alpha
    assert alpha[:, : WIDTH // 2 - 5].max() == 0 and alpha[:, -5:].min() == 1


def test_a_selection_says_where_it_is(monkeypatch):
    """The network looks at its box and a tenth around it, and what it finds beside the selection does not count."""
    image = np.zeros((100, 200, 3), np.uint8)
    image[40:60, 20:60], image[40:60, 140:180] = (250, 20, 20), (250, 20, 20)
    counts = finders.install(monkeypatch, red=finders.reddest)
    both = inlay.remove_background(image, edge=2.0, method=METHOD).alpha
    region = np.zeros((100, 200), bool)
    region[30:70, 10:80] = True
    one = inlay.remove_background(image, region, edge=2.0, method=METHOD).alpha
    assert counts["red"].sizes == [(100, 200), (54, 84)]
    assert both[50, 40] == both[50, 160] == one[50, 40] == 1 and one[50, 160] == 0
    region[30:70, 40:80] = False
    half = inlay.remove_background(image, region, edge=1.0, method=METHOD).alpha
    assert half[50, 30] == 1 and half[50, 55] == 0


def test_strokes_add_and_take_away(monkeypatch):
    image = np.full((*SHAPE, 3), 30, np.uint8)
    image[20:70, 10:50], image[20:70, 70:110] = (250, 20, 20), (20, 220, 20)
    finders.install(monkeypatch, red=finders.reddest)
    plain = cut(image, result="selection").outputs[0].picture.pixels
    assert plain[45, 30] == 1 and plain[45, 90] == 0
    more = cut(image, marks=marks("foreground", slice(25, 65), slice(75, 105)), result="selection")
    more = more.outputs[0].picture.pixels
    assert more[45, 30] == 1 and more[45, 90] == 1 and more[45, 60] == 0
    less = cut(image, marks=marks("background", slice(22, 40), slice(12, 48)), result="selection")
    less = less.outputs[0].picture.pixels
    assert less[30, 30] == 0 and less[60, 30] == 1
    open = cut(image, marks=marks("unknown", slice(45, 50), slice(60, 80)), result="selection")
    assert open.matte.matte.scene.trimap[47, 65] == 128


def test_where_nothing_is_certain_the_mask_is_the_result(monkeypatch):
    thin = np.zeros(SHAPE, np.float32)
    thin[40:43, 20:100] = 0.95
    finders.install(monkeypatch, network=lambda image: thin)
    expected = ((thin - 0.02) / 0.96).clip(0, 1)
    done = cut(result="selection")
    np.testing.assert_allclose(done.outputs[0].picture.pixels, expected, atol=1e-6)
    assert [warning.code for warning in done.warnings] == ["uncertain"]
    with pytest.warns(InlayWarning, match="Nothing of the subject is certain"):
        alpha = inlay.remove_background(scene().image, edge=EDGE).alpha
    np.testing.assert_allclose(alpha, expected, atol=1e-6)
    with collected() as warnings:
        cut(marks=marks("foreground", slice(20, 70), slice(30, 90)))
    assert not warnings


def test_all_of_a_picture_may_be_the_subject(monkeypatch):
    finders.install(monkeypatch, network=lambda image: np.ones(SHAPE, np.float32))
    with pytest.warns(InlayWarning, match="certain"):
        assert inlay.remove_background(scene().image).alpha.min() == 1


def test_nothing_found_is_told_and_strokes_help(monkeypatch):
    finders.install(monkeypatch, network=lambda image: np.full(SHAPE, 0.05, np.float32))
    with pytest.raises(InputError, match="No subject was found") as refusal:
        cut()
    assert "Select roughly where it is" in refusal.value.hint
    with pytest.raises(InputError, match="No subject was found"):
        inlay.remove_background(scene().image)
    painted = cut(marks=marks("foreground", slice(20, 60), slice(30, 90)), result="selection")
    assert painted.outputs[0].picture.pixels[40, 60] == 1


def test_an_empty_selection_is_refused(found):
    with pytest.raises(RegionError, match="Nothing is selected"):
        cut(region=mask(np.zeros(SHAPE, np.uint8)))
    with pytest.raises(InputError, match="Nothing of the layer lies there"):
        cut(region=mask(np.full((5, 5), 255, np.uint8), (300, 300)))


def test_without_a_network_it_says_how_to_get_one(monkeypatch):
    finders.install(monkeypatch)
    operation = registry.find("remove-background")
    for refused in (cut, lambda: inlay.remove_background(scene().image), operation.demand_installed):
        with pytest.raises(ModelError, match="No network that finds the subject") as refusal:
            refused()
        assert "inlay models fetch u2netp" in refusal.value.hint


def test_what_a_finder_needs_may_be_missing(monkeypatch):
    def demand():
        raise ModelError("The oracle is closed.", "Come back tomorrow.")

    oracle = Finder(id="oracle", name="Oracle", summary="", find=network, demand=demand)
    monkeypatch.setattr(subjects, "finders", lambda: (oracle,))
    with pytest.raises(ModelError, match="oracle is closed"):
        registry.find("remove-background").demand_installed()


def test_a_model_that_came_later_can_be_chosen_and_one_that_went_cannot(monkeypatch):
    counts = finders.install(monkeypatch, network=network, another=network)
    cut(model="another")
    assert not counts["network"].sizes and counts["another"].sizes == [SHAPE]
    finders.install(monkeypatch, network=network)
    with pytest.raises(ParameterError, match="'another' is not one of automatic, network"):
        cut(model="another")


def test_several_results_ask_the_network_once(found):
    operation, shared = registry.find("remove-background"), {}
    for result in ("layer", "layer-mask", "alpha"):
        images = {"image": picture(image_of()), "region": None, "backdrop": None}
        values = operation.check({"method": METHOD, "result": result})
        operation.perform(Job(images, values, Document(WIDTH, HEIGHT, Space("RGBA")), shared=shared))
    assert found["network"].sizes == [SHAPE]


def test_a_sketch_is_the_mask(found):
    sketch = cut(job_quality="sketch", result="selection")
    coarse = ((network(scene().image) - 0.02) / 0.96).clip(0, 1)
    np.testing.assert_allclose(sketch.outputs[0].picture.pixels, coarse, atol=1e-6)
    assert not sketch.warnings


def test_a_layer_elsewhere_on_the_canvas(found):
    layer = picture(image_of(), (7, 5))
    images = {"image": layer, "region": None}
    document = Document(WIDTH + 20, HEIGHT + 20, Space("RGBA"))
    radius = EDGE * WIDTH / document.longer_side
    done = run("remove-background", images, document=document, method=METHOD, edge=radius, result="layer")
    expected = inlay.remove_background(scene().image, method=METHOD, edge=EDGE).alpha
    placed = np.zeros((HEIGHT + 20, WIDTH + 20))
    placed[5 : 5 + HEIGHT, 7 : 7 + WIDTH] = expected
    shown = done.outputs[0].picture.crop(document.box).pixels[..., 3]
    assert np.abs(shown - 255 * placed).max() <= 0.51
