"""Run inside Blender's Python: the extension is installed from its file, and its operators work on images."""

import os
import sys
from pathlib import Path

FOLDER = Path(os.environ["INLAY_FOLDER"])
os.environ["BLENDER_USER_RESOURCES"] = str(FOLDER / "blender")
# Before Blender is loaded, which finds extensions there.

import bpy  # noqa: E402
import numpy as np  # noqa: E402
import pytest  # noqa: E402

RANDOM = np.random.default_rng(7)
#: As Blender calls the installed extension.
NAME = "bl_ext.user_default.inlay"


@pytest.fixture(scope="session", autouse=True)
def extension():
    """Installed as a user does, by *Install from Disk*."""
    assert "inlay" not in sys.modules, "only the extension's wheels bring it"
    # Blender brings it along.
    import addon_utils

    addon_utils.enable("bl_pkg", default_set=True)
    (archive,) = FOLDER.glob("inlay-*.zip")
    done = bpy.ops.extensions.package_install_files(
        filepath=str(archive), repo="user_default", enable_on_install=True, overwrite=True
    )
    assert done == {"FINISHED"}
    import inlay

    assert Path(inlay.__file__).is_relative_to(FOLDER)
    return inlay


@pytest.fixture(autouse=True)
def _nothing():
    for image in list(bpy.data.images):
        bpy.data.images.remove(image)
    for mask in list(bpy.data.masks):
        bpy.data.masks.remove(mask)


def pixels(height=48, width=64):
    """A smooth picture with some grain, in bytes."""
    down, across = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    planes = np.stack([down, across, 1 - down * across], axis=2)
    return ((0.1 + 0.7 * planes + 0.1 * RANDOM.random(planes.shape)) * 255).astype(np.uint8)


def image(name, array, space=None, is_float=False, mode=None):
    """A new image of samples as Blender stores them, from the top down."""
    height, width = array.shape[:2]
    new = bpy.data.images.new(name, width, height, alpha=True, float_buffer=is_float)
    if space:
        new.colorspace_settings.name = space
    if mode:
        new.alpha_mode = mode
    stored = array / np.float32(255) if array.dtype == np.uint8 else array
    if stored.shape[2] == 3:
        stored = np.dstack([stored, np.ones(stored.shape[:2], np.float32)])
    new.pixels.foreach_set(np.ascontiguousarray(stored[::-1], np.float32).ravel())
    return new


def stored(image):
    found = np.empty(len(image.pixels), np.float32)
    image.pixels.foreach_get(found)
    return found.reshape(image.size[1], image.size[0], image.channels)[::-1]


def as_bytes(image):
    return np.rint(stored(image) * 255).astype(np.uint8)


def spot():
    region = np.zeros((48, 64), bool)
    region[16:28, 20:36] = True
    return region


def mask_image():
    return image("mask", np.repeat(spot()[..., None] * np.uint8(255), 3, axis=2), "Non-Color")


def run(name, **values):
    """Call an operator; the new images."""
    before = set(bpy.data.images)
    assert getattr(bpy.ops.inlay, name)(**values) == {"FINISHED"}
    return [each for each in bpy.data.images if each not in before]


def encoded(light):
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * np.abs(light) ** (1 / 2.4) - 0.055)


def test_every_operation_has_an_operator_with_its_settings(extension):
    from inlay.operations import array_host

    named = [each for each in array_host.offered() if array_host.takes_pictures(each)]
    assert len(named) > 30
    for operation in named:
        properties = getattr(bpy.ops.inlay, operation.id.replace("-", "_")).get_rna_type().properties
        for name, parameter in array_host.parameters(operation).items():
            one = properties[name]
            assert one.name == parameter.label
            if parameter.type in ("integer", "number"):
                np.testing.assert_allclose(
                    [one.hard_min, one.hard_max, one.default],
                    [parameter.minimum, parameter.maximum, parameter.default],
                    rtol=1e-6,
                )


def test_every_operation_begins_with_its_own_settings(extension):
    """Single precision moves no value out of its range."""
    from inlay.operations import array_host

    for operation in array_host.offered():
        if array_host.takes_pictures(operation):
            own = getattr(bpy.ops.inlay, operation.id.replace("-", "_")).get_rna_type().properties
            module = sys.modules[f"{NAME}.operators"]
            for name, parameter in array_host.parameters(operation).items():
                if parameter.type == "number":
                    assert module._value(parameter, own[name].default) == pytest.approx(parameter.default, rel=1e-6)
                    parameter.check(module._value(parameter, own[name].hard_max))


