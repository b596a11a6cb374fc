"""Rotate Colours: one layer, a group of them, an animation."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from tests import pictures

import inlay
from inlay.contract.boxes import Box
from inlay.errors import InputError, ParameterError
from inlay.operations import registry
from inlay.operations.job import Document, File, Group, Job, Layer
from inlay.picture import Picture, Space


def run(source, region=None, canvas=(53, 37), **parameters):
    operation = registry.find("rotate-colours")
    document = Document(*canvas, Space("RGBA", source.space.dtype))
    return operation.perform(Job({"source": source, "region": region}, operation.check(parameters), document))


def fox(dtype="uint8", alpha=None):
    pixels = pictures.image(dtype=dtype)
    opaque = np.full(pixels.shape[:2], pictures.white(dtype)) if alpha is None else alpha
    return Picture(np.dstack([pixels, opaque]).astype(dtype), space=Space("RGBA", pixels.dtype), name="Fox")


def test_one_step_is_one_layer():
    (layer,) = run(fox(), angle=90.0, axis="red", space="logit").outputs
    assert isinstance(layer, Layer)
    assert layer.name == "Fox (Rotate Colours)"
    expected = inlay.rotate_colours(fox().colour, angle=90, axis="red", space="logit")
    np.testing.assert_array_equal(layer.picture.colour, expected)


def test_steps_are_a_group_that_ends_at_the_angle():
    (group,) = run(fox(), angle=240.0, steps=3).outputs
    assert isinstance(group, Group)
    assert group.name == "Fox (Rotate Colours)"
    assert [layer.name for layer in group.children] == ["Fox (80°)", "Fox (160°)", "Fox (240°)"]
    for layer, angle in zip(group.children, (80, 160, 240), strict=True):
        np.testing.assert_array_equal(layer.picture.colour, inlay.rotate_colours(fox().colour, angle=angle))


def test_an_axis_of_ones_own():
    (layer,) = run(fox("float32"), axis="own", red=0.0, green=0.0, blue=-0.3, angle=90.0).outputs
    expected = inlay.rotate_colours(fox("float32").colour, angle=-90, axis="blue")
    np.testing.assert_allclose(layer.picture.colour, expected, atol=1e-6)
    with pytest.raises(ParameterError, match="direction"):
        run(fox(), axis="own", red=0.0, green=0.0, blue=0.0)


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_an_animation(dtype):
    soft = Picture(np.full((20, 30), 128, np.uint8), 5, 9, Space("MASK"))
    source = fox(dtype, alpha=pictures.opacity() * pictures.white(dtype))
    settings = {"angle": 360.0, "steps": 4, "into": "animation", "animation": "turning.gif", "delay": 70}
    (file,) = run(source, soft, **settings).outputs
    assert isinstance(file, File)
    assert file.path == "turning.gif"
    layers = run(source, soft, angle=360.0, steps=4).outputs[0].children
    box = layers[0].picture.box
    with Image.open(BytesIO(file.content)) as image:
        assert (image.format, image.n_frames, image.size) == ("GIF", 4, (box.width, box.height))
        assert image.info["loop"] == 0
        below = source.crop(box)
        for number, layer in enumerate(layers):
            image.seek(number)
            assert image.info["duration"] == 70
            frame = np.asarray(image.convert("RGBA")).astype(int)
            opaque = frame[..., 3] > 0
            # Half transparent over half transparent is more than half.
            assert opaque[below.alpha >= 0.5 * pictures.white(dtype)].all()
            assert not opaque[below.alpha == 0].any()
            share = layer.picture.alpha / pictures.white(dtype)
            full = below.alpha == below.alpha.max()
            mixed = pictures.fractions(below.colour) + share[..., np.newaxis] * (
                pictures.fractions(layer.picture.colour) - pictures.fractions(below.colour)
            )
            assert abs(frame[full][:, :3] - 255 * np.clip(mixed[full], 0, 1)).mean() < 6, "in 255 colours"


def test_an_animation_needs_a_file():
    with pytest.raises(ParameterError, match="file") as refusal:
        run(fox(), into="animation")
    assert refusal.value.hint


def test_progress_goes_through_all_steps():
    operation = registry.find("rotate-colours")
    told = []
    job = Job(
        {"source": fox()},
        operation.check({"steps": 3, "into": "animation", "animation": "turning.gif"}),
        Document(53, 37),
        progress=lambda fraction, doing: told.append((fraction, doing)),
    )
    operation.perform(job)
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert {"Turning colours", "Writing the animation"} <= {doing for _, doing in told}


@pytest.mark.parametrize("model", ["GRAYA", "LABA", "CMYKA"])
def test_other_models_say_what_to_do(model):
    pixels = np.full((9, 9, {"GRAYA": 2}.get(model, len(model))), 200, np.uint8)
    operation = registry.find("rotate-colours")
    space = Space(model)
    job = Job({"source": Picture(pixels, space=space)}, operation.check({}), Document(9, 9, space))
    with pytest.raises(InputError, match="red") as refusal:
        operation.perform(job)
    assert "RGB" in refusal.value.hint


def test_the_group_lies_where_the_selection_is():
    selection = Picture(np.full((8, 6), 255, np.uint8), 15, 25, Space("MASK"))
    (group,) = run(fox(), selection, steps=2).outputs
    assert {layer.picture.box for layer in group.children} == {Box(15, 25, 6, 8)}
