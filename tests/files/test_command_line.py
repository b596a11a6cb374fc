"""The command as a script sees it: words, exit codes, JSON, and every kind of output."""

import json
import os
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.files.drawn import save

from inlay.contract.declaration import OUTPUT_KINDS
from inlay.operations import registry


def test_list_prints_a_line_an_operation_its_id_first(inlay):
    done = inlay("list")
    assert done.code == 0
    lines = done.out.splitlines()
    assert [line.split()[0] for line in lines] == [operation.id for operation in registry.operations()]
    assert "seamless-clone" in done.out


def test_show_names_inputs_parameters_and_outputs(inlay):
    done = inlay("show", "sample-everything")
    assert done.code == 0
    for name in ("--source", "--references", "--trimap", "--amount", "--corners", "--hide-source", *OUTPUT_KINDS):
        assert name in done.out
    assert json.loads(inlay("show", "sample-everything", "--json").out)["id"] == "sample-everything"


def test_help_of_an_operation_lists_every_option(inlay, capsys):
    with pytest.raises(SystemExit) as left:
        inlay("run", "sample-everything", "--help")
    assert left.value.code == 0
    text = capsys.readouterr().out
    for option in ("--scene", "--strength", "--no-enabled", "--at", "--output", "--layer-only"):
        assert option in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], None),
        (["run"], None),
        (["sing"], "invalid choice"),
        (["show", "nothing"], "no operation"),
        (["run", "nothing"], "no operation"),
        (["run", "--quiet"], "operation is missing"),
        (["run", "sample-copy", "--output", "a.png"], "no source"),
        (["run", "sample-copy", "--source", "source.png"], "no output"),
        (["run", "sample-copy", "--source", "source.png", "--output", "a.gif"], "suffix"),
        (["run", "sample-copy", "--source", "source.png", "--output", "a.ora", "--layer-only"], "one picture only"),
        (["run", "sample-copy", "--sauce", "source.png"], "--sauce"),
        (["run", "sample-copy", "--source", "a.png", "--source", "b.png", "--output", "c.png"], "2 times"),
        (["run", "sample-copy", "--source", "source.png@1,2", "--at=3,4", "--output", "c.png"], "two positions"),
        (["run", "sample-copy", "--source", "source.png", "--at=here", "--output", "c.png"], "no position"),
        (["run", "sample-everything", "--amount", "11"], "from -10 to 10"),
        (["run", "sample-everything", "--amount", "1.5"], "whole number"),
        (["run", "sample-everything", "--strength", "strong"], "number from"),
        (["run", "sample-everything", "--yields", "gold"], "one of"),
        (
            ["run", "sample-everything", "--colour", "reddish"],
            "a name such as red, or #rgb, #rgba, #rrggbb or #rrggbbaa",
        ),
        (["run", "sample-everything", "--centre", "1"], "position"),
        (["run", "sample-everything", "--source", "source.png", "--output", "a.png"], "no destination"),
    ],
)
def test_wrong_use_is_2(inlay, source, arguments, words):
    done = inlay(*arguments)
    assert done.code == 2
    assert "Traceback" not in done.err
    if words is not None:
        assert words in done.err
        as_json = inlay(*arguments, "--json")
        assert as_json.code == 2
        assert words in as_json.json["error"]["message"] + as_json.json["error"]["hint"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--source", "none.png", "--output", "a.png"], "no file none.png"),
        (["--source", "text.png", "--output", "a.png"], "not a picture"),
        (["--source", "empty.png", "--output", "a.png"], "is empty"),
        (["--source", "cut.png", "--output", "a.png"], "cut off"),
        (["--source", ".", "--output", "a.png"], "is a folder"),
        (["--source", "source.png#Fox", "--output", "a.png"], "no layer “Fox”"),
        (["--source", "source.png", "--output", "folder.png"], "is a folder"),
        (["--source", "source.png", "--output", "nowhere/a.png"], "no folder nowhere"),
        (["--source", "source.png", "--region", "black.png", "--output", "a.png"], "region is empty"),
        (["--source", "source.png@900,0", "--region", "black.png", "--output", "a.png"], "region is empty"),
        (["--source", "source.png@900,0", "--output", "a.png"], "Nothing of the region lies on the canvas"),
    ],
)
def test_failures_are_1_with_a_message_and_a_hint(inlay, source, arguments, words):
    Path("text.png").write_text("hello")
    Path("empty.png").touch()
    Path("cut.png").write_bytes(source.read_bytes()[:200])
    Path("folder.png").mkdir()
    save("black.png", np.zeros((20, 30), np.uint8))
    before = sorted(os.listdir())
    done = inlay("run", "sample-copy", *arguments)
    assert done.code == 1
    assert words in done.err
    assert len(done.err.splitlines()) == 2
    assert done.out == ""
    assert sorted(os.listdir()) == before


