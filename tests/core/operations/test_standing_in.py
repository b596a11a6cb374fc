"""What arrives is all that shows: an edit of a translucent layer takes its place, with what of it was not selected."""

from dataclasses import replace

import numpy as np
import pytest
from tests.random_jobs.jobs import own_operations

from inlay.arrays.warning import collected
from inlay.colour.compositing import over
from inlay.operations.edit import Edit
from inlay.operations.job import Document, Group, Job
from inlay.picture import Box, Picture, Space

SIZE = 40
SPACE = Space("RGBA", np.dtype(np.float32))
MASK = Space("MASK", np.dtype(np.float32), "linear")
Y, X = np.mgrid[:SIZE, :SIZE]
SOFT = np.clip((16 - np.hypot(Y - 20, X - 20)) / 8, 0, 1)
SELECTED = np.clip((X - 15) / 10, 0, 1)
OPERATIONS = {operation.id: operation for operation in own_operations()}
#: What is an edit of the layer itself; the other ones paste, fill, or make something else of it.
EDITS = [
    name
    for name, operation in OPERATIONS.items()
    if name in ("harmonise", "match-below")
    or any(output.covers == "source" and not output.fills for output in operation.outputs)
]


def picture(opacity, seed):
    weave = 0.02 * ((X + Y) % 2)
    waves = [0.5 + 0.4 * np.sin(X / (4 + seed + k)) * np.cos(Y / (6 - k)) + weave for k in range(3)]
    return Picture(np.dstack([*waves, np.broadcast_to(opacity, X.shape)]).astype(np.float32), space=SPACE)


def job_of(operation, opacity=SOFT, selected=SELECTED):
    images = {entry.role: None for entry in operation.inputs}
    images["source"] = picture(opacity, 0)
    if "destination" in images:
        images["destination"] = picture(1, 3)
    if selected is not None:
        images["region"] = Picture(selected.astype(np.float32), space=MASK)
    return Job(images, operation.defaults(), Document(SIZE, SIZE, SPACE))


def layers_of(operation, job):
    result = operation.call(job).result(operation, job)
    return [
        layer for output in result.outputs for layer in (output.children if isinstance(output, Group) else [output])
    ]


@pytest.mark.parametrize("name", EDITS)
@pytest.mark.parametrize("selected", [SELECTED, None], ids=["selected", "all"])
def test_an_edit_of_a_translucent_layer_stands_for_it(name, selected):
    operation = OPERATIONS[name]
    needs_selection = operation.selection_input is not None and not operation.selection_input.optional
    job = job_of(operation, selected=SELECTED if needs_selection else selected)
    (layer,) = layers_of(operation, job)
    assert layer.hides == ("source",) and layer.stands_in
    source, whole = job.images["source"], layer.whole.crop(Box(0, 0, SIZE, SIZE))
    assert np.array_equal(whole.alpha, source.alpha), "neither more nor less opaque"
    made = operation.call(job)
    expected = source.colour.copy()
    if isinstance(made, Edit):
        box, share = made.part.box, np.ones_like(X, np.float64)
        if job.images["region"] is not None:
            share = job.images["region"].pixels.astype(np.float64)
        share = share[box.slices][..., np.newaxis] * made.part.covered[..., np.newaxis]
        expected[box.slices] += share * np.where(share > 0, made.colours - expected[box.slices], 0)
    else:
        expected = made.picture.colour
    seen = source.alpha > 0
    assert np.abs(whole.colour - expected)[seen].max() < 1e-6
    assert np.abs(whole.colour - source.colour)[seen].max() > 0.001 or name == "flatten-texture", (
        "that finds no texture here"
    )


@pytest.mark.parametrize("name", [name for name in EDITS if name != "match-below"])
def test_an_edit_of_an_opaque_layer_leaves_it(name):
    operation = OPERATIONS[name]
    (layer,) = layers_of(operation, job_of(operation, opacity=1))
    assert layer.hides == () and not layer.stands_in


@pytest.mark.parametrize("how", [{"opacity": 0.5}, {"mode": "multiply"}], ids=["opacity", "mode"])
@pytest.mark.parametrize("name", [name for name in EDITS if name != "match-below"])
def test_an_edit_of_an_opaque_layer_that_is_mixed_as_a_whole_stands_for_it(name, how):
    operation = OPERATIONS[name]
    job = job_of(operation, opacity=1)
    source = replace(job.images["source"], **how)
    (layer,) = layers_of(operation, replace(job, images={**job.images, "source": source}))
    assert layer.hides == ("source",) and layer.stands_in
    assert layer.opacity == source.opacity
    whole = layer.whole.crop(Box(0, 0, SIZE, SIZE))
    assert (whole.alpha == 1).all()


def test_a_part_of_a_layer_is_mixed_as_the_layer_is():
    whole = replace(picture(1, 0), opacity=0.5, mode="multiply")
    for box in (Box(3, 3, 5, 5), Box(-5, -5, 20, 20)):
        part = whole.crop(box)
        assert part.is_mixed and (part.opacity, part.mode) == (0.5, "multiply")


