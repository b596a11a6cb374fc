"""What a view shows of every operation: in the end exactly what arrives, over what was there."""

from dataclasses import replace

import numpy as np
import pytest
from tests.core.live import scenes
from tests.worker.views.conftest import WHOLE
from tests.worker.views.viewer import Viewer, plane, sent

from inlay.arrays.bounding_box import bounding_box
from inlay.files import rendering
from inlay.files.document import Document
from inlay.files.document import Layer as FileLayer
from inlay.live import handles
from inlay.live.lens import Lens
from inlay.operations import registry
from inlay.operations.job import Channel, Group, Layer, LayerMask, Path, Selection
from inlay.operations.placing import piece_of
from inlay.picture import Picture, Space
from inlay.worker.painting import SURROUNDINGS

BEFORE = scenes.picture()


def composed(outputs, job, below):
    """What outputs look like over a picture from 0 to 255, by their definition."""
    for output in outputs:
        if isinstance(output, Group):
            below = composed(output.children, job, below)
            continue
        if isinstance(output, Path):
            continue
        if isinstance(output, Selection | Channel):
            colours, alpha, box = BEFORE.pixels[..., :3], np.ones((scenes.HEIGHT, scenes.WIDTH)), BEFORE.box
            mask = output.picture
        else:
            picture = job.images[output.of] if isinstance(output, LayerMask) else output.picture
            mask = output.picture if isinstance(output, LayerMask) else output.mask
            pixels = picture.crop(BEFORE.box).pixels
            colours, alpha, box = pixels[..., :3], pixels[..., 3] / 255, BEFORE.box
        if mask is not None:
            alpha = alpha * (mask.crop(box).pixels / mask.space.white)
        if isinstance(output, Layer):
            alpha = alpha * output.opacity
        adds = isinstance(output, Layer) and output.mode == "plus"
        below = below + alpha[..., np.newaxis] * (colours - (0 if adds else below))
    return below


@pytest.mark.parametrize("name", [each.id for each in registry.own()])
def test_the_last_frame_is_what_arrives(opened, name):
    operation = registry.find(name)
    job = scenes.job_for(operation)
    viewer = opened(name)
    viewer.show(**WHOLE, mode="result")
    frame = viewer.exact()
    outputs = operation.perform(job).outputs
    shown = [each for each in outputs if isinstance(each, Layer | Group | LayerMask | Selection | Channel)]
    expected = composed(shown, job, BEFORE.pixels[..., :3].astype(float))
    difference = np.abs(frame["pixels"] - expected)
    marks = under_handles(operation, job) if shown else np.isin(frame["pixels"], (0, 255)).all(axis=2)
    assert difference[~marks].max() <= 0.51


def under_handles(operation, job):
    """Where handles change a frame: those pixels are not as they were on both a black and a white one."""
    lens, marks = Lens(*WHOLE["rect"], *WHOLE["size"]), np.zeros((scenes.HEIGHT, scenes.WIDTH), bool)
    for level in (0, 255):
        pixels = np.full((*marks.shape, 3), level, np.uint8)
        handles.draw(pixels, lens, operation, job.parameters, job.images, piece_of(operation, job))
        marks |= (pixels != level).any(axis=2)
    return marks


def test_a_frame_tells_what_can_be_scaled_and_turned(opened):
    """And shows it there, as the same job makes it."""
    turned = {"x": 20, "y": -9, "scale": 70.0, "rotate": -20.0}
    operation = registry.find("seamless-clone")
    job = scenes.job_for(operation)
    job = replace(job, parameters={**job.parameters, **turned})
    viewer = opened("seamless-clone")
    viewer.show(**WHOLE, mode="result", parameters=turned)
    frame = viewer.exact()
    assert frame["frame"]["piece"] == list(piece_of(operation, job))
    assert list(piece_of(operation, job)) == list(bounding_box(job.images["region"].pixels > 0))
    expected = composed(operation.perform(job).outputs, job, BEFORE.pixels[..., :3].astype(float))
    free = ~under_handles(operation, job)
    assert np.abs(frame["pixels"] - expected)[free].max() <= 0.51
    plain = opened("gaussian-blur", 2)
    plain.show(**WHOLE)
    assert plain.exact()["frame"]["piece"] is None