def test_healing_bytes_is_that_of_python(extension):
    array = pixels()
    photo = image("photo", array)
    mask_image()
    (healed,) = run("heal_selection", source="photo", region="mask", fill="membrane")
    expected = extension.heal_selection(array, spot(), fill="membrane")
    np.testing.assert_array_equal(as_bytes(healed)[..., :3], expected)
    assert healed.name == "photo Heal Selection" and healed.packed_file and not healed.is_float
    assert healed.colorspace_settings.name == photo.colorspace_settings.name
    np.testing.assert_array_equal(as_bytes(photo)[..., :3], array)


def test_a_mask_datablock_selects_what_is_drawn(extension):
    array = pixels()
    image("photo", array)
    mask = bpy.data.masks.new("outline")
    spline = mask.layers.new(name="layer").splines.new()
    spline.use_cyclic = True
    spline.points.add(3)
    # Columns 20 to 36 of 64 and rows 16 to 28 of 48 in the square around the picture, y upwards.
    corners = [(20, 16), (36, 16), (36, 28), (20, 28)]
    for point, (column, row) in zip(spline.points, corners, strict=True):
        place = (column / 64, 1 - (row + 8) / 64)
        point.handle_type = "VECTOR"
        point.co = point.handle_left = point.handle_right = place
    (healed,) = run("heal_selection", source="photo", region_mask="outline", fill="membrane")
    np.testing.assert_array_equal(as_bytes(healed)[..., :3], extension.heal_selection(array, spot(), fill="membrane"))


@pytest.mark.parametrize("brightest", [1.0, 6.0])
def test_light_is_seen_as_in_other_pictures_and_stays_bit_for_bit_elsewhere(extension, brightest):
    light = (pixels() / np.float32(255) * brightest).astype(np.float32)
    photo = image("light", light, is_float=True)
    mask_image()
    (healed,) = run("heal_selection", source="light", region="mask", fill="membrane")
    assert healed.is_float and healed.colorspace_settings.name == photo.colorspace_settings.name
    found = stored(healed)
    np.testing.assert_array_equal(found[~spot()], stored(photo)[~spot()])
    expected = extension.heal_selection(encoded(light).astype(np.float32), spot(), fill="membrane")
    np.testing.assert_allclose(encoded(found[..., :3]), expected, atol=2e-4 * brightest)


def test_what_alpha_was_multiplied_into_is_divided_by_it(extension):
    alpha = np.full((48, 64, 1), 0.5, np.float32)
    alpha[:4] = 0
    light = (pixels() / np.float32(255)).astype(np.float32)
    photo = image("glass", np.concatenate([light * alpha, alpha], axis=2), is_float=True, mode="PREMUL")
    (blurred,) = run("gaussian_blur", source="glass", radius=2.0)
    found = stored(blurred)
    np.testing.assert_array_equal(found[..., 3:], alpha)
    straight = extension.gaussian_blur(np.concatenate([encoded(light), alpha], axis=2).astype(np.float32), radius=2.0)
    np.testing.assert_allclose(encoded(found[8:, :, :3] / 0.5), straight[8:, :, :3], atol=1e-3)
    assert (stored(photo)[..., 3:] == alpha).all()


def test_data_is_not_seen(extension):
    values = (pixels() / np.float32(255)).astype(np.float32)
    image("normals", values, "Non-Color", is_float=True)
    (blurred,) = run("gaussian_blur", source="normals", radius=2.0)
    np.testing.assert_allclose(stored(blurred)[..., :3], extension.gaussian_blur(values, radius=2.0), atol=1e-6)
    assert blurred.colorspace_settings.is_data


def test_cloning_one_image_into_another(extension):
    array, piece = pixels(), pixels(20, 24)[::-1]
    image("scene", array)
    image("piece", piece)
    (cloned,) = run("seamless_clone", source="piece", destination="scene", x=30, y=12)
    np.testing.assert_array_equal(as_bytes(cloned)[..., :3], extension.seamless_clone(piece, array, x=30, y=12))


