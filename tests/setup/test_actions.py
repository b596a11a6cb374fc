import xml.etree.ElementTree as tree

import pytest

from inlay_setup import actions


@pytest.fixture(scope="module")
def listed():
    """The actions of a table of one operation, by name."""
    content = actions.document({"operations": [{"id": "a", "name": "A < B", "summary": "Black & white"}]})
    return {action.get("name"): action for action in tree.fromstring(content).iter("Action")}


def test_names_are_escaped(listed):
    assert listed["inlay_a"].findtext("text") == "A < B…"
    assert listed["inlay_a"].findtext("toolTip") == "Black & white"


def test_the_last_operation_can_be_repeated_by_a_shortcut(listed):
    assert list(listed) == ["inlay_repeat", "inlay_a"]
    assert listed["inlay_repeat"].findtext("text") == "Repeat Inlay"
    assert listed["inlay_repeat"].findtext("shortcut") == "Ctrl+Alt+Shift+F"
    assert listed["inlay_a"].findtext("shortcut") == "", "shortcuts are the artist's"
