"""What hosts with numpy are offered, and how their layers become an operation's arguments."""

import numpy as np
import pytest

import inlay
from inlay.contract import language
from inlay.errors import Cancelled, InputError
from inlay.operations import array_host, registry


def operation(name):
    return registry.find(name)


def done(name, *given):
    """What a host's thread makes of these arguments, and what it warns of."""
    work = array_host.Work(operation(name), given)
    work.run()
    return work.result()


@pytest.fixture
def german():
    language.speak(["de"])
    yield language.translator("de")
    language.speak(["en"])


def picture(*channels):
    return np.random.default_rng(1).integers(0, 256, (30, 40, *channels), np.uint8)


def test_what_works_on_arrays_is_offered_in_the_menus_order():
    offered = [each.id for each in array_host.offered()]
    assert offered.index("seamless-clone") < offered.index("heal-selection") < offered.index("gaussian-blur")
    assert "sample-copy" not in offered


def test_single_pictures():
    left_out = {each.id for each in array_host.offered() if not array_host.takes_pictures(each)}
    assert left_out == {"merge-layers", "select-scribbles", "trace"}


def test_parameters_are_arguments_of_the_function():
    for each in array_host.offered():
        taken = set(each.array_function.__signature__.parameters)
        assert array_host.parameters(each).keys() <= taken


def test_what_matters_by_the_names_of_arguments():
    heal = operation("heal-selection")
    assert "lines_go_on" in array_host.effective(heal, {"fill": "surroundings"})
    assert "lines_go_on" not in array_host.effective(heal, {"fill": "membrane"})


def test_a_picture_that_is_needed():
    heal = operation("heal-selection")
    array_host.demand(heal, ["sampling"])
    with pytest.raises(InputError, match=r"Heal Selection needs a layer\. Choose a layer\."):
        array_host.demand(heal, ["source"])
    with pytest.raises(InputError, match="Nothing is selected"):
        array_host.demand(heal, ["region"])


@pytest.mark.parametrize(("dtype", "white"), [(np.uint8, 255), (np.uint16, 65535), (np.float32, 1)])
def test_coverage_of_a_gray_picture(dtype, white):
    gray = np.array([[0, white]], dtype)
    np.testing.assert_array_equal(array_host.coverage(gray, "mask"), [[0, 1]])
    with pytest.raises(InputError, match="mask has colours"):
        array_host.coverage(np.zeros((2, 2, 3), dtype), "mask")
    with pytest.raises(InputError, match="int32"):
        array_host.coverage(np.zeros((2, 2), np.int32), "mask")


@pytest.mark.parametrize("channels", [(), (3,), (4,)])
def test_a_source_that_ends_inside_the_canvas_is_cloned_like_one_that_is_laid_there(channels):
    source, destination = picture(*channels)[:12, :16], picture(3)
    if channels == (4,):
        source[..., 3] = 255
    inside = np.zeros((30, 40), bool)
    inside[10:22, 8:24] = True
    canvas = np.zeros((30, 40, *channels), np.uint8)
    canvas[inside] = source.reshape(-1, *channels)
    laid = inlay.seamless_clone(array_host.bordered(canvas, inside), destination)
    np.testing.assert_array_equal(laid, inlay.seamless_clone(source, destination, at=(10, 8)))


def test_labels_as_strokes():
    labels = np.array([[0, 1, 2, 3]])
    trimap, scribbles = (operation(name) for name in ("cut-out", "cut-out-scribbles"))
    found = array_host.strokes(labels, trimap.input("trimap"), trimap, {})
    np.testing.assert_array_equal(found, [[128, 255, 0, 128]])
    values = {"foreground": (1, 1, 1, 1), "background": (0, 0, 0, 1)}
    found = array_host.strokes(labels, scribbles.input("scribbles"), scribbles, values)
    np.testing.assert_array_equal(found, [[(0,) * 4, (1,) * 4, (0, 0, 0, 1), (0,) * 4]])
    select = operation("select-scribbles")
    np.testing.assert_array_equal(array_host.strokes(labels, select.input("scribbles"), select, {}), labels)


@pytest.mark.parametrize("dtype", [np.int8, np.int64])
def test_a_label_below_0_says_nothing(dtype):
    labels = np.array([[-1, -2, -128, 1]], dtype)
    trimap, scribbles, select = (operation(name) for name in ("cut-out", "cut-out-scribbles", "select-scribbles"))
    np.testing.assert_array_equal(
        array_host.strokes(labels, trimap.input("trimap"), trimap, {}), [[128, 128, 128, 255]]
    )
    values = {"foreground": (1, 1, 1, 1), "background": (0, 0, 0, 1)}
    found = array_host.strokes(labels, scribbles.input("scribbles"), scribbles, values)
    np.testing.assert_array_equal(found, [[(0,) * 4, (0,) * 4, (0,) * 4, (1,) * 4]])
    np.testing.assert_array_equal(array_host.strokes(labels, select.input("scribbles"), select, {}), [[0, 0, 0, 1]])


