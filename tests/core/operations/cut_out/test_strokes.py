"""Strokes on cut-outs: they hold exactly, whatever was given besides, and make a cut-out better."""

from __future__ import annotations

import numpy as np
import pytest
from tests.core.operations.cutouts import HEIGHT, SHAPE, WIDTH, image_of, run, scene
from tests.pictures import mask, picture

from inlay.contract.views import LABELS
from inlay.errors import InputError
from inlay.operations import registry
from inlay.operations.job import Document
from inlay.operations.marks import NOTHING, Marks
from inlay.picture import Space

ALPHA, TRIMAP = scene().alpha, scene().trimap
HARD = mask((ALPHA >= 0.5).astype(np.uint8) * 255)
#: Where strokes are painted: one far inside, one far outside, one across the edge.
STROKES = {"background": np.s_[40:50, 55:65], "foreground": np.s_[3:9, 3:20], "unknown": np.s_[60:85, 30:90]}


def painted(*names: str) -> Marks:
    labels = np.full(SHAPE, NOTHING, np.uint8)
    for name in names:
        labels[STROKES[name]] = LABELS.index(name)
    return Marks(labels)


def scribbles() -> np.ndarray:
    layer = np.zeros((*SHAPE, 4), np.uint8)
    layer[TRIMAP == 255], layer[TRIMAP == 0] = 255, (0, 0, 0, 255)
    return layer


GIVEN = {
    "cut-out": {"trimap": picture(TRIMAP)},
    "cut-out-scribbles": {"scribbles": picture(scribbles())},
    "cut-out-selection": {"region": HARD},
    "refine-edge": {"edge": HARD},
}


def matte(name: str, given: dict, marks: Marks | None, **values) -> np.ndarray:
    document = Document(WIDTH, HEIGHT, Space("RGBA"))
    result = run(name, {"image": picture(image_of()), **given}, document=document, marks=marks, **values)
    assert result.matte.box.shape == SHAPE
    return result.matte.matte.alpha


@pytest.mark.parametrize("job_quality", ["full", "preview"])
@pytest.mark.parametrize("name", GIVEN)
def test_alpha_is_what_strokes_say(name, job_quality):
    before = matte(name, GIVEN[name], None, job_quality=job_quality)
    after = matte(name, GIVEN[name], painted("background", "foreground"), job_quality=job_quality)
    assert before[STROKES["background"]].min() == 1
    assert before[STROKES["foreground"]].max() == 0
    assert after[STROKES["background"]].max() == 0
    assert after[STROKES["foreground"]].min() == 1


@pytest.mark.parametrize("values", [{"radius": 0}, {"feather": 4.0}, {"shift": -60, "contrast": 50}, {"smart": True}])
def test_what_shapes_the_edge_leaves_strokes_alone(values):
    after = matte("refine-edge", GIVEN["refine-edge"], painted("background", "foreground"), **values)
    assert after[STROKES["background"]].max() == 0
    assert after[STROKES["foreground"]].min() == 1


@pytest.mark.parametrize("radius", [0, 4])
def test_refine_edge_looks_at_the_picture_under_unknown_far_from_the_edge(radius):
    """The edge was drawn wrongly by a mile: a stroke over the true one finds it."""
    wrong = np.zeros(SHAPE, np.uint8)
    wrong[:, WIDTH // 2 :] = 255
    labels = np.full(SHAPE, NOTHING, np.uint8)
    labels[TRIMAP == 128] = LABELS.index("unknown")
    labels[(TRIMAP == 255)] = LABELS.index("foreground")
    labels[(TRIMAP == 0)] = LABELS.index("background")
    given = {"edge": mask(wrong)}
    before, after = (matte("refine-edge", given, marks, radius=radius) for marks in (None, Marks(labels)))
    unknown = TRIMAP == 128
    assert np.abs(after - ALPHA)[unknown].mean() < 0.25 * np.abs(before - ALPHA)[unknown].mean()


@pytest.mark.parametrize("name", ["cut-out", "cut-out-scribbles"])
def test_strokes_alone_are_enough(name):
    labels = np.full(SHAPE, NOTHING, np.uint8)
    for value, label in ((0, "background"), (255, "foreground")):
        labels[value == TRIMAP] = LABELS.index(label)
    np.testing.assert_array_equal(matte(name, {}, Marks(labels)), matte(name, GIVEN[name], None))


@pytest.mark.parametrize("name", ["cut-out", "cut-out-scribbles", "refine-edge"])
def test_without_anything_it_says_what_is_missing(name):
    with pytest.raises(InputError, match=r"no (trimap|scribbles|edge)"):
        matte(name, {}, None)


def test_refine_edge_needs_an_edge_besides():
    assert not registry.find("refine-edge").input("edge").paintable
    with pytest.raises(InputError, match="no edge"):
        matte("refine-edge", {}, painted("foreground"))


@pytest.mark.parametrize("name", GIVEN)
def test_strokes_that_say_nothing_change_nothing(name):
    nothing = Marks(np.full((5, 6), NOTHING, np.uint8), 30, 20)
    np.testing.assert_array_equal(matte(name, GIVEN[name], nothing), matte(name, GIVEN[name], None))


def test_the_uncertainty_comes_with_the_result():
    result = run("cut-out", {"image": picture(image_of()), **GIVEN["cut-out"]})
    assert result.matte.uncertainty.box == result.matte.alpha.box
    assert not result.matte.uncertainty.pixels[TRIMAP != 128].any()
    assert result.matte.uncertainty.pixels[TRIMAP == 128].any()
