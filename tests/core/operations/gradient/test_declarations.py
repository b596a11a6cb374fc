"""What the declarations of all gradient edits say, and that the examples of their functions run."""

import doctest

import pytest

import inlay
from inlay.operations import registry

GRADIENT = [operation.id for operation in registry.own() if operation.menu == "Gradient"]


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
    operation = registry.find(name)
    function = getattr(inlay, name.replace("-", "_"))
    assert function is operation.array_function
    assert function.__name__ == name.replace("-", "_")
    (examples,) = doctest.DocTestFinder(recurse=False).find(function, name, module=False, globs={})
    assert examples.examples
    assert doctest.DocTestRunner().run(examples).failed == 0


@pytest.mark.parametrize("name", sorted({*GRADIENT} - {"merge-layers"}))
def test_the_layer_is_the_active_one_and_a_selection_is_optional(name):
    operation = registry.find(name)
    assert operation.inputs[0].active
    assert operation.input("region").optional
