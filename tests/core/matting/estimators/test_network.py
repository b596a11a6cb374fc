"""Networks that take a trimap, as estimators: what they are shown, and what closed form makes of their answers."""

import numpy as np
import pytest
from onnx import helper
from tests import networks as drawn
from tests.pictures import disc, stored

import inlay
from inlay import networks
from inlay.arrays.effort import Effort
from inlay.errors import Cancelled, ModelError, ParameterError
from inlay.matting import estimate_alpha
from inlay.matting.estimators import registry
from inlay.matting.network import showing
from inlay.matting.network.belief import belief
from inlay.matting.staging import stage
from inlay.operations import registry as operations

pytestmark = pytest.mark.usefixtures("models")


def scene(dtype="uint8", height=120, width=150):
    """A soft disc before noise in which closed form finds nothing to hold on to, its trimap, and its alpha."""
    y, x = np.mgrid[:height, :width]
    alpha = np.clip((40 - np.hypot(y - height / 2, x - width / 2)) / 12 + 0.5, 0, 1)
    random = np.random.default_rng(3)
    front, back = random.random((2, height, width, 3)) * [[[[0.5]]], [[[0.5]]]] + [[[[0.5]]], [[[0.0]]]]
    image = alpha[..., None] * front + (1 - alpha[..., None]) * back
    trimap = np.full(alpha.shape, 128, np.uint8)
    trimap[~disc(height, width, 55)], trimap[disc(height, width, 25)] = 0, 255
    return stored(image, dtype), trimap, alpha.astype(np.float32)


def red(path, together=True, size="free", gain=0.5, shift=0.5):
    """A network that answers the red channel as it was before it was centred."""
    place = ["height", "width"] if isinstance(size, str) else [size, size]
    constants = [
        helper.make_tensor("starts", 7, [1], [0]),
        helper.make_tensor("ends", 7, [1], [1]),
        helper.make_tensor("axes", 7, [1], [1]),
        helper.make_tensor("gain", drawn.FLOAT, [], [gain]),
        helper.make_tensor("shift", drawn.FLOAT, [], [shift]),
        helper.make_tensor("nothing", drawn.FLOAT, [], [0.0]),
    ]
    nodes = [
        helper.make_node("Slice", ["picture", "starts", "ends", "axes"], ["red"]),
        helper.make_node("Mul", ["red", "gain"], ["scaled"]),
        helper.make_node("Add", ["scaled", "shift"], ["map" if together else "answer"]),
    ]
    if together:
        inputs = [("picture", [1, 4, *place])]
    else:
        inputs = [("picture", [1, 3, *place]), ("trimap", [1, 1, *place])]
        nodes += [
            helper.make_node("Mul", ["trimap", "nothing"], ["zero"]),
            helper.make_node("Add", ["answer", "zero"], ["map"]),
        ]
    return drawn.save(path, nodes, inputs, [("map", [1, 1, *place])], constants)


def red_scene(dtype="uint8"):
    """A picture whose red channel is alpha, where nothing else says what alpha is."""
    image, trimap, alpha = scene("float32")
    image = np.random.default_rng(4).random(image.shape).astype(np.float32)
    image[..., 0] = alpha
    return stored(image, dtype), trimap, alpha


@pytest.mark.parametrize("together", [True, False])
def test_a_network_in_the_store_is_a_method(tmp_path, together):
    model = networks.add(red(tmp_path / "red-matte.onnx", together))
    assert model.kind == "matte"
    assert registry.find("red-matte").id in [estimator.id for estimator in registry.estimators()]
    image, trimap, alpha = red_scene()
    found = estimate_alpha(image, trimap, "red-matte")
    assert found.method == "red-matte"
    assert np.abs(found.alpha - alpha).max() < 0.03


def test_where_the_picture_says_nothing_the_network_decides(tmp_path):
    networks.add(red(tmp_path / "quarter.onnx", gain=0.0, shift=0.25))
    image, trimap, _ = scene()
    image[:] = 128
    found = estimate_alpha(image, trimap, "quarter").alpha
    plain = estimate_alpha(image, trimap, "closed-form").alpha
    middle = disc(*trimap.shape, 45) & ~disc(*trimap.shape, 35)
    assert np.abs(found - 0.25)[middle].mean() < 0.7 * np.abs(plain - 0.25)[middle].mean()


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float16", "float32"])
def test_every_type_of_samples_is_shown_alike(tmp_path, dtype):
    networks.add(red(tmp_path / "red-matte.onnx"))
    image, trimap, _ = red_scene(dtype)
    reference = estimate_alpha(red_scene("float32")[0], trimap, "red-matte").alpha
    assert np.abs(estimate_alpha(image, trimap, "red-matte").alpha - reference).max() < 0.02


def test_the_depth_of_the_picture_stays(tmp_path):
    networks.add(red(tmp_path / "red-matte.onnx"))
    image, trimap, _ = red_scene("uint16")
    foreground = inlay.cut_out(image, trimap, method="red-matte").foreground
    assert foreground.dtype == np.uint16
    assert (foreground[trimap == 255] == image[trimap == 255]).all()


