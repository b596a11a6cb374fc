"""What the declarations of all gradient edits say, and that their functions on arrays say the same."""

import doctest
import inspect

import numpy as np
import pytest
from tests.core.filters import zoo

import inlay
from inlay.operations import registry

GRADIENT = {operation.id: operation for operation in registry.own() if operation.menu == "Gradient"}
#: What arrays need besides: where they lie, and how hard to work.
BESIDES = {"at", "threads", "progress"}


def function(name):
    return getattr(inlay, name.replace("-", "_"))


def test_all_are_there():
    assert sorted(GRADIENT) == [
        "flatten-texture",
        "harmonise",
        "heal-selection",
        "isolate-colour",
        "make-tileable",
        "merge-layers",
        "rebuild-from-gradients",
        "recolour",
        "relight",
        "sharpen-gradients",
        "show-gradients",
        "tone-gradients",
    ]


@pytest.mark.parametrize("name", GRADIENT)
def test_the_function_of_the_same_name_and_its_examples(name):
    assert function(name) is GRADIENT[name].array_function
    assert function(name).__name__ == name.replace("-", "_")
    (examples,) = doctest.DocTestFinder(recurse=False).find(function(name), name, module=False, globs={})
    assert examples.examples
    assert doctest.DocTestRunner().run(examples).failed == 0


@pytest.mark.parametrize("name", GRADIENT)
def test_the_function_takes_what_is_declared(name):
    operation, given = GRADIENT[name], inspect.signature(function(name)).parameters
    own = [entry for entry in given.values() if entry.name not in BESIDES]
    pictures, values = own[: len(operation.inputs)], own[len(operation.inputs) :]
    assert [entry.name for entry in pictures] == [entry.role for entry in operation.inputs]
    assert [entry.default is None for entry in pictures] == [entry.optional for entry in operation.inputs]
    declared = {parameter.id.replace("-", "_"): parameter.default for parameter in operation.parameters}
    assert {entry.name: entry.default for entry in values} == declared
    assert [entry.name for entry in values] == list(declared)
    assert all(entry.kind is entry.KEYWORD_ONLY for entry in values)


@pytest.mark.parametrize("name", sorted({*GRADIENT} - {"merge-layers"}))
def test_the_layer_is_the_active_one_and_a_selection_is_optional(name):
    assert GRADIENT[name].inputs[0].active
    assert GRADIENT[name].input("region").optional


@pytest.mark.parametrize(
    ("name", "parameter"),
    [(name, each) for name, found in GRADIENT.items() for each in found.parameters if each.matters_when],
    ids=lambda given: getattr(given, "id", given),
)
def test_what_does_not_matter_changes_nothing(name, parameter):
    image, region = zoo.picture(37, 53, dtype="uint8"), zoo.opacity() > 0.4
    other = (0.0, 0.0, 0.0, 1.0) if parameter.type == "colour" else parameter.minimum
    ((condition, wanted),) = parameter.matters_when.items()
    (choice,) = (each for each in GRADIENT[name].parameters if each.id == condition)
    for option in choice.options:
        if option.id not in wanted:
            given = {condition: option.id, "x": 9} if name == "heal-selection" else {condition: option.id}
            changed = {**given, parameter.id: other if parameter.id not in ("x", "y") else 7}
            np.testing.assert_array_equal(
                function(name)(image, region, **given), function(name)(image, region, **changed)
            )
