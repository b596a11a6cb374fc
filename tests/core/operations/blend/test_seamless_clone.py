"""Seamless Clone on arrays and as a job: where the pieces lie, what stays soft, what is never touched."""

from dataclasses import replace

import numpy as np
import pytest
from tests.pictures import disc, waves

import inlay
from inlay.contract.boxes import Box
from inlay.errors import Cancelled, InputError, ParameterError, RegionError
from inlay.operations import registry
from inlay.operations.job import Document, Job
from inlay.picture import Picture, Space

OPERATION = registry.find("seamless-clone")
DTYPES = ["uint8", "uint16", "float16", "float32", "float64"]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("channels", [1, 3])
def test_shape_and_type_are_the_destinations_and_outside_is_untouched(dtype, channels):
    source = waves(30, 40, channels, dtype, 1)
    destination = waves(50, 45, channels, dtype, 2)
    if channels == 1:
        source, destination = source[..., 0], destination[..., 0]
    region = disc(30, 40, 12)
    result = inlay.seamless_clone(source, destination, region, y=5, x=-3)
    assert result.dtype == destination.dtype
    assert result.shape == destination.shape
    placed = np.zeros(destination.shape[:2], bool)
    placed[5:35, :37] = region[:, 3:]
    np.testing.assert_array_equal(result[~placed], destination[~placed])
    assert (result[placed] != destination[placed]).any()


def test_a_region_over_the_destination_stays_where_it_is():
    source, destination = waves(30, 30, 3, "float64", 1), waves(60, 60, 3, "float64", 2)
    region = np.zeros((60, 60), bool)
    region[25:35, 25:35] = True
    by_destination = inlay.seamless_clone(source, destination, region, y=20, x=20)
    by_source = inlay.seamless_clone(source, destination, region[20:50, 20:50], y=20, x=20)
    np.testing.assert_array_equal(by_destination, by_source)


def test_soft_coverage_lays_the_exact_solution_over_the_destination():
    source, destination = waves(40, 40, 3, "float64", 1), waves(40, 40, 3, "float64", 2)
    region = disc(40, 40, 15)
    solved = inlay.seamless_clone(source, destination, region)
    coverage = region * 0.25
    soft = inlay.seamless_clone(source, destination, coverage)
    np.testing.assert_allclose(soft, destination + 0.25 * (solved - destination), atol=1e-9)


def test_without_a_region_the_sources_opacity_is_the_region():
    source = np.dstack([waves(40, 40, 3, "uint8", 1), np.where(disc(40, 40, 15), 255, 0).astype(np.uint8)])
    source[source[..., 3] == 0, :3] = [255, 0, 255]
    destination = waves(40, 40, 3, "uint8", 2)
    result = inlay.seamless_clone(source, destination)
    np.testing.assert_array_equal(result, inlay.seamless_clone(source, destination, disc(40, 40, 15)))
    # The colours hidden under full transparency must not be seen: paint them differently and nothing changes.
    source[source[..., 3] == 0, :3] = 0
    np.testing.assert_array_equal(result, inlay.seamless_clone(source, destination))


def test_a_source_of_another_type_or_gray_is_converted():
    source, destination = waves(40, 40, 1, "uint8", 1), waves(40, 40, 3, "uint16", 2)
    result = inlay.seamless_clone(source[..., 0], destination, disc(40, 40, 15))
    wide = np.repeat(source.astype(np.uint16) * 257, 3, axis=2)
    np.testing.assert_array_equal(result, inlay.seamless_clone(wide, destination, disc(40, 40, 15)))


def test_values_above_one_survive():
    source, destination = 20 * waves(40, 40, 3, "float32", 1), 20 * waves(40, 40, 3, "float32", 2)
    result = inlay.seamless_clone(source, destination, disc(40, 40, 15))
    assert result[disc(40, 40, 15)].max() > 5


@pytest.mark.parametrize("gradients", ["source", "stronger", "average", "monochrome"])
def test_a_picture_cloned_into_itself_is_itself(gradients):
    picture = waves(40, 40, 1, "uint8", 3).repeat(3, axis=2)
    result = inlay.seamless_clone(picture, picture, disc(40, 40, 15), gradients=gradients)
    np.testing.assert_array_equal(result, picture)