def test_gray_and_transparent_pictures(tmp_path):
    networks.add(red(tmp_path / "red-matte.onnx"))
    image, trimap, _ = scene()
    assert np.isfinite(estimate_alpha(image[..., 0], trimap, "red-matte").alpha).all()
    opacity = np.full(trimap.shape, 255, np.uint8)
    opacity[:20] = 0
    found = estimate_alpha(np.dstack([image, opacity]), trimap, "red-matte").alpha
    assert (found[:20] == 0).all()


@pytest.mark.parametrize("size", ["free", 64])
def test_what_is_shown_is_the_picture_and_its_trimap(tmp_path, size):
    model = networks.add(drawn.matte(tmp_path / "trimap.onnx", together=True, size=size))
    image, trimap, _ = scene(height=60, width=50)
    colours = image.astype(np.float32) / 255
    known = np.select([trimap == 255, trimap == 0], [1.0, 0.0], 0.5).astype(np.float32)
    assert (showing.ask(model, colours, known, Effort()) == known).all()


@pytest.mark.parametrize("size", ["free", 64, 96])
def test_tiles_and_sizes_leave_no_seam(tmp_path, size):
    """A network that looks at every pixel by itself answers the same in tiles as at once."""
    model = networks.add(red(tmp_path / "red.onnx", size=size))
    image, trimap, alpha = red_scene("float32")
    found = belief(model, stage(image, trimap), Effort())
    unknown = trimap == 128
    believed = found.weight > 0
    assert (believed == unknown).all()
    assert np.abs(found.value - alpha)[unknown].max() < (1e-5 if size == "free" else 0.05)


def test_what_a_mirror_changes_is_not_believed(tmp_path):
    """A network that answers by the place in the picture says another thing in the mirror."""
    place = [1, 1, 64, 64]
    ramp = np.broadcast_to(np.linspace(0, 1, 64, dtype=np.float32), place).ravel()
    nodes = [
        helper.make_node("ReduceMean", ["both"], ["mean"], axes=[1], keepdims=1),
        helper.make_node("Mul", ["mean", "nothing"], ["zero"]),
        helper.make_node("Add", ["zero", "ramp"], ["map"]),
    ]
    constants = [
        helper.make_tensor("ramp", drawn.FLOAT, place, ramp),
        helper.make_tensor("nothing", drawn.FLOAT, [], [0.0]),
    ]
    path = drawn.save(tmp_path / "ramp.onnx", nodes, [("both", [1, 4, 64, 64])], [("map", place)], constants)
    model = networks.add(path)
    image, trimap = np.zeros((64, 64, 3), np.uint8), np.full((64, 64), 128, np.uint8)
    trimap[0], trimap[-1] = 0, 255
    weight = belief(model, stage(image, trimap), Effort(), strength=1.0).weight
    assert weight[32, 31] > 100 * weight[32, 2] > 0 or weight[32, 2] == 0
    assert weight[32, 31] > 0


def test_it_can_be_stopped(tmp_path):
    networks.add(red(tmp_path / "red-matte.onnx"))
    image, trimap, _ = scene()

    def stop(fraction):
        raise Cancelled()

    with pytest.raises(Cancelled):
        estimate_alpha(image, trimap, "red-matte", progress=stop)


def test_progress_never_falls(tmp_path):
    networks.add(red(tmp_path / "red-matte.onnx", size=64))
    image, trimap, _ = scene()
    told = []
    estimate_alpha(image, trimap, "red-matte", progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1


def test_an_answer_of_another_size_is_refused(tmp_path):
    nodes = [
        helper.make_node("Split", ["both", "parts"], ["picture", "trimap"], axis=1),
        helper.make_node("AveragePool", ["trimap"], ["map"], kernel_shape=[2, 2], strides=[2, 2]),
    ]
    constants = [helper.make_tensor("parts", 7, [2], [3, 1])]
    place = [1, 4, "height", "width"]
    path = drawn.save(tmp_path / "half.onnx", nodes, [("both", place)], [("map", [1, 1, "h", "w"])], constants)
    networks.add(path, kind="matte")
    image, trimap, _ = scene()
    with pytest.raises(ModelError, match="half answers 64 x 80 to a picture of 128 x 160"):
        estimate_alpha(image[:, 10:140], trimap[:, 10:140], "half")


def test_a_name_of_inlays_own_stays_inlays_own(tmp_path):
    networks.add(red(tmp_path / "closed-form.onnx"))
    ids = [estimator.id for estimator in registry.estimators()]
    assert ids.count("closed-form") == 1
    assert registry.find("closed-form").name == "Closed form"


def test_operations_take_what_was_added_after_they_were_declared(tmp_path):
    method = next(each for each in operations.find("cut-out").parameters if each.id == "method")
    with pytest.raises(ParameterError, match="red-matte"):
        method.check("red-matte")
    networks.add(red(tmp_path / "red-matte.onnx"))
    assert method.check("red-matte") == "red-matte"
    image, trimap, _ = red_scene()
    expected = estimate_alpha(image, trimap, "red-matte").alpha
    assert (inlay.cut_out(image, trimap, method="red-matte").alpha == expected).all()