@pytest.mark.parametrize("name", ["seamless-clone", "cut-out", "gaussian-blur", "select-threshold"])
def test_the_exact_result_is_that_of_a_job(worker, opened, name):
    operation = registry.find(name)
    viewer = opened(name)
    viewer.show(**WHOLE)
    viewer.exact()
    worker.send({"job": 1, "of_view": 1})
    seen = contents(worker, worker.answer(1)["done"])
    worker.send({"job": 2, **sent(worker, name, scenes.job_for(operation))})
    assert seen == contents(worker, worker.answer(2)["done"])


def test_a_result_that_is_not_there_yet_is_computed(worker, opened):
    viewer = opened("cut-out")
    viewer.show(parameters={"method": "closed-form"}, **WHOLE)
    worker.send({"job": 1, "of_view": 1})
    seen = contents(worker, worker.answer(1)["done"])
    job = sent(worker, "cut-out", scenes.job_for(registry.find("cut-out")))
    job["parameters"]["method"] = "closed-form"
    worker.send({"job": 2, **job})
    assert seen == contents(worker, worker.answer(2)["done"])


def contents(worker, done):
    """What was answered, with the planes' bytes in place of their names."""
    for output in done["outputs"]:
        output["plane"]["file"] = (worker.folder / output["plane"]["file"]).read_bytes()
    return done


