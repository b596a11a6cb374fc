"""Run inside napari's Python: the widget as an artist uses it, on layers of all kinds."""

import gc
import os
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import napari
import numpy as np
import pytest
from magicgui.widgets import LineEdit
from napari.layers import Layer
from napari.utils.notifications import notification_manager
from napari_inlay import widget as dock
from qtpy.QtCore import QObject
from qtpy.QtWidgets import QApplication
from tifffile import imwrite

import inlay
from inlay.contract import language
from inlay.operations import array_host, registry

FOLDER = Path(os.environ["INLAY_FOLDER"])
RANDOM = np.random.default_rng(7)


def picture(height=60, width=80, dtype=np.uint8, channels=3):
    """A smooth picture with some grain."""
    down, across = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    planes = np.stack([down, across, 1 - down * across], axis=2)[..., :channels]
    grainy = (0.1 + 0.7 * planes + 0.1 * RANDOM.random(planes.shape)).reshape(
        (height, width) + (channels,) * (channels > 1)
    )
    return grainy.astype(dtype) if np.dtype(dtype).kind == "f" else (grainy * np.iinfo(dtype).max).astype(dtype)


@pytest.fixture(scope="module")
def window():
    """One window for all: messages still fade in it when the next check begins."""
    viewer = napari.Viewer(show=False)
    widget = viewer.window.add_plugin_dock_widget("napari-inlay", "Inlay")[1]
    # napari collects garbage whenever a layer goes; what is there from the start need not be gone through each time.
    gc.freeze()
    return viewer, widget


@pytest.fixture
def viewer(window):
    viewer, widget = window
    viewer.layers.clear()
    viewer.dims.ndisplay = 2
    widget.every.value, widget.number.value = False, 0
    widget.operation.value = widget.operation.choices[0]
    return viewer


@pytest.fixture
def widget(window):
    """The widget, as *Plugins > Inlay* opens it."""
    return window[1]


@pytest.fixture(scope="module")
def widget_in_german(window):
    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(dock, "_languages", lambda: ["de"])
        yield dock.Inlay(window[0])


@pytest.fixture
def german_widget(widget_in_german):
    language.speak(["de"])
    yield widget_in_german
    language.speak(["en"])


def choose(widget, name, **values):
    """Choose an operation and set it to its defaults but for these values."""
    operation = next(each for each in widget.operation.choices if each.id == name)
    widget.operation.value = operation
    for argument, parameter in array_host.parameters(operation).items():
        is_text = isinstance(widget.form[argument], LineEdit)
        widget.form[argument].value = array_host.written(parameter) if is_text else parameter.default
    for row, value in values.items():
        widget.form[row].value = value


def wait(widget, seconds=120):
    end = time.monotonic() + seconds
    while not widget.start.enabled and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)
    QApplication.processEvents()
    assert widget.start.enabled, "it does not end"


def run(widget, viewer, name, **values):
    """Press the button; the new layers, and what napari was told."""
    before, told = list(viewer.layers), len(notification_manager.records)
    choose(widget, name, **values)
    widget.start.native.click()
    wait(widget)
    messages = [str(record.message) for record in notification_manager.records[told:]]
    return [layer for layer in viewer.layers if layer not in before], messages


def one(widget, viewer, name, **values):
    layers, messages = run(widget, viewer, name, **values)
    assert not messages
    (layer,) = layers
    return layer


def spot(shape=(60, 80), value=1):
    labels = np.zeros(shape, int)
    labels[20:34, 30:46] = value
    return labels


def test_the_manifest_is_valid():
    subprocess.run([sys.executable, "-m", "npe2", "validate", "napari-inlay"], check=True)


def test_every_operation_on_arrays_is_offered_with_its_settings(viewer, widget):
    viewer.add_image(picture(), name="photo")
    assert {each.id for each in widget.operation.choices} >= {"seamless-clone", "heal-selection", "cut-out", "trace"}
    for operation in widget.operation.choices:
        widget.operation.value = operation
        shown = {row.name for row in widget.form}
        assert shown >= {entry.role for entry in operation.array_inputs}
        for name, parameter in operation.array_parameters.items():
            row = widget.form[name] if name in shown else None
            if row is not None and parameter.type in ("integer", "number"):
                assert (row.min, row.max, row.value) == (parameter.minimum, parameter.maximum, parameter.default)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32, np.float64])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_healing_is_that_of_python_and_the_layers_stay(viewer, widget, dtype, channels):
    pixels = picture(dtype=dtype, channels=min(channels, 3))
    if channels == 4:
        white = 1 if np.dtype(dtype).kind == "f" else np.iinfo(dtype).max
        pixels = np.dstack([pixels, np.full(pixels.shape[:2], white, dtype)])
    place = {"scale": (2, 3), "translate": (10, 20)}
    photo = viewer.add_image(pixels.copy(), name="photo", rgb=channels > 1, **place)
    viewer.add_labels(spot(), name="spot", **place)
    healed = one(widget, viewer, "heal-selection", fill="membrane")
    expected = inlay.heal_selection(pixels, spot() > 0, fill="membrane")
    np.testing.assert_array_equal(healed.data, expected)
    assert healed.data.dtype == dtype and healed.rgb == photo.rgb and healed.name == "photo Heal Selection"
    np.testing.assert_array_equal((healed.scale, healed.translate), (photo.scale, photo.translate))
    np.testing.assert_array_equal(photo.data, pixels)
    assert (healed.data[spot() > 0] != pixels[spot() > 0]).any()
    np.testing.assert_array_equal(healed.data[spot() == 0], pixels[spot() == 0])