def test_both_solvers_agree():
    source, destination = waves(40, 40, 3, "uint8", 1), waves(40, 40, 3, "uint8", 2)
    results = [
        inlay.seamless_clone(source, destination, disc(40, 40, 15), solver=solver).astype(int)
        for solver in ("multigrid", "pyamg")
    ]
    assert abs(results[0] - results[1]).max() <= 1


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"region": np.zeros((9, 9), bool)}, RegionError, "empty"),
        ({"region": np.ones((9, 9), bool)}, RegionError, "bound"),
        ({"region": np.ones((5, 5), bool)}, InputError, "size"),
        ({"y": 50, "region": np.ones((9, 9), bool)}, RegionError, "outside"),
        ({"gradients": "softer"}, ParameterError, "softer"),
        ({"source": np.full((9, 9), np.nan)}, InputError, "finite"),
        ({"source": "picture"}, InputError, "type"),
    ],
)
def test_bad_input_is_refused_in_words(change, error, words):
    region = np.zeros((9, 9), bool)
    region[3:6, 3:6] = True
    call = {"source": np.ones((9, 9)), "destination": np.zeros((9, 9)), "region": region} | change
    with pytest.raises(error, match=words) as refusal:
        inlay.seamless_clone(**call)
    assert refusal.value.hint


def test_progress_may_cancel():
    def cancel(fraction, doing):
        raise Cancelled

    with pytest.raises(Cancelled):
        inlay.seamless_clone(
            waves(40, 40, 3, "uint8", 1), waves(40, 40, 3, "uint8", 2), disc(40, 40, 15), progress=cancel
        )


def rgba(height, width, seed, name="", x=0, y=0, alpha=None):
    pixels = np.dstack([waves(height, width, 3, "uint8", seed), np.full((height, width), 255, np.uint8)])
    if alpha is not None:
        pixels[..., 3] = alpha
    return Picture(pixels, x, y, Space(), name)


def job(source, destination, region=None, canvas=(60, 60), **parameters):
    return Job(
        {"source": source, "destination": destination, "region": region},
        OPERATION.check(parameters),
        Document(*canvas),
    )


def test_the_layer_is_as_large_as_the_region_and_named_after_source_and_operation():
    source, destination = rgba(30, 30, 1, "Fox", x=10, y=20), rgba(60, 60, 2)
    selection = Picture(np.full((8, 6), 128, np.uint8), 15, 25, Space("MASK"))
    layer = OPERATION.perform(job(source, destination, selection)).outputs[0]
    assert layer.picture.box == Box(15, 25, 6, 8)
    assert layer.name == "Fox (Seamless Clone)"
    assert (layer.place, layer.of, layer.hides) == ("above", "source", ("source",))
    assert (layer.picture.alpha == 128).all()
    assert layer.picture.space.model == "RGBA"


def test_an_offset_moves_source_and_selection_together():
    source, destination = rgba(30, 30, 1), rgba(60, 60, 2)
    selection = Picture(np.full((8, 6), 255, np.uint8), 5, 5, Space("MASK"))
    layer = OPERATION.perform(job(source, destination, selection, x=40, y=-2)).outputs[0]
    assert layer.picture.box == Box(45, 3, 6, 8)
    direct = inlay.seamless_clone(
        source.colour, destination.colour, selection_at(selection, source.pixels.shape), y=-2, x=40
    )
    np.testing.assert_array_equal(layer.picture.colour, direct[3:11, 45:51])


def selection_at(selection, shape):
    region = np.zeros(shape[:2], bool)
    region[selection.y : selection.y + selection.height, selection.x : selection.x + selection.width] = True
    return region


def test_what_lies_on_nothing_is_refused_in_words():
    source, clear = rgba(30, 30, 1, "Cat"), replace(rgba(60, 60, 2), pixels=np.zeros((60, 60, 4), np.uint8))
    with pytest.raises(RegionError, match="Nothing is visible below Cat") as refusal:
        OPERATION.perform(job(source, clear))
    assert refusal.value.hint


