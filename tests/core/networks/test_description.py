"""What a network is for and how it wants its picture: told by its inputs, by what is known, and by the user."""

import numpy as np
import pytest
from onnx import TensorProto
from tests import networks

from inlay.errors import ModelError, ParameterError, ResourceError
from inlay.networks import known, store


@pytest.mark.parametrize(
    ("drawn", "kind", "size"),
    [
        (lambda path: networks.gray(path, 48), "subject", 48),
        (lambda path: networks.gray(path, "free"), "subject", 512),
        (lambda path: networks.gray(path, 32, channels="channels"), "subject", 32),
        (lambda path: networks.gray(path, 32, outputs=7), "subject", 32),
        (lambda path: networks.matte(path), "matte", None),
        (lambda path: networks.matte(path, together=True), "matte", None),
        (lambda path: networks.matte(path, together=True, size=64), "matte", 64),
    ],
    ids=["fixed", "free", "free channels", "seven maps", "two inputs", "four channels", "fixed matte"],
)
def test_kind_and_size_are_told_by_the_inputs(models, tmp_path, drawn, kind, size):
    model = store.add(drawn(tmp_path / "a.onnx"))
    assert (model.kind, model.width, model.height) == (kind, size, size)


@pytest.mark.parametrize(
    ("drawn", "words"),
    [
        (lambda path: networks.gray(path, type=TensorProto.DOUBLE), None),
        (lambda path: networks.identity(path, [1, 3, 32, 32], TensorProto.UINT8), "floating-point"),
        (lambda path: networks.identity(path, [1, 3, 32, 32], TensorProto.INT64), "floating-point"),
        (lambda path: networks.identity(path, [1, 32, 32, 3]), "channels first"),
        (lambda path: networks.identity(path, [1, 5, 32, 32]), "5 channels"),
        (lambda path: networks.identity(path, [1, 1, 32, 32]), r"1 channel\."),
        (lambda path: networks.identity(path, [2, 3, 32, 32]), "2 x 3 x 32 x 32, and no picture"),
        (lambda path: networks.identity(path, [1, 3, 32]), "no picture"),
        (lambda path: networks.identity(path, [1, 3, 32, 32]), None),
        (lambda path: networks.reshaped(path, [1, 1024]), "not one mask"),
        (lambda path: networks.reshaped(path, [2, 16, 32]), "not one mask"),
    ],
    ids=[
        "double",
        "bytes",
        "integers",
        "channels last",
        "5",
        "1",
        "batch",
        "no picture",
        "colours",
        "a row",
        "two masks",
    ],
)
def test_what_cannot_be_used_is_refused_with_words(models, tmp_path, drawn, words):
    file = drawn(tmp_path / "a.onnx")
    if words is None:
        assert store.add(file)
        return
    with pytest.raises(ModelError, match=words) as caught:
        store.add(file)
    assert caught.value.hint
    assert list(models.iterdir()) == []


@pytest.mark.parametrize("shape", [[1, 1, 32, 32], [1, 32, 32, 1], [1, 32, 32]], ids=str)
def test_shapes_of_one_mask(models, tmp_path, shape):
    assert store.add(networks.reshaped(tmp_path / "a.onnx", shape))


def test_what_is_too_large_for_the_memory_is_refused_before_it_runs(models, tmp_path):
    with pytest.raises(ResourceError, match="of memory"):
        store.add(networks.gray(tmp_path / "a.onnx", 1 << 20))
    assert list(models.iterdir()) == []


def test_what_answers_no_numbers_is_refused(models, tmp_path):
    with pytest.raises(ModelError, match="no number"):
        store.add(networks.gray(tmp_path / "a.onnx", factor=float("inf")))


def test_what_the_user_says(models, tmp_path):
    file = networks.gray(tmp_path / "a.onnx", "free")
    model = store.add(file, size=64, mean=(0, 0, 0), deviation=(1, 1, 1), licence="mine", origin="here")
    assert (model.width, model.height) == (64, 64)
    assert (model.mean, model.deviation) == ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
    assert (model.licence, model.origin, model.output) == ("mine", "here", "plain")


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"kind": "matte"}, "its kind is subject"),
        ({"kind": "portrait"}, "subject, matte"),
        ({"size": 31}, "32 pixels, not 31"),
        ({"size": 5000}, "from 16 to 4096"),
        ({"mean": (0, 0)}, "three numbers"),
        ({"mean": (0, 0, np.nan)}, "three numbers"),
        ({"deviation": (1, 0, 1)}, "three numbers"),
    ],
    ids=str,
)
def test_what_the_user_cannot_say(models, tmp_path, wishes, words):
    with pytest.raises((ParameterError, ModelError), match=words):
        store.add(networks.gray(tmp_path / "a.onnx"), **wishes)
    assert list(models.iterdir()) == []


def test_free_channels_are_as_many_as_its_kind_needs(models, tmp_path):
    file = networks.gray(tmp_path / "a.onnx", "free", channels="channels")
    assert store.add(file).kind == "subject"
    assert store.add(file, "b", kind="matte").kind == "matte"
    assert store.add(file, "vitmatte-small").kind == "matte"


def test_logits_are_known_by_their_range(models, tmp_path):
    wishes = {"mean": (0, 0, 0), "deviation": (1, 1, 1)}
    likely = store.add(networks.gray(tmp_path / "likely.onnx"), **wishes)
    logits = store.add(networks.gray(tmp_path / "logits.onnx", factor=8, shift=-4), **wishes)
    assert (likely.output, logits.output) == ("plain", "sigmoid")


def test_a_name_tells_how_the_picture_is_wanted_and_no_licence(models, tmp_path):
    model = store.add(networks.gray(tmp_path / "isnet-general-use-mine.onnx", "free"))
    assert (model.width, model.mean, model.deviation) == (1024, (0.5, 0.5, 0.5), (1.0, 1.0, 1.0))
    assert (model.output, model.licence) == ("stretched", "")


def test_another_export_may_have_the_logistic_function_in_it(models, tmp_path):
    wishes = {"mean": (0, 0, 0), "deviation": (1, 1, 1)}
    model = store.add(networks.gray(tmp_path / "birefnet-general.onnx", 32), **wishes)
    assert model.output == "plain"


def test_known_networks_are_told_apart():
    digests = [digest for each in known.KNOWN for digest in each.digests]
    assert len(set(digests)) == len(digests)
    assert all(len(digest) in (32, 64) and int(digest, 16) for digest in digests)
    assert len({(each.kind, each.rank) for each in known.KNOWN}) == len(known.KNOWN)
    for each in known.KNOWN:
        assert known.by_name(each.stem.upper()) is each
        assert all(known.by_digest(["0", digest]) is each for digest in each.digests)
    assert known.by_digest(["0"]) is known.by_name("mine") is None