def test_shapes_and_a_chosen_label_select(viewer, widget):
    pixels = picture()
    viewer.add_image(pixels, scale=(2, 2), translate=(10, 20))
    # A rectangle in world coordinates, in a layer that is not scaled.
    corners = np.array([[20, 30], [20, 45], [33, 45], [33, 30]]) * 2 + (10, 20)
    shapes = viewer.add_shapes([corners], shape_type="polygon", name="drawn")
    drawn = one(widget, viewer, "heal-selection", fill="membrane", region=shapes)
    changed = (drawn.data != pixels).any(axis=2)
    assert (
        0.85 < changed.sum() / (14 * 16) < 1.15
        and not changed[~np.pad(np.ones((18, 20), bool), ((18, 24), (28, 32)))].any()
    )
    both = spot(value=2)
    both[2:6, 2:6] = 1
    labels = viewer.add_labels(both, scale=(2, 2), translate=(10, 20))
    widget.number.value = 1
    found = one(widget, viewer, "heal-selection", region=labels)
    np.testing.assert_array_equal(found.data[both != 1], pixels[both != 1])
    assert (found.data[both == 1] != pixels[both == 1]).any()


@pytest.mark.parametrize("number", [0, -3])
def test_labels_below_0_are_labels(viewer, widget, number):
    pixels = picture()
    viewer.add_image(pixels)
    viewer.add_labels(spot(value=-3))
    widget.number.value = number
    found = one(widget, viewer, "heal-selection", fill="membrane")
    np.testing.assert_array_equal(found.data, inlay.heal_selection(pixels, spot() > 0, fill="membrane"))


def test_a_region_of_another_place_and_size(viewer, widget):
    pixels = picture()
    viewer.add_image(pixels)
    labels = viewer.add_labels(np.ones((14, 16), int), translate=(20, 30))
    found = one(widget, viewer, "heal-selection", fill="membrane", region=labels)
    np.testing.assert_array_equal(found.data, inlay.heal_selection(pixels, spot() > 0, fill="membrane"))


def test_cloning_from_a_smaller_layer_that_lies_over_another(viewer, widget):
    sky, bird = picture(), picture(20, 24)[::-1]
    below = viewer.add_image(sky, name="sky", scale=(0.5, 0.5))
    above = viewer.add_image(bird, name="bird", rgb=True, scale=(0.5, 0.5), translate=(15, 20))
    found = one(widget, viewer, "seamless-clone", source=above, destination=below, region=None)
    np.testing.assert_array_equal(found.data, inlay.seamless_clone(bird, sky, at=(30, 40)))


def test_a_cut_out_is_as_transparent_as_its_matte(viewer, widget):
    pixels = picture()
    pixels[20:34, 30:46] = (250, 240, 20)
    viewer.add_image(pixels)
    trimap = np.full(pixels.shape[:2], 2)
    trimap[16:38, 26:50] = 0
    trimap[24:30, 34:42] = 1
    viewer.add_labels(trimap)
    found = one(widget, viewer, "cut-out")
    matte = inlay.cut_out(pixels, np.array([128, 255, 0], np.uint8)[trimap])
    np.testing.assert_array_equal(found.data, matte.cut_out)
    assert found.rgb and found.data[27, 38, 3] == 255 and found.data[2, 2, 3] == 0


def test_scribbles_are_labels(viewer, widget):
    pixels = picture()
    pixels[20:34, 30:46] = (250, 240, 20)
    viewer.add_image(pixels)
    marks = np.zeros(pixels.shape[:2], int)
    marks[26:28, 34:42], marks[4, 4:70] = 1, 2
    scribbles = viewer.add_labels(marks)
    found = one(widget, viewer, "select-scribbles")
    assert isinstance(found, napari.layers.Labels)
    assert (found.data[20:34, 30:46] == 1).all() and (found.data[:15] == 2).all()
    matte = one(widget, viewer, "cut-out-scribbles", scribbles=scribbles)
    assert matte.data[27, 38, 3] == 255 and matte.data[4, 20, 3] == 0


