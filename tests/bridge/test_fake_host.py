"""Whole jobs: a host that is made of bytes, and the real worker."""

import json
import os
import struct

import numpy as np
import pytest
from tests.bridge.fake_host import Document, Group, Host, Raster

from inlay.contract.boxes import Box
from inlay.contract.errors import InlayError
from inlay.contract.planes import CHANNELS, SAMPLE_BYTES

CANVAS = (40, 30)
LAYER = Box(-4, 6, 21, 17)
SELECTED = Box(2, 3, 9, 12)
WHITE = {"u8": 255, "u16": 65535, "f16": 1.0, "f32": 1.0}
CODES = {"u8": "B", "u16": "H", "f16": "e", "f32": "f"}


@pytest.fixture
def host(worker, operations):
    return Host(worker, operations.values())


def noise(count, channels, type):
    """Random bits: of floats anything that a job takes, with opacity, or the one channel of a mask, from 0 to 1."""
    if type[0] == "u":
        return os.urandom(count * channels * SAMPLE_BYTES[type])
    bits = np.frombuffer(os.urandom(count * channels * SAMPLE_BYTES[type]), np.dtype(f"u{SAMPLE_BYTES[type]}"))
    bits = bits.reshape(count, channels).copy()
    below_one, within_two = {"f16": (0x3BFF, 0xBFFF), "f32": (0x3F7FFFFF, 0xBFFFFFFF)}[type]
    bits[:, :-1] &= within_two
    bits[:, -1] &= below_one
    if channels > 1:
        colours = bits.view({"f16": np.float16, "f32": np.float32}[type])[:, :-1]
        colours[::7], colours[3::7], colours[5::7] = np.nan, np.inf, -np.inf
    return bits.tobytes()


def document(model="RGBA", type="u8", masks="u8"):
    """Noise on noise, and a selection of noise."""
    made = Document(*CANVAS, model, type, masks)
    for name, box in (("Snow", made.box), ("Fox", LAYER)):
        made.add(name, box, noise(box.area, CHANNELS[model], type))
    made.selection = Raster(SELECTED, "MASK", masks, noise(SELECTED.area, 1, masks))
    return made


def samples(raster):
    count = len(raster.data) // SAMPLE_BYTES[raster.type]
    return struct.unpack(f"<{count}{CODES[raster.type]}", raster.data)


EXACT = [*((model, type) for model in ("RGBA", "BGRA", "GRAYA") for type in CODES)]
EXACT += [(model, type) for model in ("CMYKA", "LABA") for type in ("u8", "u16")]


@pytest.mark.parametrize(("model", "type"), EXACT)
def test_every_bit_comes_back(host, model, type):
    """Colours that are no numbers, infinities and what lies under full transparency included."""
    made = document(model, type, type if type != "f16" else "f32")
    source, selection = made.active.raster, made.selection
    inside = LAYER.intersect(SELECTED)
    host.run(made, "sample-copy")
    result = made.layers[-1]
    assert (result.name, result.raster) == ("Fox", Raster(inside, model, type, source.read(inside)))
    assert made.selection == Raster(inside, "MASK", selection.type, selection.read(inside))


@pytest.mark.parametrize(("type", "dtype"), [("f16", np.float16), ("f32", np.float32)])
@pytest.mark.parametrize(("model", "low", "high"), [("CMYKA", 0, 100), ("LABA", -100, 100)])
def test_floating_inks_and_lab_are_in_units_of_their_own(host, model, low, high, type, dtype):
    """Percent of ink, and L, a and b themselves: the worker's 0 to 1 costs no more than the last place."""
    made = document(model, type, "f32")
    colours = np.random.default_rng(1).uniform(low, high, (LAYER.area, CHANNELS[model])).astype(dtype)
    colours[:, -1] = 1
    made.active.raster.data = colours.tobytes()
    made.selection = None
    host.run(made, "sample-copy")
    inside = LAYER.intersect(made.box)
    found, given = (
        np.frombuffer(data, dtype)
        for data in (made.layers[-1].raster.data, Raster(LAYER, model, type, colours.tobytes()).read(inside))
    )
    np.testing.assert_allclose(found, given, rtol=0, atol=2 * 128 * np.finfo(dtype).eps)


@pytest.mark.parametrize("model", ["CMYKA", "LABA"])
def test_floating_point_means_the_same_colours_as_integers(host, model):
    """Half ink is half ink: what is made gray in floating point is what is made gray of integers."""
    grays = {}
    white = {"CMYKA": 100, "LABA": 255}[model]
    start = {"CMYKA": 0, "LABA": -128}[model]
    for type in ("u16", "f32"):
        made = Document(*CANVAS, model, type, "u8")
        levels = np.random.default_rng(2).uniform(0.1, 0.9, (made.box.area, CHANNELS[model]))
        levels[:, -1] = 1
        if type == "f32":
            data = levels * white + start
            data[:, -1] = 1
            if model == "LABA":
                data[:, 0] = levels[:, 0] * 100
            pixels = data.astype(np.float32)
        else:
            pixels = np.rint(levels * 65535).astype(np.uint16)
        made.add("Snow", made.box, pixels.tobytes())
        host.run(made, "select-threshold", {"method": "range", "low": 40, "high": 60})
        grays[type] = np.frombuffer(made.selection.read(made.box), np.uint8)
    assert 0 < grays["u16"].mean() < 255
    assert (grays["u16"] != grays["f32"]).mean() < 0.002


