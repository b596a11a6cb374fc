"""The closed vocabulary: what each kind of parameter takes, and what hosts are told."""

import dataclasses
import json
import math

import numpy as np
import pytest

from inlay.contract import declaration
from inlay.contract.parameter import PARAMETER_TYPES
from inlay.errors import ParameterError
from inlay.operations import parameters, registry
from inlay.operations.declaration import Input
from inlay.operations.parameters import Boolean, Choice, Colour, File, Integer, Number, Option, Point, Points, Text


def made(kind, **details):
    return kind(id="amount", label="Amount", help="How much.", **details)


INTEGER = made(Integer, default=1, minimum=-5, maximum=5)
NUMBER = made(Number, default=0.5, minimum=0, maximum=1)
CHOICE = made(Choice, default="a", options=(Option("a", "A"), Option("b", "B")))

ACCEPTED = [
    (INTEGER, "-3", -3),
    (NUMBER, "0.25", 0.25),
    (made(Boolean), "yes", True),
    (made(Boolean), "off", False),
    (CHOICE, "b", "b"),
    (made(Colour), "#ff000080", (1.0, 0.0, 0.0, 128 / 255)),
    (made(Colour), "#F00", (1.0, 0.0, 0.0, 1.0)),
    (made(Colour), "0f08", (0.0, 1.0, 0.0, 136 / 255)),
    (made(Colour), "red", (1.0, 0.0, 0.0, 1.0)),
    (made(Colour), "RebeccaPurple", (0.4, 0.2, 0.6, 1.0)),
    (made(Colour), "0000ff", (0.0, 0.0, 1.0, 1.0)),
    (made(Text), "hello", "hello"),
    (made(File), "a/b.png", "a/b.png"),
    (made(Point), "3,-4.5", (3.0, -4.5)),
    (made(Points), "1,2 3,4", ((1.0, 2.0), (3.0, 4.0))),
    (made(Points), "", ()),
]

REFUSED = [
    (INTEGER, "6"),
    (INTEGER, "1.5"),
    (NUMBER, "nan"),
    (NUMBER, "inf"),
    (NUMBER, "-0.1"),
    (made(Boolean), "maybe"),
    (CHOICE, "c"),
    (made(Colour), "#ff00f"),
    (made(Colour), "reddish"),
    (made(Colour), "##f00"),
    (made(Colour), ""),
    (made(Colour), "reddish"),
    (made(Text, maximum_length=3), "hello"),
    (made(File), "a\0b"),
    (made(Point), "3"),
    (made(Point), "3,nan"),
    (made(Points), "1,2 3"),
]


@pytest.mark.parametrize(("parameter", "text", "value"), ACCEPTED)
def test_a_written_value_is_read(parameter, text, value):
    assert parameter.parse(text) == value
    assert parameter.check(json.loads(json.dumps(value))) == value


@pytest.mark.parametrize(("parameter", "text"), REFUSED)
def test_a_wrong_value_is_refused_with_a_hint(parameter, text):
    with pytest.raises(ParameterError) as refusal:
        parameter.parse(text)
    assert refusal.value.message
    assert refusal.value.hint


@pytest.mark.parametrize("value", [True, "1", 1.5, None, [1], math.nan, math.inf])
def test_an_integer_takes_whole_numbers_only(value):
    with pytest.raises(ParameterError):
        INTEGER.check(value)


def test_an_operation_fills_in_defaults_and_names_what_it_does_not_know():
    operation = registry.find("seamless-clone")
    values = operation.check({"x": 3})
    assert values["x"] == 3
    assert values["gradients"] == "source"
    with pytest.raises(ParameterError, match="no parameter colour"):
        operation.check({"colour": 1})


def test_ways_name_the_default_first():
    def ways(**details):
        return Input(role="a", label="A", help="", **details).ways

    assert ways(kinds=("layer",), active=True) == ("active",)
    assert ways(kinds=("below", "layer")) == ("below", "layer-below", "layer")
    assert ways(kinds=("item",), optional=True) == ("item", "none")
    assert ways(kinds=("item",), paintable=True) == ("item", "none")
    assert ways(kinds=("selection",), optional=True) == ("selection",)


