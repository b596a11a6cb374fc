"""A cut-out after a stroke: found anew around it as the whole would be, and seamless."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from scipy import ndimage
from tests.core.matting import composites
from tests.core.operations import finders
from tests.pictures import mask, picture

from inlay import segmentation
from inlay.contract.boxes import Box
from inlay.contract.views import LABELS, StrokePart
from inlay.errors import Cancelled
from inlay.live import local as module
from inlay.live.local import REACH, local
from inlay.live.strokes import StrokeMap, applied
from inlay.operations import registry
from inlay.operations.job import Document, Job, Result
from inlay.picture import Space

SHAPE = HEIGHT, WIDTH = 420, 560
CANVAS = Box(0, 0, WIDTH, HEIGHT)
SCENE = composites.compose("hair", composites.hair(SHAPE, 120), composites.fur(SHAPE), composites.meadow(SHAPE), 6, 1)
HARD = mask((SCENE.alpha >= 0.5).astype(np.uint8) * 255)
LEVEL = 1 / 255
GIVEN = {
    "cut-out": {"trimap": picture(SCENE.trimap)},
    "cut-out-scribbles": {"scribbles": None},
    "cut-out-selection": {"region": HARD},
    "refine-edge": {"edge": HARD},
    "remove-background": {},
}
#: With a wide band what a stroke says of it is seen from afar.
NARROW = {"cut-out-selection": {"inner-pixels": 10, "outer-pixels": 20, "smart": False}}
#: The outline's rightmost part, far from which the picture stays.
EDGE = (400.0, 200.0)


@pytest.fixture(autouse=True)
def network(monkeypatch):
    """A network that has the scene's subject roughly."""
    finders.install(monkeypatch, network=lambda image: ndimage.gaussian_filter(SCENE.alpha, 3))


def job_of(name: str, image=None, **values) -> Job:
    operation = registry.find(name)
    image = picture(np.dstack([SCENE.image, np.full(SHAPE, 255, np.uint8)])) if image is None else image
    given = {"image": image, **GIVEN[name]}
    roles = {entry.role: given.get(entry.role) for entry in operation.inputs}
    job = Job(roles, operation.check(values), Document(WIDTH, HEIGHT, Space("RGBA", image.space.dtype)))
    return operation.completed(job)


def stroke(number: int, name: str, *places: tuple[float, float], radius: float = 6) -> StrokePart:
    return StrokePart(number, tuple(v for x, y in places for v in (x, y, 1.0)), LABELS.index(name), radius)


#: What is painted before the result that is there: scribbles need something.
FIRST = (stroke(1, "foreground", (220, 240), (340, 240), radius=30), stroke(2, "background", (20, 20), (540, 20)))


@cache
def _whole(name: str) -> Result:
    """What there is before the strokes of a test."""
    operation, strokes = registry.find(name), StrokeMap(CANVAS)
    strokes.take(FIRST)
    return operation.perform(applied(operation, job_of(name), strokes.marks))


class Painted:
    """A result, and what is painted on it."""

    def __init__(self, name: str, quality: str = "full", **values) -> None:
        self.operation, self.job = registry.find(name), job_of(name, **values)
        self.quality = quality
        self.strokes = StrokeMap(CANVAS)
        self.strokes.take(FIRST)
        self.strokes.changed()
        self.before = _whole(name) if not values else self.whole()

    def painted(self, quality: str = "full") -> Job:
        return replace(applied(self.operation, self.job, self.strokes.marks), quality=quality)

    def whole(self) -> Result:
        return self.operation.perform(self.painted())

    def paint(self, *parts: StrokePart) -> Result | None:
        self.strokes.take(parts)
        return local(self.operation, self.painted(self.quality), self.strokes.changed(), self.before)


def alpha_of(result: Result) -> np.ndarray:
    return result.matte.alpha.crop(CANVAS).pixels


def layer_of(result: Result) -> np.ndarray:
    return result.outputs[0].picture.crop(CANVAS).pixels.astype(float)


@pytest.mark.parametrize("quality", ["full", "preview"])
@pytest.mark.parametrize("name", GIVEN)
def test_a_stroke_is_answered_around_it(name, quality):
    view = Painted(name, quality)
    found = view.paint(stroke(3, "background", EDGE, (EDGE[0] + 5, EDGE[1] + 30)))
    before, after = alpha_of(view.before), alpha_of(found)
    marks = view.strokes.marks
    assert after[marks.of("background", CANVAS)].max() == 0
    assert after[marks.of("foreground", CANVAS)].min() == 1
    inside = Box(394, 194, 17, 42).grow(REACH)
    around = np.ones(SHAPE, bool)
    around[inside.intersect(CANVAS).slices] = False
    np.testing.assert_array_equal(after[around], before[around])
    np.testing.assert_array_equal(layer_of(found)[around], layer_of(view.before)[around])


