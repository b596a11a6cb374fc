"""Strokes as pixels: drawn point by point, taken back, brought back, and added to jobs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from plugins.bridge.strokes import Strokes
from tests.core.live.scenes import job_for

from inlay.contract.boxes import Box
from inlay.contract.views import LABELS, StrokePart
from inlay.errors import ProtocolError, ResourceError
from inlay.live import strokes
from inlay.live.strokes import StrokeMap, applied
from inlay.operations import registry
from inlay.operations.marks import LINE, NOTHING, Marks

BACKGROUND, FOREGROUND, UNKNOWN = range(3)
CANVAS = Box(0, 0, 300, 200)


def drawn(*parts: StrokePart, canvas: Box = CANVAS) -> StrokeMap:
    found = StrokeMap(canvas)
    for part in parts:
        found.take([part])
    return found


def labels_of(found: StrokeMap, canvas: Box = CANVAS) -> np.ndarray:
    """Labels of the whole canvas."""
    labels = np.full(canvas.shape, NOTHING, np.uint8)
    marks = found.marks
    if marks is not None:
        labels[marks.box.slices] = marks.labels
    return labels


def distances(points: np.ndarray, radius: float) -> np.ndarray:
    """How far each pixel's middle is from the brush that goes along the points; below 0 inside."""
    y, x = (each + 0.5 for each in np.mgrid[: CANVAS.height, : CANVAS.width])
    radii = np.maximum(radius * points[:, 2], strokes.THINNEST)
    best = np.hypot(x - points[0, 0], y - points[0, 1]) - radii[0]
    for (ax, ay, _), (bx, by, _), first, last in zip(points, points[1:], radii, radii[1:], strict=False):
        length, along = np.hypot(bx - ax, by - ay), np.zeros_like(x)
        if length > 0:
            u, v = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length, 0
            v = np.abs((x - ax) * (by - ay) - (y - ay) * (bx - ax)) / length
            slope = (last - first) / length
            # Where the distance to the brush's middle less its radius is least.
            reach = v * slope / np.sqrt(1 - slope**2) if abs(slope) < 1 else np.copysign(np.inf, slope)
            along = np.clip((u + reach) / length, 0, 1)
        here = np.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay)) - first - along * (last - first)
        best = np.minimum(best, here)
    return best


places = st.tuples(st.floats(-60, 360), st.floats(-60, 260), st.floats(0, 1))
lines = st.lists(places, min_size=1, max_size=6)
brushes = st.tuples(st.integers(0, NOTHING), st.floats(0, 50), lines)


def parts_of(number: int, brush, pieces: int) -> list[StrokePart]:
    """A stroke in so many parts."""
    label, radius, line = brush
    cuts = np.array_split(np.array(line), pieces)
    first = StrokePart(number, tuple(map(float, cuts[0].ravel())), label, radius)
    return [first, *(StrokePart(number, tuple(map(float, cut.ravel()))) for cut in cuts[1:])]


@given(st.floats(0, 60), lines)
@example(30.0, [(50.0, 50.0, 1.0), (50.0 + 8e-15, 50.0 + 8e-15, 1.0)])
@settings(max_examples=60, deadline=None)
def test_a_stroke_is_a_disc_that_moves_along_its_points(radius, line):
    points = np.array(line)
    found = labels_of(drawn(*parts_of(1, (UNKNOWN, radius, line), 1))) == UNKNOWN
    wanted = distances(points, radius)
    sure = np.abs(wanted) > 1e-6
    assert np.array_equal(found[sure], wanted[sure] < 0)