def test_coarse_pictures_come_near_to_the_exact_one(opened):
    viewer = opened("relight")
    viewer.show(rect=[0, 0, scenes.WIDTH, scenes.HEIGHT], size=[scenes.WIDTH // 2, scenes.HEIGHT // 2])
    exact = viewer.exact()["pixels"].astype(int)
    shown = [each for each in viewer.messages if each["frame"]["sequence"] == 1]
    errors = [np.abs(each["pixels"] - exact).mean() for each in shown]
    assert [each["frame"]["done"] for each in shown] == sorted(each["frame"]["done"] for each in shown)
    assert len(shown) > 1 and max(errors) < 12 and errors[-1] == 0


def test_a_screen_that_shows_other_colours_gets_them(worker, opened):
    """The table of a screen on which red and blue have changed places."""
    levels = np.linspace(0, 255, 17).round()
    red, green, blue = np.meshgrid(levels, levels, levels, indexing="ij")
    (worker.folder / "screen").write_bytes(np.stack([blue, green, red], axis=-1).astype(np.uint8).tobytes())
    plain, other = opened("gaussian-blur"), opened("gaussian-blur", 2, display="screen")
    frames = []
    for viewer in (plain, other):
        viewer.show(**WHOLE, mode="before")
        frames.append(viewer.exact()["pixels"].astype(int))
    assert np.abs(frames[0] - frames[1][..., ::-1]).max() <= 1


@pytest.mark.parametrize(
    ("rect", "size"),
    [((0, 0, 240, 160), (480, 320)), ((-30, -20, 300, 200), (75, 50)), ((11.5, 7.25, 40, 30), (121, 89))],
)
def test_whatever_part_is_shown_it_is_in_its_place(blur, rect, size):
    blur.show(rect=rect, size=size, mode="before")
    frame = blur.exact()
    assert frame["frame"]["rect"] == list(rect) and frame["pixels"].shape == (size[1], size[0], 3)
    x = rect[0] + (np.arange(size[0]) + 0.5) * rect[2] / size[0]
    y = rect[1] + (np.arange(size[1]) + 0.5) * rect[3] / size[1]
    inside = (y[:, np.newaxis] >= 0) & (y[:, np.newaxis] < scenes.HEIGHT) & (x >= 0) & (x < scenes.WIDTH)
    rows, columns = y.astype(int).clip(0, scenes.HEIGHT - 1), x.astype(int).clip(0, scenes.WIDTH - 1)
    expected = BEFORE.pixels[np.ix_(rows, columns)][..., :3].astype(int)
    # Where a pixel of the screen stands for several, it is their mean.
    most = 1 if rect[2] / size[0] < 2 else 90
    assert np.abs(frame["pixels"] - expected)[inside].max() <= most
    assert (frame["pixels"][~inside] == SURROUNDINGS).all()


def test_what_the_artist_paints_is_seen(opened):
    viewer = opened("cut-out")
    viewer.show(**WHOLE, mode="alpha")
    before = viewer.exact()["pixels"]
    stroke = {"id": 1, "label": 0, "radius": 8, "points": [120, 80, 1, 130, 90, 1]}
    viewer.show([stroke])
    painted = viewer.exact()["pixels"]
    assert before[80, 120, 0] > 200 and (painted[76:84, 116:124] == 0).all()
    assert len({each["frame"]["done"] for each in viewer.messages if each["frame"]["sequence"] == 2}) > 1
    viewer.show([{"id": 1, "hidden": True}])
    np.testing.assert_array_equal(viewer.exact()["pixels"], before)


def test_what_is_below_shows_through_what_is_cut_out(worker, opened):
    green = np.zeros((scenes.HEIGHT, scenes.WIDTH, 4), np.uint8)
    green[..., 1] = green[..., 3] = 255
    viewer = opened("cut-out", below=plane(worker, "below.plane", Picture(green)))
    viewer.show(**WHOLE, mode="result", parameters={"hide-image": True})
    frame = viewer.exact()["pixels"]
    assert (frame[:20] == (0, 255, 0)).all() and frame[80, 120, 0] > 100
    viewer.show(mode="overlay")
    overlay = viewer.exact()["pixels"]
    below = BEFORE.pixels[:20, :, :3] + 0.6 * (np.array([255, 0, 0]) - BEFORE.pixels[:20, :, :3].astype(float))
    assert np.abs(overlay[:20] - below).max() <= 1


def test_a_line_says_what_was_found(opened):
    viewer = opened("select-threshold")
    viewer.show(**WHOLE)
    assert viewer.exact()["frame"]["line"].startswith("Threshold 4")
    viewer.show(mode="uncertainty")
    assert "certain" in viewer.exact()["frame"]["line"]
    clone = opened("seamless-clone", 2)
    clone.show(**WHOLE)
    frame = clone.exact()["frame"]
    assert "steps" in frame["line"] and frame["report"]["iterations"] > 0


def test_points_are_seen_where_they_are(opened):
    viewer = opened("select-clusters")
    viewer.show(**WHOLE)
    viewer.exact()
    viewer.show(parameters={"points": [[60, 40]]})
    frame = viewer.exact()["pixels"]
    assert (frame[40, 66] == 255).all() and (frame[46, 60] == 255).all()


@pytest.mark.parametrize("mode", ["normal", "multiply", "screen", "difference"])
def test_what_stands_for_a_layer_is_seen_in_its_mode(worker, mode):
    operation = registry.find("gaussian-blur")
    job = scenes.job_for(operation)
    told = sent(worker, operation.id, job)
    told["images"]["source"] |= {"opacity": 0.6, "mode": mode}
    green = Picture(np.full((scenes.HEIGHT, scenes.WIDTH, 4), (40, 200, 90, 255), np.uint8))
    viewer = Viewer(worker)
    around = {"before": plane(worker, "before.plane", BEFORE), "below": plane(worker, "below.plane", green)}
    viewer.open(told, **around, mixing=[mode, "stored", "stored", False])
    viewer.show(**WHOLE, mode="result")
    frame = viewer.exact()["pixels"]
    source = replace(job.images["source"], opacity=0.6, mode=mode)
    (layer,) = operation.perform(replace(job, images={**job.images, "source": source})).outputs
    operator = "svg:src-over" if mode == "normal" else f"svg:{mode}"
    layers = FileLayer("", lambda: green), FileLayer("", lambda: layer.whole, opacity=0.6, mode=operator)
    document = Document(scenes.WIDTH, scenes.HEIGHT, Space(), layers, layered=True)
    assert np.abs(frame - rendering.visible(document).pixels[..., :3].astype(int)).max() <= 1