def test_strokes_serve_where_they_can_be_painted():
    def needs(paints, **details):
        return Input(role="a", label="A", help="", **{"kinds": ("item",), **details}).needs_picture(paints)

    assert needs(False, paintable=True) and not needs(True, paintable=True)
    assert needs(True) and not needs(False, optional=True)
    assert needs(False, kinds=("selection",)) and not needs(False, kinds=("selection",), optional=True)


def test_the_table_is_plain_data_in_the_closed_vocabulary():
    table = json.loads(json.dumps(registry.table()))
    kinds = {
        kind.type
        for kind in vars(parameters).values()
        if isinstance(kind, type) and issubclass(kind, parameters.Parameter) and kind is not parameters.Parameter
    }
    assert kinds == set(PARAMETER_TYPES)
    for operation in table["operations"]:
        assert {parameter["type"] for parameter in operation["parameters"]} <= kinds
        assert {kind for entry in operation["inputs"] for kind in entry["kinds"]} <= set(declaration.INPUT_KINDS)
        assert {output["kind"] for output in operation["outputs"]} <= set(declaration.OUTPUT_KINDS)


def test_every_default_is_valid():
    for operation in registry.operations():
        for parameter in operation.parameters:
            assert parameter.check(parameter.default) == parameter.default


def test_one_layer_at_most_is_the_active_one():
    for operation in registry.operations():
        active = [entry for entry in operation.inputs if entry.active]
        assert sum("layer" in entry.kinds for entry in active) <= 1, operation.id
        assert all(set(entry.kinds) & {"layer", "item"} for entry in active), operation.id


def test_the_reach_follows_the_parameters():
    operation = dataclasses.replace(registry.find("seamless-clone"), ring=2, ring_by=(("x", 1.5), ("y", 1)))
    assert operation.reach(operation.check({})) == 2
    assert operation.reach(operation.check({"x": 3, "y": 10})) == 2 + 5 + 10
    assert operation.to_json()["ring_by"] == [["x", 1.5], ["y", 1]]


def test_a_ring_may_follow_the_size_of_the_picture():
    operation = dataclasses.replace(registry.find("make-trimap"), ring=3, ring_percent=1.0, ring_by=(("outer", 2),))
    assert operation.reach({"outer": 2.5}, 1000) == 3 + 10 + 50
    assert operation.reach({"outer": 2.5}, 4000) == 3 + 40 + 200


def test_numbers_of_numpy_are_numbers():
    assert INTEGER.check(np.int64(3)) == 3 and type(INTEGER.check(np.uint8(3))) is int
    assert NUMBER.check(np.float32(0.5)) == 0.5 and type(NUMBER.check(np.float16(0.5))) is float


def test_a_truth_value_of_numpy_is_one():
    assert made(Boolean).check(np.float32(1) > 0) is True


@pytest.mark.parametrize("value", ["111", b"\0\1\1", ["1", "0", "0"], (True, False, True)])
def test_text_and_truth_values_are_no_numbers_of_a_colour_or_a_position(value):
    for parameter, given in ((Colour, value), (Point, value[:2]), (Points, [value[:2]])):
        with pytest.raises(ParameterError):
            made(parameter).check(given)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        (INTEGER, 10**5000),
        (NUMBER, 10**400),
        (NUMBER, np.bool_(True)),
        (CHOICE, []),
        (CHOICE, np.zeros(3)),
        (made(Colour), [10**400, 0, 0]),
        (made(Point), [10**400, 0]),
        (made(Points), [[10**400, 0]]),
        (made(Text), "a" * 1_000_000),
        (made(File), "\ud800.png"),
    ],
    ids=range(10),
)
def test_monsters_are_refused_in_a_few_words(parameter, value):
    with pytest.raises(ParameterError) as refusal:
        parameter.check(value)
    assert len(refusal.value.message) < 300


def test_a_name_of_bytes_that_are_no_text_is_a_files():
    assert made(File).check("caf\udce9.png") == "caf\udce9.png"
