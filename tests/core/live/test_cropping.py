"""Jobs done only where they are looked at: the same pixels as of the whole."""

import numpy as np
import pytest
from tests import pictures

from inlay.live.cropping import MARGIN, cropped
from inlay.operations import registry
from inlay.operations.job import Document, Group, Job
from inlay.picture import Box, Picture, Space

WIDTH, HEIGHT = 180, 120
CROPPED = [each for each in registry.own() if each.preview == "cropped"]
#: Solved for all that is selected: every pixel depends on all, on those far away by less than a sample.
SOLVED = ("flatten-texture", "sharpen-gradients")


def layer(dtype="uint8"):
    pixels = pictures.image(110, 170, 4, dtype, seed=1)
    pixels[..., 3] = pictures.stored(pictures.opacity(110, 170), dtype)
    return Picture(pixels, 6, -3, Space("RGBA", np.dtype(dtype)))


def job_of(operation, selection):
    images = {"source": layer(), "region": selection}
    return Job(images, operation.defaults(), Document(WIDTH, HEIGHT))


def layers_of(operation, job):
    return [
        each
        for output in operation.perform(job).outputs
        for each in (output.children if isinstance(output, Group) else [output])
    ]


@pytest.mark.parametrize("operation", CROPPED, ids=lambda each: each.id)
@pytest.mark.parametrize("selected", ["everything", "a disc"])
def test_the_part_equals_that_of_the_whole(operation, selected):
    disc = Picture(pictures.stored(pictures.disc(90, 110, 45), "uint8"), 25, 5, Space("MASK", np.dtype(np.uint8)))
    whole = job_of(operation, None if selected == "everything" else disc)
    box = Box(60, 30, 40, 35)
    around = box.grow(MARGIN).intersect(whole.document.box)
    part = cropped(operation, whole, box)
    assert part is not None and part.quality == "preview"
    for found, full in zip(layers_of(operation, part), layers_of(operation, whole), strict=True):
        assert found.picture.box.intersect(around) == found.picture.box
        error = np.abs(found.picture.crop(box).pixels - full.picture.crop(box).pixels.astype(int))
        assert error.max() <= (1 if operation.id in SOLVED else 0)


def test_nothing_is_to_be_done_where_nothing_is_selected():
    blur = registry.find("gaussian-blur")
    disc = Picture(pictures.stored(pictures.disc(90, 110, 40), "uint8"), 20, 10, Space("MASK", np.dtype(np.uint8)))
    assert cropped(blur, job_of(blur, disc), Box(160, 90, 20, 10)) is None
    assert cropped(blur, job_of(blur, None), Box(-90, 0, 40, 40)) is None


def test_an_operation_without_a_selection_cannot_be_cropped():
    plate = registry.find("background-plate")
    with pytest.raises(ValueError, match="takes no selection"):
        cropped(plate, job_of(plate, None), Box(0, 0, 9, 9))


def test_whatever_is_declared_to_be_cropped_takes_a_selection():
    assert all(operation.selection_input for operation in CROPPED)