def test_selections_become_labels_and_soft_ones_pictures(viewer, widget):
    pixels = picture(channels=1)
    photo = viewer.add_image(pixels)
    hard = one(widget, viewer, "select-threshold", source=photo)
    np.testing.assert_array_equal(hard.data, inlay.select_threshold(pixels))
    soft = one(widget, viewer, "refine-selection", region=hard, feather=3.0)
    assert isinstance(soft, napari.layers.Image) and 0 < np.mean((soft.data > 0) & (soft.data < 1)) < 1
    photo.data = photo.data.copy()
    healed = one(widget, viewer, "flatten-texture", source=photo, region=soft)
    np.testing.assert_array_equal(healed.data, inlay.flatten_texture(pixels, soft.data))


def test_several_results_and_outlines(viewer, widget):
    photo = viewer.add_image(picture(), translate=(5, 6))
    layers, messages = run(widget, viewer, "show-gradients", source=photo)
    assert [layer.name for layer in layers] == ["Image Show Gradients 1", "Image Show Gradients 2"] and not messages
    square = viewer.add_image(np.pad(np.full((10, 20), 255, np.uint8), 20), name="square", translate=(5, 6))
    traced = one(widget, viewer, "trace", image=square)
    (outline,) = traced.data
    np.testing.assert_allclose([outline.min(0), outline.max(0)], [(19.5, 19.5), (29.5, 39.5)], atol=0.3)
    np.testing.assert_array_equal(traced.translate, (5, 6))


def test_merging_layers_where_they_lie(viewer, widget):
    whole = picture(60, 120)
    left = viewer.add_image(whole[:, :70], name="left")
    right = viewer.add_image(whole[:, 50:], name="right", translate=(0, 50))
    merged = one(widget, viewer, "merge-layers", layers=[left, right])
    assert merged.data.shape == (60, 120, 4)
    np.testing.assert_allclose(merged.data[..., :3].astype(int), whole, atol=2)


def test_the_slice_that_is_shown_or_every_one(viewer, widget):
    stack = np.stack([picture(channels=1) for _ in range(4)])
    photo = viewer.add_image(stack, name="stack", scale=(5, 1, 1), translate=(100, 0, 0))
    labels = np.stack([spot()] * 4)
    labels[3] = 0
    labels[3, 2:6, 2:6] = 1
    viewer.add_labels(labels, scale=(5, 1, 1), translate=(100, 0, 0))
    viewer.dims.set_point(0, 110)
    single = one(widget, viewer, "heal-selection", fill="membrane")
    assert single.data.shape == (1, 60, 80)
    np.testing.assert_array_equal(single.translate, (110, 0, 0))
    np.testing.assert_array_equal(single.data[0], inlay.heal_selection(stack[2], spot() > 0, fill="membrane"))
    widget.every.value = True
    every = one(widget, viewer, "heal-selection", fill="membrane", source=photo)
    assert every.data.shape == stack.shape
    for number in range(4):
        expected = inlay.heal_selection(stack[number], labels[number] > 0, fill="membrane")
        np.testing.assert_array_equal(every.data[number], expected)
    flat = viewer.add_labels(spot(), name="flat")
    flat_everywhere = one(widget, viewer, "heal-selection", fill="membrane", source=photo, region=flat)
    np.testing.assert_array_equal(flat_everywhere.data[:3], every.data[:3])


def test_volumes_are_refused(viewer, widget):
    viewer.add_image(np.stack([picture(channels=1)] * 3))
    viewer.dims.ndisplay = 3
    layers, (message,) = run(widget, viewer, "gaussian-blur")
    assert not layers and message.startswith("The viewer shows volumes. Switch it to 2D")


def test_errors_say_what_to_do(viewer, widget):
    layers, (message,) = run(widget, viewer, "gaussian-blur")
    assert not layers and message == "Gaussian Blur needs a layer. Choose a layer."
    viewer.add_image(picture())
    viewer.add_labels(np.zeros((60, 80), int))
    layers, (message,) = run(widget, viewer, "heal-selection")
    assert not layers and message.startswith("The region is empty.")
    viewer.add_image(np.zeros((60, 80), np.int32), name="counts")
    layers, (message,) = run(widget, viewer, "gaussian-blur", source=viewer.layers["counts"], region=None)
    assert not layers and "int32" in message and "uint8" in message
    layers, (message,) = run(widget, viewer, "convolve", matrix="no matrix")
    assert not layers and message


def test_what_was_set_is_there_when_an_operation_is_chosen_again(viewer, widget):
    choose(widget, "gaussian-blur", radius=7.0)
    choose(widget, "heal-selection")
    widget.operation.value = next(each for each in widget.operation.choices if each.id == "gaussian-blur")
    assert widget.form["radius"].value == 7.0