def test_what_is_written_is_as_large_as_the_edit():
    operation = OPERATIONS["gaussian-blur"]
    (layer,) = layers_of(operation, job_of(operation))
    part = layer.part
    assert part.box == layer.picture.box != layer.whole.box
    assert np.array_equal(part.pixels, layer.whole.crop(part.box).pixels)


def test_an_opaque_layer_without_opacity_can_be_stood_for():
    operation = OPERATIONS["match-below"]
    job = job_of(operation)
    source = job.images["source"]
    bare = Picture(np.ascontiguousarray(source.colour), space=Space("RGB", SPACE.dtype))
    (layer,) = layers_of(operation, replace(job, images={**job.images, "source": bare}))
    assert layer.stands_in and (layer.whole.alpha == 1).all()
    outside = SELECTED == 0
    assert np.array_equal(layer.whole.colour[outside], bare.pixels[outside])


def test_merged_layers_are_hidden_where_they_would_show_through():
    operation = OPERATIONS["merge-layers"]
    for opacity, hides in ((SOFT, ("layers",)), (SOFT > 0.5, ())):
        job = Job({"layers": [picture(1, 2), picture(opacity, 1)]}, operation.defaults(), Document(SIZE, SIZE, SPACE))
        (layer,) = operation.call(job).outputs
        assert layer.hides == hides


@pytest.mark.parametrize("how", [{"opacity": 0.5}, {"mode": "multiply"}], ids=["opacity", "mode"])
def test_merged_layers_that_are_mixed_alike_stay_so(how):
    pictures = [replace(picture(1, seed), **how) for seed in (2, 1)]
    (layer,), warnings = merged(pictures)
    assert layer.hides == ("layers",) and layer.stands_in and warnings == []
    assert layer.opacity == pictures[0].opacity
    assert (layer.picture.alpha == 1).all(), "the pixels of half opaque layers are whole"


@pytest.mark.parametrize("how", [{"opacity": 0.5}, {"mode": "difference"}], ids=["opacity", "mode"])
def test_merged_layers_that_are_mixed_in_different_ways_become_a_plain_one(how):
    plain = [picture(1, 2), picture(1, 1)]
    (layer,), warnings = merged([plain[0], replace(plain[1], **how)])
    assert layer.hides == ("layers",) and not layer.stands_in and (layer.opacity, layer.mode) == (1, "normal")
    assert [warning.code for warning in warnings] == ["mixed"]
    assert np.array_equal(layer.picture.pixels, merged(plain)[0][0].picture.pixels)


def merged(pictures):
    operation = OPERATIONS["merge-layers"]
    with collected() as warnings:
        outputs = operation.call(Job({"layers": pictures}, operation.defaults(), Document(SIZE, SIZE, SPACE))).outputs
    return outputs, warnings


def test_an_isolated_colour_leaves_a_layer_with_holes():
    operation = OPERATIONS["isolate-colour"]
    for opacity, hides in ((SOFT > 0.5, ()), (SOFT, ("source",))):
        (layer,) = layers_of(operation, job_of(operation, opacity=opacity))
        assert layer.hides == hides, "nothing shows through where nothing is"


@pytest.mark.parametrize("how", [{"opacity": 0.5}, {"mode": "multiply"}], ids=["opacity", "mode"])
@pytest.mark.parametrize("up_to", ["canvas", "layer"])
@pytest.mark.parametrize("selected", [SELECTED, None], ids=["selected", "all"])
def test_what_fills_a_layer_that_is_mixed_as_a_whole_stands_for_it(how, up_to, selected):
    """It is what a plain layer and its filling look like together, and as opaque where both are."""
    operation = OPERATIONS["fill-transparent-parts"]
    inner = Box(4, 6, 30, 29)
    source = picture(SOFT, 0).crop(inner)
    images = {"source": source, "region": None, "sampling": None}
    if selected is not None:
        images["region"] = Picture(selected.astype(np.float32), space=MASK)
    job = Job(images, operation.check({"up-to": up_to}), Document(SIZE, SIZE, SPACE))
    (above,) = layers_of(operation, job)
    assert above.hides == () and not above.stands_in
    (layer,) = layers_of(operation, replace(job, images={**images, "source": replace(source, **how)}))
    assert layer.hides == ("source",) and layer.stands_in and layer.opacity == how.get("opacity", 1)
    box = above.picture.box.unite(inner)
    assert layer.whole.box == box and (box == inner) == (up_to == "layer")
    assert np.array_equal(layer.whole.pixels, over(above.picture, source.crop(box)))
    assert layer.part.box == (above.picture.box if box == inner else box), "what reaches beyond is sent as a whole"
    assert np.array_equal(layer.part.pixels, layer.whole.crop(layer.part.box).pixels)