@pytest.mark.parametrize("quality", ["full", "preview"])
@pytest.mark.parametrize("name", GIVEN)
def test_nothing_is_seen_of_the_border(name, quality):
    view = Painted(name, quality)
    found = view.paint(stroke(3, "background", EDGE, (EDGE[0] + 5, EDGE[1] + 30)))
    before, after = layer_of(view.before), layer_of(found)
    inside = Box(394, 194, 17, 42).grow(REACH).intersect(CANVAS)
    rim = np.zeros(SHAPE, bool)
    rim[inside.slices] = True
    rim[inside.grow(-1).slices] = False
    seen = [each[..., :3] * each[..., 3:] / 255 for each in (before, after)]
    assert np.abs(after - before)[..., 3][rim].max() <= 3
    assert np.abs(seen[1] - seen[0])[rim].max() <= 6


@pytest.mark.parametrize("name", ["cut-out", "cut-out-selection", "refine-edge", "remove-background"])
def test_it_is_nearly_what_the_whole_becomes(name):
    view = Painted(name, **NARROW.get(name, {}))
    found = view.paint(stroke(3, "background", EDGE, (EDGE[0] + 5, EDGE[1] + 30)))
    wanted = alpha_of(view.whole())
    change = np.abs(wanted - alpha_of(view.before))
    assert change.max() > 0.9
    rest = np.abs(wanted - alpha_of(found))
    assert rest.sum() < 0.06 * change.sum()
    # The band of Remove Background follows the picture, so that a stroke moves it further away, too.
    assert rest.max() < (0.45 if name == "remove-background" else 0.25)


def test_one_stroke_after_the_other_is_like_the_whole():
    view = Painted("cut-out")
    places = [(EDGE[0] - 10 * n, EDGE[1] + 40 * n) for n in range(4)]
    for number, (place, following) in enumerate(pairwise(places), 3):
        view.before = view.paint(stroke(number, "foreground" if number % 2 else "background", place, following))
    assert np.abs(alpha_of(view.before) - alpha_of(view.whole())).mean() < LEVEL / 4


def test_what_is_taken_back_is_as_it_was():
    view = Painted("cut-out")
    first = view.before
    view.before = view.paint(stroke(3, "background", EDGE))
    again = view.paint(StrokePart(3, hidden=True))
    assert np.abs(alpha_of(again) - alpha_of(first)).mean() < LEVEL / 4
    assert np.abs(alpha_of(again) - alpha_of(first)).max() < 0.1


@pytest.mark.parametrize("result", ["layer-with-mask", "layer-mask", "alpha", "selection", "on-checker", "overlay"])
def test_every_kind_of_result_is_patched(result):
    view = Painted("cut-out", result=result)
    view.before = view.paint(stroke(3, "foreground", (60, 60), (90, 90)))
    found, wanted = (each.outputs[0] for each in (view.before, view.whole()))
    assert type(found) is type(wanted)
    for which in ("picture", "mask"):
        one, other = (getattr(each, which, None) for each in (found, wanted))
        if other is not None:
            near = Box(50, 50, 50, 50)
            given = one.crop(near).pixels.astype(float) / one.space.white
            assert np.abs(given - other.crop(near).pixels / other.space.white).max() < 0.05


def test_a_layer_that_was_cut_to_what_is_seen_grows_and_shrinks_inside():
    view = Painted("cut-out")
    far = stroke(3, "foreground", (545.0, 400.0), radius=10)
    grown = view.paint(far)
    assert layer_of(grown)[400, 545, 3] == 255
    assert layer_of(view.before)[400, 545, 3] == 0
    view.before = grown
    assert layer_of(view.paint(StrokePart(3, hidden=True)))[400, 545, 3] == 0


def test_a_layer_smaller_than_the_canvas():
    pixels = np.dstack([SCENE.image, np.full(SHAPE, 255, np.uint8)])[30:390, 50:520]
    view = Painted("cut-out", image=picture(pixels, (50, 30)))
    found = view.paint(stroke(3, "background", EDGE))
    assert alpha_of(found)[view.strokes.marks.of("background", CANVAS)].max() == 0
    assert np.abs(alpha_of(found) - alpha_of(view.whole())).mean() < LEVEL / 4


def test_where_a_part_cannot_say_it_the_whole_is_asked(monkeypatch):
    view = Painted("cut-out")
    assert local(view.operation, view.painted(), Box(0, 0, 0, 0), view.before) is None
    assert local(view.operation, view.painted(), Box(2000, 0, 9, 9), view.before) is None
    monkeypatch.setattr(module, "MOST", 1000)
    assert view.paint(stroke(3, "background", EDGE)) is None
    blur = registry.find("gaussian-blur")
    image = job_of("cut-out").images["image"]
    blurring = Job({"source": image, "region": None}, blur.check({}), Document(WIDTH, HEIGHT, Space("RGBA")))
    assert local(blur, blurring, Box(9, 9, 9, 9), blur.perform(blurring)) is None


