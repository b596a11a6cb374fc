"""Cut Out Selection: the band along the selection's border is found anew, and no more travels than it needs."""

import numpy as np
import pytest
from tests.core.operations.cutouts import HEIGHT, SHAPE, WIDTH, image_of, mask, picture, run, scene

import inlay
from inlay.contract.boxes import Box
from inlay.errors import InputError, RegionError
from inlay.matting import trimap_from_coverage
from inlay.operations import registry
from inlay.operations.job import Document
from inlay.picture import Space

METHOD = "closed-form"
HARD = scene().alpha >= 0.5
RADII = {"inner": 9, "outer": 14}


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
    found = cut(mask(soft), result="selection", inner=0, outer=0).picture.pixels
    trimap = trimap_from_coverage(soft, 0, 0)
    np.testing.assert_array_equal(found, inlay.cut_out(scene().image, trimap, method=METHOD).alpha)
    assert set(np.unique(trimap)) == {0, 128, 255}


def test_the_smart_radius_is_narrower(alpha):
    smart = inlay.cut_out_selection(scene().image, HARD, method=METHOD, smart=True, **RADII)
    wide, narrow = (
        trimap_from_coverage(HARD, RADII["inner"], RADII["outer"], image=image) for image in (None, scene().image)
    )
    assert (narrow == 128).sum() < (wide == 128).sum()
    found = cut(mask(HARD), smart=True, result="selection").picture.pixels
    np.testing.assert_array_equal(found, smart.alpha)


def test_what_hosts_send_is_enough():
    """Only the selection's box with the ring travels; the result is the same as of everything."""
    operation = registry.find("cut-out-selection")
    assert operation.reach(operation.check({"outer": 30})) > 30
    rows, columns = np.nonzero(HARD)
    box = Box(columns.min(), rows.min(), columns.max() - columns.min() + 1, rows.max() - rows.min() + 1)
    frame = box.grow(operation.reach(operation.check(RADII))).intersect(Box(0, 0, WIDTH, HEIGHT))
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
        cut(mask(HARD), inner=80)
    assert "smaller inner radius" in refusal.value.hint
