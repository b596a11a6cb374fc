"""The faces of a declared operation: its function on arrays, what help and type checkers know, its entry in a menu."""

import ast
import doctest
import inspect
import pydoc
import subprocess
import sys
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

import inlay
from inlay.contract import declaration
from inlay.errors import ParameterError
from inlay.operations import docstring, menus, registry
from tools import stubs

OPERATIONS = {operation.id: operation for operation in registry.own()}
#: What arrays need besides: where they lie, and how hard to work.
BESIDES = {"at", "tolerance", "solver", "threads", "progress"}
ROOMS = Path(inlay.__file__).parent / "operations"
ROOM = {menu: menu.lower().replace(" ", "_") for menu in menus.MENUS}


def function(name):
    return getattr(inlay, name.replace("-", "_"))


def test_tab_and_help_list_every_operation():
    names = {name.replace("-", "_") for name in OPERATIONS}
    assert names <= set(dir(inlay))
    text = pydoc.plain(pydoc.render_doc(inlay))
    for name in names:
        assert f"\n    {name}(" in text


def test_a_star_imports_every_operation_and_nothing_else():
    found = {}
    exec("from inlay import *", found)
    names = {name.replace("-", "_") for name in OPERATIONS}
    assert names | set(inlay.PACKAGES) <= set(found)
    assert not {"Any", "PACKAGES", "sample_copy"} & set(found)


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_function_of_the_same_name_and_its_examples(name):
    assert function(name) is OPERATIONS[name].array_function
    assert function(name).__name__ == name.replace("-", "_")
    assert function(name).__module__ == "inlay"
    (examples,) = doctest.DocTestFinder(recurse=False).find(function(name), name, module=False, globs={})
    assert examples.examples
    assert doctest.DocTestRunner().run(examples).failed == 0


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_function_takes_what_is_declared(name):
    """By name, in the declared order and with the declared defaults; a document's own matters may be missing."""
    operation, given = OPERATIONS[name], inspect.signature(function(name)).parameters
    declared = [parameter.id.replace("-", "_") for parameter in operation.parameters]
    own = [entry for entry in given.values() if entry.name not in BESIDES - {*declared}]
    roles = [entry.role for entry in operation.inputs]
    pictures = [entry for entry in own if entry.name in roles]
    values = [entry for entry in own if entry.name not in roles]
    assert [entry.name for entry in pictures] == [role for role in roles if role in given]
    for entry in values:
        parameter = next(each for each in operation.parameters if each.id == entry.name.replace("_", "-"))
        assert entry.default == parameter.default
        assert entry.kind is entry.KEYWORD_ONLY
    assert [entry.name for entry in values] == [each for each in declared if each in given]
    for_hosts = {parameter.id.replace("-", "_") for parameter in operation.parameters if parameter.needs}
    assert {each for each in (*roles, *declared) if each not in given} == for_hosts | set(operation.for_documents)
    assert "progress" in given


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_says_how_hard_to_work_is_checked_whether_or_not_it_is_used(name):
    given = inspect.signature(function(name)).parameters
    pictures = [np.zeros((4, 5)) for each in given.values() if each.default is each.empty]
    wrong = {"threads": 0, "solver": "transform"} | ({"tolerance": 2.0} if "solver" in given else {})
    for word, value in wrong.items():
        if word in given:
            with pytest.raises(ParameterError, match=f"{word} is"):
                function(name)(*pictures, **{word: value})


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_docstring_is_complete(name):
    text = docstring.parse(function(name).__doc__)
    assert text.summary.endswith(".")
    assert {"Parameters", "Returns", "Raises", "Examples"} <= set(text.sections)
    entries = [line.split(" : ")[0] for line in text.sections["Parameters"].split("\n") if line[:1].strip()]
    told = {each.strip() for entry in entries for each in entry.split(",")}
    assert told == set(inspect.signature(function(name)).parameters)


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_choices_type_lists_its_options(name):
    """But where packages may add some."""
    for argument in OPERATIONS[name].arguments:
        if argument.parameter is not None and argument.parameter.type == "choice" and argument.kind is not str:
            assert get_args(argument.kind) == tuple(option.id for option in argument.parameter.options)


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_hosts_read_is_what_was_declared(name):
    operation = OPERATIONS[name]
    told = declaration.Operation.from_json(operation.to_json())
    assert told.to_json() == operation.to_json()
    assert operation.id == name
    assert operation.preview in declaration.PREVIEWS
    assert ROOM[operation.menu] in operation.function.__module__.split(".")
    for parameter in operation.parameters:
        assert parameter.rank in declaration.RANKS
        for other, values in parameter.matters_when.items():
            decisive = next(each for each in operation.parameters if each.id == other)
            assert all(decisive.accepts(value) for value in values)


@pytest.mark.parametrize("room", ROOM.values())
def test_a_menus_room_imports_no_other(room):
    others = set(ROOM.values()) - {room}
    for path in (ROOMS / room).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("inlay.operations"):
                named = {*str(node.module).split("."), *(alias.name for alias in node.names)}
                assert not named & others, path


def test_the_stub_is_up_to_date():
    written = Path(inlay.__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    assert written == stubs.stub(registry.own()), "run `python3 install.py manifest`"


def test_a_type_checker_finds_what_is_misspelt(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import numpy as np\n"
        "import inlay\n"
        "picture = np.zeros((4, 4), np.uint8)\n"
        "inlay.gaussian_blur(picture, radius=2.0, channels='red')\n"
        "inlay.seamless_clown(picture, picture)\n"
        "inlay.gaussian_blur(picture, radious=2.0)\n"
        "inlay.gaussian_blur(picture, radius='wide')\n"
        "inlay.heal_selection(picture, fill='magic')\n"
        "alpha: int = inlay.cut_out(picture, picture).alpha\n"
    )
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path / "cache", script]
    told = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, cwd=tmp_path).stdout
    lines = {int(line.split(":")[1]) for line in told.splitlines() if line.startswith("script.py:")}
    assert lines == {5, 6, 7, 8, 9}, told
