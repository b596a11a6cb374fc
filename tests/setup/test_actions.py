import xml.etree.ElementTree as tree

from inlay_setup import actions


def test_names_are_escaped():
    content = actions.document({"operations": [{"id": "a", "name": "A < B", "summary": "Black & white"}]})
    action = tree.fromstring(content).find(".//Action")
    assert action is not None
    assert action.get("name") == "inlay_a"
    assert action.findtext("text") == "A < B…"
    assert action.findtext("toolTip") == "Black & white"
