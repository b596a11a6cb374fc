"""What a view shows of every operation: in the end exactly what arrives, over what was there."""

import numpy as np
import pytest
from tests.core.live import scenes
from tests.worker.views.viewer import Viewer, plane, sent

from inlay.operations import registry
from inlay.operations.job import Channel, Group, Layer, LayerMask, Path, Selection

BEFORE = scenes.picture()
WHOLE = {"rect": [0, 0, scenes.WIDTH, scenes.HEIGHT], "size": [scenes.WIDTH, scenes.HEIGHT]}


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
        below = below + alpha[..., np.newaxis] * (colours - below)
    return below


@pytest.mark.parametrize("name", [each.id for each in registry.own()])
def test_the_last_frame_is_what_arrives(worker, name):
    operation = registry.find(name)
    job = scenes.job_for(operation)
    viewer = Viewer(worker)
    viewer.open(sent(worker, name, job), plane(worker, "before.plane", BEFORE))
    viewer.show(**WHOLE, mode="result")
    frame = viewer.exact()
    outputs = operation.perform(job).outputs
    shown = [each for each in outputs if isinstance(each, Layer | Group | LayerMask | Selection | Channel)]
    expected = composed(shown, job, BEFORE.pixels[..., :3].astype(float))
    difference = np.abs(frame["pixels"] - expected)
    marks = np.isin(frame["pixels"], (0, 255)).all(axis=2) if not shown or has_handles(operation) else np.False_
    assert difference[~np.broadcast_to(marks, difference.shape[:2])].max() <= 0.51


def has_handles(operation):
    return any(each.type in ("point", "points") for each in operation.parameters) or any(
        entry.displaced_by for entry in operation.inputs
    )