def test_a_layer_that_is_gone_is_offered_nowhere(viewer, widget):
    """Neither is it kept in memory by the rows of operations that are not shown."""
    viewer.add_image(picture(), name="gone")
    choose(widget, "gaussian-blur")
    choose(widget, "heal-selection")
    viewer.layers.clear()
    for form in widget._forms.values():
        assert not [row.name for row in form if any(isinstance(each, Layer) for each in getattr(row, "choices", ()))]


def test_choosing_leaves_nothing_of_qt_to_the_collector(viewer, widget):
    """It would be deleted by whichever thread collects, while the window still uses it."""
    gc.collect()
    gc.disable()
    try:
        for operation in widget.operation.choices:
            widget.operation.value = operation
        viewer.add_image(picture())
        one(widget, viewer, "gaussian-blur")
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        left = [each for each in gc.garbage if isinstance(each, QObject)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert not left


def test_the_language_is_the_systems(monkeypatch):
    monkeypatch.setenv("LANG", "pt_BR.UTF-8")
    assert "pt-BR" in dock._languages()
    monkeypatch.setenv("LANGUAGE", "ja:de")
    assert [each for each in dock._languages() if each in ("ja", "de", "pt-BR")] == ["ja", "de"]


def test_the_language_is_that_of_a_napari_which_knows_several(monkeypatch):
    chosen = SimpleNamespace(application=SimpleNamespace(language="fr"))
    monkeypatch.setattr(dock, "get_settings", lambda: chosen)
    assert dock._languages() == ["fr"]


def test_all_is_in_the_language(viewer, german_widget):
    german, heal = language.translator("de"), registry.find("heal-selection")
    choose(german_widget, "heal-selection")
    box = german_widget.operation.native
    assert "Retusche: Auswahl heilen" in [box.itemText(number) for number in range(box.count())]
    assert german_widget.summary.value == german(heal.summary) != heal.summary
    pictures = [german(each.label) for each in heal.array_inputs]
    settings = [(german(each.label), german(each.unit)) for each in array_host.parameters(heal).values()]
    expected = [*pictures, *(f"{label} ({unit})" if unit else label for label, unit in settings)]
    assert [row.label for row in german_widget.form] == expected
    assert (german_widget.stop.text, german_widget.expert.text) == ("Abbrechen", "Weitere Einstellungen")
    fills = german_widget.form["fill"].native
    options = heal.array_parameters["fill"].options
    assert [fills.itemText(number) for number in range(fills.count())] == [german(each.label) for each in options]
    layers, (message,) = run(german_widget, viewer, "gaussian-blur")
    assert not layers and message == "Gaußscher Weichzeichner braucht noch etwas: Ebene. Wählen Sie aus: Ebene."
    viewer.add_image(picture(), name="Foto")
    assert one(german_widget, viewer, "gaussian-blur").name == "Foto Gaußscher Weichzeichner"


def test_warnings_are_told(viewer, widget):
    viewer.add_image(np.zeros((60, 80, 3), np.uint8))
    layers, messages = run(widget, viewer, "select-clusters", region=None)
    assert layers and any("colour" in message for message in messages)


def test_cancelling_leaves_everything_as_it_was(viewer, widget):
    viewer.add_image(picture(1500, 2000))
    viewer.add_labels(np.pad(np.ones((900, 1200), int), ((300, 300), (400, 400))))
    before = list(viewer.layers)
    choose(widget, "heal-selection")
    widget.start.native.click()
    end = time.monotonic() + 60
    while not widget.progress.value and time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)
    assert widget.progress.value and not widget.start.enabled and widget.stop.enabled
    widget.stop.native.click()
    wait(widget, 10)
    assert list(viewer.layers) == before and widget.progress.value == 0 and not widget.stop.enabled


def test_only_what_matters_is_shown(viewer, widget):
    viewer.add_image(picture())
    viewer.show(block=False)
    choose(widget, "heal-selection", fill="membrane")
    QApplication.processEvents()
    assert widget.form["fill"].visible and not widget.form["radius"].visible and not widget.form["x"].visible
    choose(widget, "heal-selection", fill="offset")
    assert widget.form["x"].visible


def test_a_picture_of_the_window(viewer, widget):
    """For people to look at: the window lies in the folder as ``window.tif``."""
    viewer.add_image(picture(300, 400), name="photo")
    labels = viewer.add_labels(np.kron(spot(), np.ones((5, 5), int)), name="spot")
    viewer.show(block=False)
    healed = one(widget, viewer, "heal-selection")
    labels.visible = False
    shot = viewer.screenshot(canvas_only=False, flash=False)
    imwrite(FOLDER / "window.tif", shot[..., :3])
    assert shot.shape[0] > 400 and len(np.unique(shot.reshape(-1, 4), axis=0)) > 1000 and healed.visible
