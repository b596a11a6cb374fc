"""A prior and its confidence in the operations that cut out."""

import numpy as np
import pytest
from tests.core.operations.cut_out.test_strokes import GIVEN, STROKES, painted
from tests.core.operations.cutouts import HEIGHT, SHAPE, WIDTH, image_of, run, scene
from tests.pictures import mask, picture

import inlay
from inlay.arrays.warning import collected
from inlay.errors import InputError, ParameterError
from inlay.matting import estimate_alpha
from inlay.matting.confidence import weight_of
from inlay.operations.job import Document
from inlay.picture import Space

TRIMAP, UNKNOWN = scene().trimap, scene().trimap == 128
TRUTH = scene().alpha.astype(np.float32)
NAMES = ("cut-out", "cut-out-scribbles", "cut-out-selection")
LEVEL = 1 / 255


def matte(name="cut-out", marks=None, **values):
    prior = values.pop("prior", None)
    images = {"image": picture(image_of()), **GIVEN[name], "prior": prior}
    document = Document(WIDTH, HEIGHT, Space("RGBA"))
    return run(name, images, document=document, marks=marks, **{"method": "closed-form", **values}).matte.matte


def difference(first, second, where=np.s_[:]):
    return np.abs(first - second)[where].max()


@pytest.mark.parametrize("name", NAMES)
def test_the_more_it_is_believed_the_nearer_alpha_comes(name):
    unknown = matte(name).scene.trimap == 128
    away = [
        np.abs(matte(name, prior=mask(TRUTH), confidence=value).alpha - TRUTH)[unknown].mean()
        for value in (0.0, 50.0, 90.0, 100.0)
    ]
    assert away == sorted(away, reverse=True)
    assert away[-1] < LEVEL
    assert difference(matte(name, prior=mask(TRUTH), confidence=0.0).alpha, matte(name).alpha) < LEVEL


def test_jobs_and_arrays_and_the_estimate_itself_agree():
    given = estimate_alpha(image_of(), TRIMAP, "closed-form", prior=TRUTH, prior_weight=float(weight_of(70))).alpha
    on_arrays = inlay.cut_out(image_of(), TRIMAP, prior=TRUTH, confidence=70.0, method="closed-form").alpha
    np.testing.assert_array_equal(on_arrays, given)
    np.testing.assert_array_equal(matte(prior=mask(TRUTH), confidence=70.0).alpha, given)


@pytest.mark.parametrize("name", NAMES)
def test_on_arrays_every_pixel_may_have_a_confidence_of_its_own(name):
    function = getattr(inlay, name.replace("-", "_"))
    first = {
        "cut-out": TRIMAP,
        "cut-out-scribbles": GIVEN["cut-out-scribbles"]["scribbles"].pixels if name == "cut-out-scribbles" else None,
        "cut-out-selection": TRUTH >= 0.5,
    }[name]
    confidence = np.zeros(SHAPE)
    confidence[:, : WIDTH // 2] = 100
    found = function(image_of(), first, prior=1 - TRUTH, confidence=confidence, method="closed-form")
    unknown = found.scene.trimap == 128
    left = np.arange(WIDTH) < WIDTH // 2
    assert difference(found.alpha, 1 - TRUTH, unknown & left) < LEVEL
    assert difference(found.alpha, 1 - TRUTH, unknown & ~left) > 0.5


def test_a_layer_serves_by_its_opacity_or_its_gray_values():
    wanted = matte(prior=mask(np.rint(TRUTH * 255).astype(np.uint8))).alpha
    gray = np.dstack([np.rint(TRUTH * 255).astype(np.uint8)] * 3)
    cut_out = np.dstack([image_of(), gray[..., 0]])
    for layer in (gray, cut_out):
        assert difference(matte(prior=picture(layer)).alpha, wanted) < LEVEL / 4


def test_beyond_the_priors_border_nothing_is_believed():
    part = mask(1 - TRUTH[:, : WIDTH // 2])
    found = matte(prior=part, confidence=100.0).alpha
    left = np.arange(WIDTH) < WIDTH // 2
    assert difference(found, 1 - TRUTH, UNKNOWN & left) < LEVEL
    assert difference(found, 1 - TRUTH, UNKNOWN & ~left) > 0.5
    moved = mask(TRUTH[20:70, 30:90], (30, 20))
    inside = np.zeros(SHAPE, bool)
    inside[20:70, 30:90] = True
    assert difference(matte(prior=moved, confidence=100.0).alpha, TRUTH, UNKNOWN & inside) < LEVEL


@pytest.mark.parametrize("name", NAMES)
def test_strokes_hold_against_the_prior(name):
    found = matte(name, painted("background", "foreground"), prior=mask(1 - TRUTH), confidence=100.0).alpha
    assert found[STROKES["background"]].max() == 0
    assert found[STROKES["foreground"]].min() == 1


@pytest.mark.parametrize("quality", ["half", "quarter"])
def test_previews_believe_it_too(quality):
    without, with_ = (
        np.abs(matte(prior=prior, confidence=95.0, quality=quality).alpha - TRUTH)[UNKNOWN].mean()
        for prior in (None, mask(TRUTH))
    )
    assert with_ < 0.7 * without


def test_a_method_that_takes_none_says_so():
    with collected() as warnings:
        inlay.cut_out(image_of(), TRIMAP, prior=TRUTH, method="shared-sampling")
    assert [warning.code for warning in warnings] == ["prior"]


def test_refusals():
    with pytest.raises(InputError, match="prior is the picture itself"):
        matte(prior=picture(image_of()))
    with pytest.raises(InputError, match="prior lies beside"):
        matte(prior=mask(TRUTH, (900, 900)))
    with pytest.raises(ParameterError):
        matte(prior=mask(TRUTH), confidence=101.0)
    with pytest.raises(InputError, match="prior"):
        inlay.cut_out(image_of(), TRIMAP, prior=TRUTH[:-1])
    with pytest.raises(ParameterError, match="0 to 100"):
        inlay.cut_out(image_of(), TRIMAP, prior=TRUTH, confidence=-1)
