"""Cut Out Selection: the band along the selection's border is found anew, and no more travels than it needs."""

import numpy as np
import pytest
from tests.core.operations.cutouts import HEIGHT, SHAPE, WIDTH, image_of, run, scene
from tests.pictures import mask, picture

import inlay
from inlay.contract.boxes import Box
from inlay.contract.views import LABELS
from inlay.errors import InlayWarning, InputError, RegionError
from inlay.matting import trimap_from_coverage
from inlay.operations import registry
from inlay.operations.cut_out.selecting import CERTAIN
from inlay.operations.job import Document
from inlay.operations.marks import NOTHING, Marks
from inlay.picture import Space

METHOD = "closed-form"
HARD = scene().alpha >= 0.5
RADII = {"inner_pixels": 9, "outer_pixels": 14, "smart": False}


def cut(region, image=None, **values):
    images = {"image": picture(image_of()) if image is None else image, "region": region}
    document = Document(WIDTH, HEIGHT, Space("RGBA"))
    return run("cut-out-selection", images, document=document, **{"method": METHOD, **RADII, **values}).outputs[0]


@pytest.fixture(scope="module")
def alpha():
    return inlay.cut_out_selection(scene().image, HARD, method=METHOD, **RADII).alpha


def test_the_hair_that_the_selection_cut_off_comes_back(alpha):
    outside = ~HARD
    assert np.abs(alpha - scene().alpha).mean() < 0.6 * np.abs(HARD - scene().alpha).mean()
    assert (alpha[outside] > 0.2).any()


@pytest.mark.parametrize("dtype", ["bool", "uint8", "uint16", "float32"])
def test_a_selection_of_every_type(dtype, alpha):
    levels = HARD if dtype == "bool" else (HARD * {"uint8": 255, "uint16": 65535}.get(dtype, 1)).astype(dtype)
    np.testing.assert_array_equal(cut(mask(levels), result="selection").picture.pixels, alpha)


def test_what_is_selected_in_part_is_unknown():
    soft = np.rint(scene().alpha * 255).astype(np.uint8)
    found = cut(mask(soft), result="selection", inner=0, outer=0, inner_pixels=0, outer_pixels=0).picture.pixels
    trimap = trimap_from_coverage(soft, 0, 0)
    np.testing.assert_array_equal(found, inlay.cut_out(scene().image, trimap, method=METHOD).alpha)
    assert set(np.unique(trimap)) == {0, 128, 255}


def test_the_smart_radius_is_narrower(alpha):
    smart = inlay.cut_out_selection(scene().image, HARD, method=METHOD, **{**RADII, "smart": True})
    wide, narrow = (
        trimap_from_coverage(HARD, RADII["inner_pixels"], RADII["outer_pixels"], image=image)
        for image in (None, scene().image)
    )
    assert (narrow == 128).sum() < (wide == 128).sum()
    found = cut(mask(HARD), smart=True, result="selection").picture.pixels
    np.testing.assert_array_equal(found, smart.alpha)


def test_what_hosts_send_is_enough():
    """Only the selection's box with the ring travels; the result is the same as of everything."""
    operation = registry.find("cut-out-selection")
    assert operation.reach({"outer": 10.0}, 800) == CERTAIN + 80 + 96
    assert operation.reach({"outer": 10.0, "outer-pixels": 30}, 800) == CERTAIN + 80 + 30 + 96
    rows, columns = np.nonzero(HARD)
    box = Box(columns.min(), rows.min(), columns.max() - columns.min() + 1, rows.max() - rows.min() + 1)
    frame = box.grow(operation.reach({"outer": 0.0, "outer-pixels": 14}, WIDTH)).intersect(Box(0, 0, WIDTH, HEIGHT))
    whole = cut(mask(HARD)).picture
    part = cut(mask(HARD[box.slices], box[:2]), picture(image_of()).crop(frame)).picture
    assert part.box == whole.box
    # The solver's grids lie elsewhere in a smaller picture: the same within its tolerance.
    assert np.abs(part.pixels.astype(int) - whole.pixels)[..., 3].max() <= 1


@pytest.mark.parametrize(
    ("region", "kind", "words"),
    [
        (None, InputError, "Nothing is selected"),
        (np.zeros(SHAPE, np.uint8), RegionError, "Nothing of the picture is selected"),
        (np.full(SHAPE, 255, np.uint8), RegionError, "All of the picture is selected"),
    ],
)
def test_a_selection_that_says_nothing_is_refused_in_words(region, kind, words):
    with pytest.raises(kind, match=words) as refusal:
        cut(None if region is None else mask(region))
    assert refusal.value.hint


def test_a_radius_that_leaves_no_foreground_is_told():
    with pytest.raises(RegionError, match="no foreground") as refusal:
        cut(mask(HARD), inner_pixels=80)
    assert "smaller inner radius" in refusal.value.hint


# Lasso and rectangle


def boxed(margin=8):
    """A rectangle around what is to be cut out."""
    rows, columns = (np.flatnonzero(HARD.any(axis)) for axis in (1, 0))
    region = np.zeros(SHAPE, bool)
    region[max(0, rows[0] - margin) : rows[-1] + margin, max(0, columns[0] - margin) : columns[-1] + margin] = True
    return region


def error(alpha):
    return np.abs(alpha - scene().alpha).sum()


@pytest.fixture(scope="module")
def loose():
    return inlay.cut_out_selection(scene().image, boxed(), mode="lasso", method=METHOD, **RADII).alpha


def test_the_object_inside_of_a_rectangle_is_cut_out(loose, alpha):
    assert error(loose) < 0.3 * error(boxed())
    assert error(loose) < 1.3 * error(alpha)
    assert (loose[~HARD] > 0.2).any(), "with its hair"


def test_a_loose_selection_is_the_same_for_every_host(loose):
    found = cut(mask(boxed().astype(np.uint8) * 255), mode="lasso", result="selection").picture.pixels
    np.testing.assert_array_equal(found, loose)


def test_strokes_say_what_belongs_to_the_object():
    def found(**strokes):
        labels = np.full(SHAPE, NOTHING, np.uint8)
        for name, place in strokes.items():
            labels[place] = LABELS.index(name)
        job = {"image": picture(image_of()), "region": mask(boxed())}
        values = {"method": METHOD, **RADII, "mode": "lasso"}
        return run("cut-out-selection", job, marks=Marks(labels), **values).matte.matte.alpha

    corner, middle = np.s_[:12, 20:32], np.s_[45:52, 55:65]
    assert boxed()[corner].any()
    assert found(foreground=corner)[corner].min() == 1
    assert found(background=middle)[middle].max() == 0
    assert found(background=middle)[40:44, 40:44].min() > 0.9, "the object is still found"


@pytest.mark.parametrize("image", [np.full((*SHAPE, 3), 90, np.uint8), scene().image])
def test_where_no_object_is_found_the_selection_is_the_outline(image):
    """All of one colour, or all of the selection another one than what lies around."""
    region = HARD if image is scene().image else boxed()
    plain = np.where(region[..., None], np.uint8(200), np.uint8(20)) * np.ones(3, np.uint8)
    given = plain if image is scene().image else image
    with pytest.warns(InlayWarning, match="taken for the outline"):
        found = inlay.make_trimap(given, region, mode="lasso", **RADII)
    np.testing.assert_array_equal(found, inlay.make_trimap(given, region, **RADII))