@pytest.mark.parametrize("how", ["input", "region", "file", "resources", "failed", "bug", "memory"])
def test_an_operation_that_fails(inlay, source, how):
    done = inlay("run", "sample-fail", "--source", source, "--how", how, "--output", "a.png", "--json")
    assert done.code == 1
    error = done.json["error"]
    assert error["code"] == {"bug": "failed", "memory": "resources"}.get(how, how)
    assert error["message"]
    assert error["hint"]
    assert "Traceback" not in done.err
    assert not Path("a.png").exists()


def test_debug_prints_where_it_arose(inlay, source):
    done = inlay("run", "sample-fail", "--source", source, "--how", "bug", "--output", "a.png", "--debug")
    assert done.code == 1
    assert "Traceback" in done.err
    assert "Nobody expects this" in done.err


def test_warnings_are_said_and_the_result_is_written(inlay, source):
    done = inlay("run", "sample-fail", "--source", source, "--how", "warning", "--output", "a.png")
    assert (done.code, done.out) == (0, "a.png\n")
    assert "This is odd. Look at it." in done.err
    assert "For the log" not in done.err
    warned = inlay("run", "sample-fail", "--source", source, "--how", "warning", "--output", "a.png", "--json").json
    assert warned["warnings"] == [{"code": "sample", "message": "This is odd.", "hint": "Look at it."}]


def test_an_operations_own_words_stay_out_of_standard_output(inlay, source):
    done = inlay("run", "sample-fail", "--source", source, "--how", "print", "--output", "a.png", "--json")
    assert done.code == 0
    assert "no protocol" not in done.out
    assert done.json["outputs"][0]["path"] == "a.png"


def test_quiet_prints_nothing(inlay, source, destination):
    pictures = ("--source", source, "--destination", destination)
    done = inlay("run", "sample-everything", *pictures, "--output", "a.png", "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")


@pytest.mark.parametrize(
    "words",
    [
        "sample-copy --quiet --source source.png --output a.png",
        "--quiet --output a.png sample-copy --source source.png",
        "--output=a.png --layer-only --quiet sample-copy --source source.png",
        "--source sample-copy --output a.png --quiet sample-copy",
        "--source source.png --output a.png --quiet --at 0,0 sample-copy",
    ],
)
def test_options_may_stand_before_the_name(inlay, source, words):
    """Also if a file is called like an operation."""
    Path("sample-copy").write_bytes(source.read_bytes())
    done = inlay("run", *words.split())
    assert (done.code, done.out, done.err) == (0, "", "")
    assert Path("a.png").exists()


def test_how_it_is_told_may_stand_before_the_command(inlay, source):
    done = inlay("--json", "--debug", "run", "sample-copy", "--source", "source.png", "--output", "a.png")
    assert done.json["outputs"][0]["path"] == "a.png"
    assert inlay("--json", "list").json
    assert "gaussian-blur" in inlay("--json", "show", "gaussian-blur").json["id"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--quiet nothing --output a.png", "no operation “nothing”"),
        ("--output nothing", "operation is missing"),
        ("--output sample-copy", "operation is missing"),
        ("--output=a.png --debug nothing", "no operation “nothing”"),
        ("--hide-source sample-everything", "no output"),
        ("--title sample-copy sample-everything", "no output"),
    ],
)
def test_what_is_taken_for_the_name(inlay, words, said):
    done = inlay("run", *words.split())
    assert done.code == 2
    assert said in done.err


def test_doctor_and_the_others_are_handed_on(inlay, monkeypatch):
    import types

    for name in ("doctor", "uninstall", "refresh"):
        module = types.SimpleNamespace(main=lambda rest, name=name: len(rest) + len(name))
        monkeypatch.setitem(sys.modules, f"inlay_setup.{name}", module)
        assert inlay(name, "--json", "x").code == 2 + len(name)