def test_a_selection_is_white_on_black(extension):
    array = pixels()
    image("photo", array)
    (selected,) = run("select_threshold", source="photo")
    expected = extension.select_threshold(array)
    np.testing.assert_array_equal(as_bytes(selected)[..., 0], expected * np.uint8(255))
    assert selected.colorspace_settings.is_data
    (grown,) = run("refine_selection", region=selected.name, grow=2)
    assert (as_bytes(grown)[..., 0] > 127).sum() > expected.sum()


def test_several_results(extension):
    image("photo", pixels())
    assert len(run("show_gradients", source="photo")) == 2


def test_errors_say_what_to_do(extension):
    image("photo", pixels())
    with pytest.raises(RuntimeError, match=r"Nothing is selected. Select"):
        bpy.ops.inlay.heal_selection(source="photo")
    with pytest.raises(RuntimeError, match=r"needs a layer. Choose a layer"):
        bpy.ops.inlay.gaussian_blur()
    image("other", pixels(10, 10))
    with pytest.raises(RuntimeError, match="size"):
        bpy.ops.inlay.heal_selection(source="photo", region="other")
    assert len(bpy.data.images) == 2


def test_a_mask_alone_has_no_size(extension):
    """What is a picture itself cannot be one."""
    names = {
        name: set(getattr(bpy.ops.inlay, name).get_rna_type().properties.keys())
        for name in ("refine_selection", "heal_selection")
    }
    assert "region_mask" in names["heal_selection"] and "region_mask" not in names["refine_selection"]


def test_an_image_that_goes_while_it_is_worked_on(extension, monkeypatch):
    from inlay.operations import array_host

    image("photo", pixels())
    real = array_host.Work.run

    def run(work):
        bpy.data.images.remove(bpy.data.images["photo"])
        real(work)

    monkeypatch.setattr(array_host.Work, "run", run)
    with pytest.raises(RuntimeError, match=r"photo is gone\. Choose an image that is still there\."):
        bpy.ops.inlay.gaussian_blur(source="photo")
    assert not bpy.data.images


@pytest.fixture
def german(monkeypatch):
    """The extension switched off and on again, in a system that speaks German: this Blender was built without words."""
    import addon_utils

    def again():
        addon_utils.disable(NAME)
        addon_utils.enable(NAME)

    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    again()
    from inlay.contract import language

    yield language.translator("de")
    monkeypatch.undo()
    again()


def test_all_is_in_the_language(extension, german):
    from inlay.operations import registry

    declared = registry.find("heal-selection")
    own = bpy.ops.inlay.heal_selection.get_rna_type()
    assert own.name == "Auswahl heilen" and own.description == german(declared.summary)
    assert own.properties["source"].name == german(declared.input("source").label)
    fill = declared.array_parameters["fill"]
    assert own.properties["fill"].name == german(fill.label) != fill.label
    assert [each.name for each in own.properties["fill"].enum_items] == [german(each.label) for each in fill.options]
    assert {each.operation.menu for each in sys.modules[NAME].MADE} >= {"Retusche", "Einfügen"}
    image("Foto", pixels())
    with pytest.raises(RuntimeError, match=r"Gaußscher Weichzeichner braucht noch etwas: Ebene\. Wählen Sie aus"):
        bpy.ops.inlay.gaussian_blur()
    assert [each.name for each in run("gaussian_blur", source="Foto")] == ["Foto Gaußscher Weichzeichner"]


def test_it_is_english_where_blenders_dialogs_are_not_to_be_translated(extension):
    view = bpy.context.preferences.view
    assert sys.modules[NAME]._languages() is None
    view.use_translate_interface = False
    try:
        assert sys.modules[NAME]._languages() == ["en"]
    finally:
        view.use_translate_interface = True


def test_it_goes_without_a_trace(extension):
    assert bpy.ops.extensions.package_uninstall(repo_index=_repository(), pkg_id="inlay") == {"FINISHED"}
    assert not hasattr(bpy.types, "INLAY_OT_heal_selection")
    assert not list((FOLDER / "blender").rglob("inlay/__init__.py"))


def _repository():
    return [each.module for each in bpy.context.preferences.extensions.repos].index("user_default")
