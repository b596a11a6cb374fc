"""The store: what is added lies there whole, is listed without being loaded, and goes with all that belongs to it."""

import hashlib
import json
import os
import subprocess
import sys

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from tests import networks
from tests.setup.machine import tree

from inlay.arrays.warning import collected
from inlay.errors import FileError, InlayError, ModelError, ParameterError, ResourceError
from inlay.networks import elsewhere, session, store
from inlay.system import partial_file


@pytest.fixture
def file(tmp_path):
    return networks.gray(tmp_path / "My Network.v2.onnx")


def test_what_is_added_is_listed_and_found(models, file):
    model = store.add(file)
    assert (model.name, model.kind) == ("my-network.v2", "subject")
    assert (model.width, model.height, model.output) == (32, 32, "sigmoid"), "ImageNet's mean makes values below 0"
    assert model.path.read_bytes() == file.read_bytes()
    assert model.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert store.installed() == store.installed("subject") == [store.find(model.name)] == [model]
    assert store.installed("matte") == []
    assert sorted(os.listdir(models)) == ["my-network.v2.json", "my-network.v2.onnx"]


def test_what_is_removed_is_gone(models, file):
    store.add(file, "one")
    store.add(file, "two")
    store.remove("one")
    assert sorted(os.listdir(models)) == ["two.json", "two.onnx"]
    with pytest.raises(ModelError, match=r"No network is called “one”. Installed: two."):
        store.remove("one")