def test_the_worker_leaves_nothing_once_the_host_has_read_it(host, worker):
    host.run(document("BGRA"), "sample-everything")
    assert os.listdir(worker.folder.path) == ["owner"]


@pytest.mark.parametrize("type", CODES)
@pytest.mark.parametrize("model", ["RGBA", "BGRA"])
def test_every_kind_of_output(host, tmp_path, model, type):
    made = document(model, type, "f32" if type == "f16" else type)
    report = tmp_path / "report.json"
    outcomes = host.run(made, "sample-everything", {"report": str(report), "colour": (1, 0, 1, 1), "title": "Ärger"})
    box = LAYER.intersect(SELECTED)

    *_, group, layer = made.layers if isinstance(made.layers[-2], Group) else [*made.layers[:-2], *made.layers[:-3:-1]]
    assert layer.name == "Ärger" and layer.raster.box == box
    assert samples(layer.raster) == pytest.approx((WHITE[type], 0, WHITE[type], WHITE[type]) * box.area, abs=1e-3)
    assert samples(layer.mask)[: box.width] == (0,) * 4 + (WHITE[made.masks],) * 5

    bottom, inner = group.children
    assert (group.name, bottom.name, inner.name) == ("Ärger group", "Bottom", "Inner")
    assert bottom.raster == layer.raster
    red, green, blue, opacity = samples(inner.children[0].raster)[:4]
    assert (red, green, blue) == pytest.approx((0, WHITE[type], 0), abs=1e-3)
    assert opacity == pytest.approx(WHITE[type] / 2, abs=0.51 if type[0] == "u" else 1e-3)

    white = WHITE[made.masks]
    halves = {"layer mask": made.active.mask, "selection": made.selection, "channel": made.channels["Sample channel"]}
    for (name, mask), expected in zip(halves.items(), ((0.25, 0.75), (0, 0.5), (1, 0)), strict=True):
        assert mask.box == box, name
        assert (samples(mask)[0], samples(mask)[-1]) == pytest.approx([part * white for part in expected], abs=0.51), (
            name
        )

    outline, bow = made.paths["Sample path"]
    assert outline.closed and [point[2:4] for point in outline.points] == [(2, 6), (11, 6), (11, 15), (2, 15)]
    assert not bow.closed and bow.points[0] == (2, 10.5, 2, 10.5, 2, 6)
    assert made.vectors["Sample vector"].startswith("<svg ") and "M2 6h9v9h-9z" in made.vectors["Sample vector"]

    echo = json.loads(report.read_text())
    assert echo["parameters"]["title"] == "Ärger" and echo["parameters"]["corners"] == [[1, 2], [3.5, 4]]
    assert echo["images"]["source"]["name"] == "Fox" and echo["images"]["destination"]["name"] == "Snow"
    assert [picture["name"] for picture in echo["images"]["references"]] == ["Snow", "Fox"]
    assert echo["images"]["scene"]["box"] == list(box) and echo["images"]["trimap"]["box"] == list(LAYER)
    assert outcomes.report == {"iterations": 7, "error": 0.125} and outcomes.warnings == []


def test_red_and_blue_are_where_the_operation_expects_them(host, tmp_path):
    report = tmp_path / "report.json"
    seen = {}
    for model, pixel in (("RGBA", (1, 2, 3, 4)), ("BGRA", (3, 2, 1, 4))):
        made = Document(*CANVAS, model)
        for name in ("Snow", "Fox"):
            made.add(name, made.box, bytes(pixel) * made.box.area)
        host.run(made, "sample-everything", {"yields": "file", "report": str(report)})
        seen[model] = [
            image["first"] for image in json.loads(report.read_text())["images"].values() if isinstance(image, dict)
        ]
    assert seen["RGBA"] == seen["BGRA"] == [[1, 2, 3, 4]] * 4


def test_hiding_the_source(host):
    made = document()
    source = made.active
    host.run(made, "sample-everything", {"yields": "layer", "hide-source": True})
    assert not source.visible


def test_a_failure_leaves_the_document_as_it_was(host, worker):
    made = document()
    before = list(made.layers)
    with pytest.raises(InlayError, match=r"This went wrong\. Do something else\.") as caught:
        host.run(made, "sample-fail", {"how": "region"})
    assert caught.value.code == "region" and made.layers == before
    assert worker.alive and os.listdir(worker.folder.path) == ["owner"]


def test_progress_that_raises_cancels(host, worker):
    class Stop(Exception):
        pass

    def progress(fraction, doing):
        if doing:
            raise Stop

    made = document()
    with pytest.raises(Stop):
        host.run(made, "sample-slow", {"seconds": 60}, progress)
    assert len(made.layers) == 2 and worker.alive
    host.run(made, "sample-copy")
    assert len(made.layers) == 3, "the same worker goes on"


def test_seamless_clone_keeps_what_is_outside(host):
    """The real operation through the whole path: identity where source and destination are one."""
    made = Document(*CANVAS)
    data = b"".join(bytes((x * 5 % 256, y * 7 % 256, (x + y) * 3 % 256, 255)) for y in range(30) for x in range(40))
    for name in ("Snow", "Fox"):
        made.add(name, made.box, data)
    made.selection = Raster(Box(8, 8, 12, 10), "MASK", "u8", b"\xff" * 120)
    outcomes = host.run(made, "seamless-clone")
    result = made.layers[-1].raster
    assert result.box == Box(8, 8, 12, 10) and result.data == made.layers[0].raster.read(result.box)
    assert outcomes.report["iterations"] >= 0
