import json
import xml.etree.ElementTree as tree

from inlay.installation import actions, table

from .conftest import REPOSITORY

ADVICE = "run `python3 install.py manifest`"


def test_the_manifests_are_up_to_date():
    written = json.loads((REPOSITORY / "manifests/operations.json").read_text("utf-8"))
    assert written == table.own(), ADVICE
    assert (REPOSITORY / "manifests/inlay.action").read_text("utf-8") == actions.document(written), ADVICE


def test_only_inlays_own_operations_are_in_the_manifest():
    names = {operation["id"] for operation in table.own()["operations"]}
    assert "seamless-clone" in names
    assert not any(name.startswith("sample-") for name in names)


def test_names_are_escaped():
    content = actions.document({"operations": [{"id": "a", "name": "A < B", "summary": "Black & white"}]})
    action = tree.fromstring(content).find(".//Action")
    assert action is not None
    assert action.get("name") == "inlay_a"
    assert action.findtext("text") == "A < B…"
    assert action.findtext("toolTip") == "Black & white"