def test_listing_loads_neither_the_runtime_nor_the_network(models, file):
    store.add(file)
    code = (
        "import sys; from inlay.networks import store\n"
        "assert [each.name for each in store.installed()] == ['my-network.v2']\n"
        "assert not {'onnxruntime', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_name_is_given_once(models, file):
    store.add(file, "one")
    before = tree(models)
    with pytest.raises(ModelError, match="inlay models remove one"):
        store.add(file, "one")
    assert tree(models) == before


@pytest.mark.parametrize("name", ["../up", "a/b", ".hidden", "A", "automatic", "nul", "com1.v2", "a" * 65, "a.", "é"])
def test_names_that_files_cannot_have_everywhere(models, file, name):
    with pytest.raises(ParameterError, match="--name"):
        store.add(file, name)
    assert not models.exists() or not os.listdir(models)


@pytest.mark.parametrize("name", ["../models/one", "", "/etc/passwd", "one/../one"])
def test_only_names_are_looked_for(models, file, name):
    store.add(file, "one")
    with pytest.raises(ModelError, match="No network is called"):
        store.remove(name)
    assert store.installed()


@pytest.mark.parametrize("content", [b"", b"<html>Not found</html>", None], ids=["empty", "a page", "truncated"])
def test_what_is_no_network_is_refused(models, file, content):
    file.write_bytes(file.read_bytes()[:-20] if content is None else content)
    with pytest.raises(ModelError, match="ONNX Runtime cannot load it") as caught:
        store.add(file)
    assert str(file) in caught.value.message and ".part" not in caught.value.message
    assert os.listdir(models) == []


def test_files_that_cannot_be_read(models, tmp_path):
    with pytest.raises(FileError, match="There is no file"):
        store.add(tmp_path / "none.onnx")
    with pytest.raises(FileError, match="is a folder"):
        store.add(tmp_path)


def test_weights_in_a_file_beside_it_are_refused(models, tmp_path):
    weights = helper.make_tensor("weights", TensorProto.FLOAT, [3, 16], np.zeros(48, np.float32).tobytes(), raw=True)
    nodes = [
        helper.make_node("ReduceMean", ["picture"], ["mean"], axes=[1], keepdims=1),
        helper.make_node("ReduceMax", ["weights"], ["zero"], keepdims=0),
        helper.make_node("Add", ["mean", "zero"], ["map"]),
    ]
    file = networks.save(
        tmp_path / "split.onnx", nodes, [("picture", [1, 3, 32, 32])], [("map", [1, 1, 32, 32])], [weights],
        save_as_external_data=True, location="split.data", size_threshold=0,
    )  # fmt: skip
    assert onnx.load(file, load_external_data=False).graph.initializer[0].external_data
    with pytest.raises(ModelError, match="into one file"):
        store.add(file)


def test_operators_that_onnx_does_not_know_are_refused(models, tmp_path):
    nodes = [helper.make_node("Paint", ["picture"], ["map"], domain="studio")]
    file = networks.save(
        tmp_path / "own.onnx", nodes, [("picture", [1, 3, 32, 32])], [("map", [1, 1, 32, 32])],
        opsets=[helper.make_opsetid("studio", 1)],
    )  # fmt: skip
    with pytest.raises(ModelError, match="operators of its own"):
        store.add(file)


def test_a_full_disk_leaves_nothing(models, file, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(partial_file.os, "write", full)
        with pytest.raises(ResourceError, match="no room left"):
            store.add(file)
    assert os.listdir(models) == []
    assert store.add(file)


def test_without_the_runtime_it_is_said(models, file, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(ModelError, match="--with networks"):
        store.add(file)
    assert not models.exists()


def test_damaged_sidecars_are_left_out_and_told_of(models, file):
    good = store.add(file, "good")
    for name, content in (("list", b"[]"), ("cut", b'{"name": "cut"'), ("kind", b"")):
        store.add(file, name)
        changed = {**good.to_json(), "kind": "other"} if name == "kind" else None
        (models / f"{name}.json").write_bytes(json.dumps(changed).encode() if changed else content)
    store.add(file, "gone").path.unlink()
    with collected() as warned:
        assert store.installed() == [good]
    assert sorted(warning.code for warning in warned) == ["model"] * 4
    assert all("inlay models remove" in warning.hint for warning in warned)
    with pytest.raises(ModelError, match="damaged"):
        store.find("cut")
    for name in ("list", "cut", "kind", "gone"):
        store.remove(name)
    assert store.installed() == [good]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("kind", "other"), ("kind", None), ("title", 3), ("sha256", None), ("inputs", []), ("inputs", "a"),
        ("inputs", [{"name": "a"}]), ("outputs", None), ("width", None), ("width", "9"), ("width", -1), ("height", 2.5),
        ("mean", [0, 0]), ("mean", "abc"), ("deviation", [1, 0, 1]), ("deviation", None), ("scale", "large"),
        ("output", []), ("licence", {}), ("origin", 1), ("rank", "first"), ("rank", True),
    ],
)  # fmt: skip
def test_every_entry_of_a_sidecar_is_looked_at(models, file, key, value):
    model = store.add(file)
    (models / f"{model.name}.json").write_text(json.dumps({**model.to_json(), key: value}))
    with collected() as warned:
        assert store.installed() == []
    assert [warning.code for warning in warned] == ["model"]


def test_what_a_newer_inlay_has_noted_does_no_harm(models, file):
    model = store.add(file)
    path = models / f"{model.name}.json"
    path.write_text(json.dumps({**model.to_json(), "weather": "fair"}))
    assert store.installed() == [model]


def test_files_that_were_copied_by_hand_have_their_own_name(models, file):
    store.add(file, "one")
    for path in list(models.iterdir()):
        path.with_stem("two").write_bytes(path.read_bytes())
    assert [model.name for model in store.installed()] == ["one", "two"]


def test_the_best_come_first(models, file):
    for name in ("u2netp-mine", "birefnet-general-mine", "aaa"):
        store.add(file, name)
    assert [model.name for model in store.installed()] == ["birefnet-general-mine", "u2netp-mine", "aaa"]


@pytest.mark.parametrize("chosen", ["~", None])
def test_what_other_tools_left(models, file, tmp_path, monkeypatch, chosen):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("U2NET_HOME", f"{chosen or tmp_path}/chosen")
    for folder, name in ((".u2net", "u2net.onnx"), ("chosen", "other.onnx"), (".u2net", "readme.txt")):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_bytes(file.read_bytes() + name.encode())
    left = [tmp_path / ".u2net/u2net.onnx", tmp_path / "chosen/other.onnx"]
    assert elsewhere.found(store.installed()) == left
    left[0].write_bytes(file.read_bytes())
    store.add(left[0])
    assert elsewhere.found(store.installed()) == left[1:]


def test_a_store_that_cannot_be(file, tmp_path, monkeypatch):
    (tmp_path / "taken").touch()
    monkeypatch.setenv("INLAY_MODELS", str(tmp_path / "taken" / "models"))
    assert store.installed() == []
    with pytest.raises(InlayError):
        store.add(file)


def test_it_is_loaded_once_for_several_pictures(models, file, monkeypatch):
    model = store.add(file)
    loaded = []
    load = session._load
    monkeypatch.setattr(session, "_load", lambda *arguments: loaded.append(1) or load(*arguments))
    for _ in range(3):
        session.run(model, {"picture": np.zeros((1, 3, 32, 32))})
    assert len(loaded) == 1