def test_the_source_may_stay_visible():
    selection = Picture(np.full((8, 6), 255, np.uint8), 5, 5, Space("MASK"))
    result = OPERATION.perform(job(rgba(30, 30, 1), rgba(60, 60, 2), selection, **{"hide-source": False}))
    assert result.outputs[0].hides == ()
    assert result.report["iterations"] >= 0
    assert result.report["error"] < 0.25
    assert result.report["energy"] < result.report["energy_before"]


def test_where_the_destination_ends_or_is_transparent_it_gives_no_boundary_value():
    """A destination that covers half of the region only: what it hides under transparency must not matter."""
    source = rgba(20, 20, 1, x=10, y=10)
    selection = Picture(np.full((10, 10), 255, np.uint8), 15, 15, Space("MASK"))
    small = rgba(60, 20, 2)
    padded = np.zeros((60, 60, 4), np.uint8)
    padded[:, :20] = small.pixels
    noise = padded.copy()
    noise[:, 20:, :3] = waves(60, 40, 3, "uint8", 9)
    layers = [
        OPERATION.perform(job(source, destination, selection)).outputs[0].picture.colour
        for destination in (small, Picture(padded), Picture(noise))
    ]
    np.testing.assert_array_equal(layers[0], layers[1])
    np.testing.assert_array_equal(layers[0], layers[2])


def test_nothing_that_holds_the_region_is_an_error():
    with pytest.raises(RegionError) as refusal:
        OPERATION.perform(job(rgba(60, 60, 1), rgba(60, 60, 2)))
    assert refusal.value.hint


def test_a_fixed_boundary_keeps_the_canvas_border():
    source, destination = rgba(60, 60, 1), rgba(60, 60, 2)
    layer = OPERATION.perform(job(source, destination, boundary="fixed")).outputs[0]
    border = np.ones((60, 60), bool)
    border[1:-1, 1:-1] = False
    np.testing.assert_array_equal(layer.picture.colour[border], destination.colour[border])


def test_monochrome_in_lab_says_what_to_do():
    space = Space("LABA")
    source, destination = rgba(30, 30, 1), rgba(60, 60, 2)
    lab = Job(
        {"source": Picture(source.pixels, space=space), "destination": Picture(destination.pixels, space=space)},
        OPERATION.check({"gradients": "monochrome"}),
        Document(60, 60, space),
    )
    with pytest.raises(InputError, match="LAB") as refusal:
        OPERATION.perform(lab)
    assert "RGB" in refusal.value.hint


@pytest.mark.pictures
def test_the_face_swap_is_within_a_level_of_its_reference(pictures):
    from PIL import Image

    def read(name):
        return np.asarray(Image.open(pictures / "cloning" / name).convert("L" if "mask" in name else "RGB"))

    result = inlay.seamless_clone(
        read("ginevra_source.png"),
        read("mona_lisa_destination.png"),
        read("ginevra_mask.png") > 0,
        y=40,
        x=-30,
    )
    assert abs(result.astype(int) - read("mona_lisa_reference.png")).max() <= 1


def test_progress_is_called_from_the_first_piece_on():
    """A host that wants to stop is asked before anything large is done, and often."""
    told = []
    inlay.seamless_clone(
        waves(900, 60, 1, "float32", 1),
        waves(900, 60, 1, "float32", 2),
        np.pad(np.full((898, 58), 0.5), 1),
        progress=lambda fraction, doing: told.append((fraction, doing)),
    )
    fractions = [fraction for fraction, _ in told]
    assert [doing for _, doing in told].count("Reading") >= 4
    assert fractions == sorted(fractions)
    assert fractions[-1] <= 1


def test_a_coverage_that_rounds_to_none_changes_nothing():
    source, destination = waves(12, 14, 3, "uint8", 1), waves(12, 14, 3, "uint8", 2)
    coverage = np.where(disc(12, 14, 4), 0.001, 0.0)
    np.testing.assert_array_equal(inlay.seamless_clone(source, destination, coverage), destination)


def test_opacity_beyond_one_counts_as_one_and_stays_where_nothing_is_pasted():
    source, destination = np.full((2, 6, 6, 2), 0.5)
    destination[..., 1], source[..., 1] = 4.0, 3.0
    region = np.zeros((6, 6), bool)
    region[2:4, 2:4] = True
    found = inlay.seamless_clone(source, destination, region)
    assert (found[region][:, 1] == 1).all() and (found[~region] == destination[~region]).all()
