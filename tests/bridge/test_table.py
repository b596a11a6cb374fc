import json

import pytest
from plugins.bridge import installation, table

from inlay.contract.errors import InlayError
from inlay.operations import registry


def test_everything_that_is_declared_arrives(operations):
    declared = {operation.id: json.loads(json.dumps(operation.to_json())) for operation in registry.operations()}
    assert {name: json.loads(json.dumps(operation.to_json())) for name, operation in operations.items()} == declared


def test_options_of_a_choice(operations):
    choice = operations["seamless-clone"].parameters[0]
    assert [option.id for option in choice.options] == ["source", "stronger", "average", "monochrome"]
    assert all(option.label for option in choice.options)


def test_parameters_follow_the_capabilities(operations):
    operation = operations["sample-everything"]
    plain = {parameter.id for parameter in operation.parameters_for(())}
    assert {parameter.id for parameter in operation.parameters_for({"undoable-visibility"})} - plain == {"hide-source"}
    assert operation.defaults()["hide-source"] is False, "what is not offered still has its default"


def test_roles(operations):
    operation = operations["sample-everything"]
    assert operation.active_input.role == "source" and operation.selection_input.role == "region"
    assert operation.input("trimap").ways == ("item", "none") and operation.input("nothing") is None


def test_an_item_that_is_active_is_not_the_active_layer(operations):
    operation = operations["refine-edge"]
    assert operation.active_input.role == "image" and operation.active_input.unmasked
    assert operation.input("edge").active and not operation.input("edge").unmasked
    assert operation.input("edge").ways == ("item",)


@pytest.mark.parametrize(
    "content", ["", "[]", '{"version": 1}', '{"version": 99, "operations": []}', '{"version": 1, "operations": [{}]}']
)
def test_a_damaged_table_is_said(tmp_path, content):
    path = tmp_path / "operations.json"
    path.write_text(content)
    with pytest.raises(InlayError, match=r"install\.py"):
        table.load(path)


@pytest.mark.parametrize("content", [None, "nonsense", "{}", "[]"])
def test_a_damaged_record_is_said(tmp_path, content):
    path = tmp_path / "installation.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(InlayError, match=r"install\.py"):
        installation.load(path)


def test_the_record(tmp_path, record):
    path = tmp_path / "installation.json"
    path.write_text(json.dumps({**record._asdict(), "more": 1}))
    assert installation.load(path) == record


def test_offsets_to_either_side_widen_what_is_read(operations):
    heal = operations["heal-selection"]
    there, back = ({"radius": 5, "x": sign * 7, "y": -sign * 3, "smoothing": 0.0} for sign in (1, -1))
    assert heal.reach(there) == heal.reach(back) == heal.ring + 15