@pytest.mark.parametrize("is_own", [True, False])
def test_an_edge_that_is_an_opacity_is_left_to_the_whole_where_it_cannot_be_told(is_own):
    """A part that is opaque throughout looks like a layer without any opacity, whose gray values count."""
    alpha = ndimage.binary_dilation(SCENE.alpha >= 0.5, iterations=3)
    image, other = (picture(np.dstack([each, alpha * np.uint8(255)])) for each in (SCENE.image, SCENE.image // 2))
    operation = registry.find("refine-edge")
    images = {"image": image, "edge": image if is_own else other, "backdrop": None}
    job = Job(images, operation.check({"radius-pixels": 3}), Document(WIDTH, HEIGHT))
    before = operation.perform(job)
    strokes = StrokeMap(CANVAS)
    strokes.take([stroke(1, "background", (280, 230), radius=2)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "REACH", 4)
        patch.setattr(module, "SURROUNDINGS", 4)
        found = local(operation, applied(operation, job, strokes.marks), strokes.changed(), before)
    assert found is None


def test_cancelling_goes_through():
    view = Painted("cut-out")

    def stop(fraction: float, doing: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        local(view.operation, replace(view.painted(), progress=stop), Box(390, 190, 20, 20), view.before)


@pytest.mark.pictures
def test_three_strokes_make_a_rough_selection_better(pictures):
    lemur = composites.sunset(pictures)
    height, width = lemur.alpha.shape
    rough = mask((ndimage.gaussian_filter(lemur.alpha, 12) > 0.5).astype(np.uint8) * 255)
    operation = registry.find("cut-out-selection")
    job = Job(
        {"image": picture(lemur.image), "region": rough, "backdrop": None},
        # A wider band leaves less to be said.
        operation.check({"inner-pixels": 10, "outer-pixels": 20, "smart": False}),
        Document(width, height, Space("RGBA")),
    )
    before = operation.perform(job)
    strokes, now = StrokeMap(Box(0, 0, width, height)), before
    for part in (
        # Along both flanks, where fur hangs over the wood, and on the horizon, which looks like a hair.
        stroke(1, "unknown", (188, 365), (200, 400), (212, 435), radius=16),
        stroke(2, "unknown", (520, 350), (508, 395), (492, 435), radius=16),
        stroke(3, "background", (506, 193), (530, 193), radius=2),
    ):
        strokes.take([part])
        painted = applied(operation, job, strokes.marks)
        now = local(operation, painted, strokes.changed(), now)
    misses = [
        composites.sad(each.matte.matte.alpha, lemur.alpha, np.ones_like(lemur.alpha, bool))
        for each in (before, operation.perform(painted), now)
    ]
    assert misses[1] < 0.85 * misses[0]
    assert misses[2] < 1.02 * misses[1]


class InALasso(Painted):
    """A result for a rectangle around the hair, and what is painted on it."""

    BOX = Box(110, 60, 340, 330)

    def __init__(self) -> None:
        super().__init__("cut-out-selection", **NARROW["cut-out-selection"], mode="lasso")
        region = np.zeros(SHAPE, np.uint8)
        region[self.BOX.slices] = 255
        self.job = replace(self.job, images={**self.job.images, "region": mask(region)})
        self.before = self.whole()


def test_in_a_lasso_the_object_is_found_anew_around_a_stroke(monkeypatch):
    """What lies farther away is as it was; the whole says nearly the same."""
    view = InALasso()
    assert np.abs(alpha_of(view.before) - SCENE.alpha).sum() < 0.15 * SCENE.alpha.sum()
    sizes, found = [], segmentation.object_inside

    def watched(image, *rest, **more):
        sizes.append(image.shape)
        return found(image, *rest, **more)

    monkeypatch.setattr(segmentation, "object_inside", watched)
    after = alpha_of(view.paint(stroke(3, "background", EDGE, (EDGE[0] + 5, EDGE[1] + 30))))
    assert max(sizes[0][:2]) < HEIGHT, "only around the stroke"
    marks = view.strokes.marks
    assert after[marks.of("background", CANVAS)].max() == 0
    assert after[marks.of("foreground", CANVAS)].min() == 1
    around = np.ones(SHAPE, bool)
    around[Box(394, 194, 17, 42).grow(REACH).slices] = False
    np.testing.assert_array_equal(after[around], alpha_of(view.before)[around])
    wanted = alpha_of(view.whole())
    assert np.abs(after - wanted).sum() < 0.35 * np.abs(wanted - alpha_of(view.before)).sum()


def test_in_a_lasso_a_stroke_brings_back_what_was_taken_for_background():
    view = InALasso()
    place = Box(120, 340, 16, 16)
    assert alpha_of(view.before)[place.slices].max() == 0
    after = alpha_of(view.paint(stroke(3, "foreground", (125, 345), (133, 353), radius=4)))
    assert after[view.strokes.marks.of("foreground", CANVAS)].min() == 1