@given(st.lists(brushes, min_size=1, max_size=5), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_point_by_point_is_the_same_as_all_at_once(several, pieces):
    whole = [parts_of(number, brush, 1) for number, brush in enumerate(several)]
    cut = [parts_of(number, brush, pieces) for number, brush in enumerate(several)]
    at_once = StrokeMap(CANVAS)
    at_once.take([part for parts in whole for part in parts])
    assert np.array_equal(labels_of(drawn(*(part for parts in cut for part in parts))), labels_of(at_once))


@given(st.lists(brushes, min_size=1, max_size=6), st.lists(st.booleans(), max_size=12), st.booleans())
@settings(max_examples=80, deadline=None)
def test_what_is_taken_back_was_never_painted(several, steps, is_forgetful):
    """True takes back, False brings back, as editors do."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strokes, "MOST_KEPT", 3 if is_forgetful else strokes.MOST_KEPT)
        found = drawn(*(part for number, brush in enumerate(several) for part in parts_of(number, brush, 2)))
        present = len(several)
        for takes_back in steps:
            if takes_back and present > 0:
                present -= 1
                found.take([StrokePart(present, hidden=True)])
            elif not takes_back and present < len(several):
                found.take([StrokePart(present, hidden=False)])
                present += 1
        wanted = drawn(*(part for number, brush in enumerate(several[:present]) for part in parts_of(number, brush, 1)))
        assert np.array_equal(labels_of(found), labels_of(wanted))


@given(st.lists(st.sampled_from(["begin", "go_on", "undo", "redo", "tell"]), max_size=30), st.integers(0, 99))
@settings(max_examples=80, deadline=None)
def test_what_an_editor_tells_is_what_its_artist_sees(actions, seed):
    editor, found, random = Strokes(), StrokeMap(CANVAS), np.random.default_rng(seed)
    for action in actions:
        place = random.uniform(0, 200, 2)
        if action == "begin":
            editor.label, editor.radius = int(random.integers(4)), float(random.uniform(2, 30))
            editor.begin(*place)
        elif action == "go_on" and editor.present and not editor.taken_back:
            editor.go_on(*place)
        elif action in ("undo", "redo"):
            getattr(editor, action)()
        elif action == "tell":
            found.take(editor.news())
    found.take(editor.news())
    wanted = [StrokePart(each.id, tuple(each.points), each.label, each.radius) for each in editor.present]
    assert np.array_equal(labels_of(found), labels_of(drawn(*wanted)))


def test_strokes_may_be_hidden_in_any_order():
    several = [parts_of(number, (number, 30, [(50 * number, 80, 1), (200, 90, 1)]), 1)[0] for number in range(3)]
    found = drawn(*several, StrokePart(0, hidden=True))
    assert np.array_equal(labels_of(found), labels_of(drawn(*several[1:])))


def test_a_stroke_that_goes_on_stays_below_later_ones():
    first, further = parts_of(0, (FOREGROUND, 20, [(50, 50, 1), (150, 50, 1)]), 2)
    other = parts_of(1, (BACKGROUND, 20, [(100, 20, 1), (100, 90, 1)]), 1)[0]
    assert np.array_equal(labels_of(drawn(first, other, further)), labels_of(drawn(first, further, other)))


def test_a_stroke_after_an_undo_drops_what_was_taken_back():
    first, second, third = (parts_of(number, (FOREGROUND, 9, [(40 * number + 20, 50, 1)]), 1)[0] for number in range(3))
    found = drawn(first, second, StrokePart(1, hidden=True), third)
    with pytest.raises(ProtocolError):
        found.take([StrokePart(1, hidden=False)])
    assert np.array_equal(labels_of(found), labels_of(drawn(first, third)))


def test_a_new_worker_is_told_of_several_that_were_taken_back():
    several = [StrokePart(number, (40 * number, 50, 1), FOREGROUND, 9, hidden=number > 0) for number in range(3)]
    found = drawn(*several, StrokePart(1, hidden=False))
    assert np.array_equal(labels_of(found), labels_of(drawn(*(StrokePart(n, (40 * n, 50, 1), 1, 9) for n in range(2)))))


def test_the_box_of_what_changed_holds_it_and_is_told_once():
    found = drawn(StrokePart(1, (50, 60, 1), FOREGROUND, 10))
    assert found.changed() == Box(40, 50, 20, 20)
    assert found.changed().is_empty
    found.take([StrokePart(1, (70, 60, 0.5))])
    assert found.changed() == Box(40, 50, 35, 20)
    found.take([StrokePart(1, hidden=True)])
    assert found.changed() == Box(40, 50, 35, 20)
    assert found.marks is None


def test_labels_are_kept_only_where_strokes_are():
    found = drawn(StrokePart(1, (9000, 7000, 1), FOREGROUND, 30), canvas=Box(0, 0, 20000, 20000))
    assert found.marks.labels.size <= (2 * strokes.TILE) ** 2
    found.take([StrokePart(2, (-500, -500, 1), FOREGROUND, 30)])
    assert found.marks.labels.size <= (2 * strokes.TILE) ** 2


def test_the_thinnest_stroke_leaves_a_trace_without_gaps():
    found = labels_of(drawn(StrokePart(1, (10, 10, 0, 50, 33, 0), FOREGROUND, 0.0)))
    assert all((found[:, column] == FOREGROUND).any() for column in range(10, 50))


def test_too_much_is_refused_and_what_there_is_stays(monkeypatch):
    monkeypatch.setattr(strokes, "MOST_STROKES", 2)
    monkeypatch.setattr(strokes, "MOST_POINTS", 4)
    found = drawn(StrokePart(1, (50, 60, 1), FOREGROUND, 10), StrokePart(2, (90, 60, 1), FOREGROUND, 10))
    before = labels_of(found)
    with pytest.raises(ResourceError, match=r"more than 2 strokes\. Press OK"):
        found.take([StrokePart(3, (20, 20, 1), FOREGROUND, 10)])
    with pytest.raises(ResourceError, match="too long"):
        found.take([StrokePart(2, (20, 20, 1) * 3)])
    with pytest.raises(ProtocolError, match="neither what it means nor how wide"):
        found.take([StrokePart(7, (20, 20, 1), FOREGROUND)])
    assert np.array_equal(labels_of(found), before)


@pytest.mark.parametrize("labels", [[FOREGROUND], [BACKGROUND], [FOREGROUND, BACKGROUND, NOTHING]])
@pytest.mark.parametrize("is_selected", [False, True])
def test_strokes_change_a_selection(labels, is_selected):
    operation = registry.find("heal-selection")
    job = job_for(operation)
    job = (
        job
        if is_selected
        else applied(operation, type(job)({**job.images, "region": None}, job.parameters, job.document), None)
    )
    pixels = np.full((9, 12), NOTHING, np.uint8)
    pixels[: len(labels)] = np.array(labels, np.uint8)[:, np.newaxis]
    changed = applied(operation, job, marks := Marks(pixels, 20, 70))
    assert changed.marks is marks
    painted = changed.images["region"]
    found = np.zeros(job.document.box.shape)
    found[painted.box.slices] = painted.pixels / painted.space.white
    wanted = (
        job.images["region"].pixels / 255
        if is_selected
        else np.full(job.document.box.shape, float(FOREGROUND not in labels))
    )
    for row, label in enumerate(labels):
        if label in (FOREGROUND, BACKGROUND):
            wanted[70 + row, 20:32] = label == FOREGROUND
    assert np.array_equal(found, wanted)


def test_what_more_strokes_say_is_left_to_the_operation():
    operation = registry.find("cut-out-selection")
    job, marks = job_for(operation), Marks(np.full((3, 3), UNKNOWN, np.uint8))
    found = applied(operation, job, marks)
    assert found.marks is marks
    assert found.images["region"] is job.images["region"]


def test_labels_have_the_order_of_the_contract():
    assert LABELS[:3] == ("background", "foreground", "unknown")


def test_strokes_beside_a_refused_one_count():
    found = StrokeMap(CANVAS)
    with pytest.raises(ProtocolError):
        found.take([StrokePart(7, (9.0, 9.0, 1.0)), StrokePart(8, (50.0, 50.0, 1.0), FOREGROUND, 5.0)])
    assert labels_of(found)[50, 50] == FOREGROUND


def test_erasing_all_that_was_painted_selects_nothing():
    operation, labels = registry.find("recolour"), np.full((9, 9), NOTHING, np.uint8)
    job = replace(job_for(operation), images={**job_for(operation).images, "region": None})
    assert not applied(operation, job, Marks(labels, 20, 20)).images["region"].pixels.any()


def line(number: int, *points: float) -> StrokePart:
    return StrokePart(number, points, LINE, 9.0)


def lines_of(found: StrokeMap) -> list[list[list[float]]]:
    return [] if found.marks is None else [each.tolist() for each in found.marks.lines]


def test_a_line_is_its_points_and_no_pixels():
    found = drawn(line(1, 10.5, 20, 1, 60, 25, 0.5), StrokePart(1, (80, 30, 1)))
    assert lines_of(found) == [[[10.5, 20], [60, 25], [80, 30]]]
    assert found.marks.box.is_empty
    found.take([StrokePart(2, (50, 60, 1), FOREGROUND, 10)])
    assert len(lines_of(found)) == 1
    assert np.array_equal(labels_of(found), labels_of(drawn(StrokePart(2, (50, 60, 1), FOREGROUND, 10))))
    found.take([StrokePart(1, hidden=True)])
    assert lines_of(found) == []


def test_what_is_erased_parts_the_lines_that_were_there_before():
    eraser = StrokePart(2, (50.5, 20.5, 1), NOTHING, 10.0)
    found = drawn(line(1, 10.5, 20.5, 1, 90.5, 20.5, 1), eraser, line(3, 30, 20, 1, 80, 20, 1))
    first, second, third = lines_of(found)
    assert first[0] == [10.5, 20.5] and first[-1] == [39.5, 20.5]
    assert second[0] == [61.5, 20.5] and second[-1] == [90.5, 20.5]
    assert third == [[30, 20], [80, 20]]
    found.take([StrokePart(3, hidden=True), StrokePart(2, hidden=True)])
    assert lines_of(found) == [[[10.5, 20.5], [90.5, 20.5]]]


def test_lines_far_away_and_of_one_point_are_erased_as_others_are():
    far = 1e12
    found = drawn(line(1, -far, 20, 1, far, 20, 1), line(2, 20.5, 30.5, 1), line(3, 400, 300, 1, 500, 300, 1))
    found.take([StrokePart(4, (20, 30, 1), NOTHING, 5.0), StrokePart(5, (450, 300, 1), NOTHING, 5.0)])
    assert [len(each) for each in lines_of(found)] == [2, 2]


def test_lines_are_left_to_the_operation_beside_a_selection():
    operation = registry.find("heal-selection")
    job, edge = job_for(operation), np.array([[0.0, 1.0], [90.0, 40.0]])
    found = applied(operation, job, Marks.of_lines((edge,)))
    assert found.images["region"] is job.images["region"]
    assert found.marks.lines == (edge,)
    both = applied(operation, job, Marks(np.full((3, 3), FOREGROUND, np.uint8), 5, 6, (edge,)))
    assert both.images["region"].pixels[6:9, 5:8].all()
    assert both.marks.lines == (edge,) and both.marks.has("foreground")