def test_work_gives_a_list_for_each_and_its_warnings():
    found, warnings = done("show-gradients", {"source": picture() // 3}, {"source": picture() // 2})
    assert [len(each) for each in found] == [2, 2] and not warnings
    flat = {"source": np.zeros((8, 8, 3), np.uint8)}
    found, (warning,) = done("select-clusters", flat, flat)
    assert len(found) == 2 and "colour" in warning


def test_work_that_fails_or_is_cancelled_says_so():
    with pytest.raises(InputError, match="int32"):
        done("gaussian-blur", {"source": picture().astype(np.int32)})
    work = array_host.Work(operation("gaussian-blur"), [{"source": picture()}])
    work.cancel()
    work.run()
    with pytest.raises(Cancelled):
        work.result()


def test_work_says_how_far_it_is():
    work = array_host.Work(operation("gaussian-blur"), [{"source": picture()}, {"source": picture()}])
    assert work.done == 0
    work.run()
    assert 0.5 < work.done <= 1


def test_what_is_shown_is_in_the_artists_language(german):
    heal = next(each for each in array_host.offered() if each.id == "heal-selection")
    declared = operation("heal-selection")
    assert heal.name == "Auswahl heilen" and heal.menu == "Retusche" and heal.summary == german(declared.summary)
    assert [each.label for each in heal.array_inputs] == [german(each.label) for each in declared.array_inputs]
    for name, parameter in array_host.parameters(heal).items():
        own = declared.array_parameters[name]
        assert (parameter.label, parameter.help) == (german(own.label), german(own.help))
        assert [each.label for each in parameter.options] == [german(each.label) for each in own.options]
    radius = array_host.parameters(next(each for each in array_host.offered() if each.id == "gaussian-blur"))["radius"]
    assert array_host.label(radius) == f"{german('Radius')} ({german('pixels')})"


def test_work_in_the_artists_language_is_the_same(german):
    source = picture(3)
    blur = next(each for each in array_host.offered() if each.id == "gaussian-blur")
    work = array_host.Work(blur, [{"source": source}])
    work.run()
    np.testing.assert_array_equal(work.result()[0][0][0], inlay.gaussian_blur(source))
    select = next(each for each in array_host.offered() if each.id == "select-clusters")
    work = array_host.Work(select, [{"source": np.zeros((8, 8, 3), np.uint8)}])
    work.run()
    (warning,) = work.result()[1]
    assert "Farbe" in warning
    with pytest.raises(InputError) as raised:
        array_host.demand(blur, ["source"])
    assert raised.value.told() == "Gaußscher Weichzeichner braucht noch etwas: Ebene. Wählen Sie aus: Ebene."


def test_a_row_shows_all_digits_of_a_default():
    for each in array_host.offered():
        for parameter in array_host.parameters(each).values():
            if parameter.type == "number":
                digits = array_host.digits(parameter)
                assert digits >= 2
                assert round(parameter.default, digits) == parameter.default
                assert round(parameter.minimum, digits) == parameter.minimum


@pytest.mark.parametrize("channels", [(), (2,), (3,), (4,)])
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_a_cut_out_has_its_mattes_opacity_times_its_own(dtype, channels):
    pixels = picture(*channels) if dtype == np.uint8 else (picture(*channels) / 255).astype(dtype)
    trimap = np.full((30, 40), 128, np.uint8)
    trimap[:8], trimap[20:] = 0, 255
    (((found,),), _) = done("cut-out", {"image": pixels, "trimap": trimap})
    matte = inlay.cut_out(pixels, trimap)
    own = pixels[..., -1] if channels in ((2,), (4,)) else np.full((30, 40), 255 if dtype == np.uint8 else 1, dtype)
    assert found.dtype == dtype and found.shape == (30, 40, 4 if channels in ((3,), (4,)) else 2)
    np.testing.assert_array_equal(found[:8, :, -1], 0)
    np.testing.assert_array_equal(found[20:, :, -1], own[20:])
    np.testing.assert_array_equal(found[..., :-1].reshape(matte.foreground.shape), matte.foreground)


def test_defaults_are_written_as_they_are_read():
    for each in array_host.offered():
        for parameter in array_host.parameters(each).values():
            if parameter.type in ("colour", "text", "points"):
                read = parameter.parse(array_host.written(parameter))
                np.testing.assert_allclose(
                    read, parameter.default, atol=1 / 255
                ) if parameter.type == "colour" else None
                assert parameter.type == "colour" or read == parameter.default
