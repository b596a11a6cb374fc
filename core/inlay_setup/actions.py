"""Krita's list of actions, made from the operation table: shortcuts, and when an action can be chosen."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

NAME = "inlay.action"
# An action can be chosen while a layer is active.
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<ActionCollection version="2" name="Scripts">
  <Actions category="Scripts">
    <text>Inlay</text>
"""
ACTION = """    <Action name="inlay_{id}">
      <text>{text}</text>
      <whatsThis>{summary}</whatsThis>
      <toolTip>{summary}</toolTip>
      <iconText>{name}</iconText>
      <activationFlags>1000</activationFlags>
      <activationConditions>0</activationConditions>
      <shortcut>{shortcut}</shortcut>
      <isCheckable>false</isCheckable>
      <statusTip>{summary}</statusTip>
    </Action>
"""
#: What Krita's own actions leave free: the last filter again is Ctrl+F there.
REPEAT = {
    "id": "repeat",
    "text": "Repeat Inlay",
    "name": "Repeat Inlay",
    "summary": "Do the last operation again, with the same settings and without a dialog.",
    "shortcut": "Ctrl+Alt+Shift+F",
}
TAIL = """  </Actions>
</ActionCollection>
"""


def document(table: dict[str, Any]) -> str:
    """The content of ``inlay.action`` for these operations."""
    actions = [REPEAT, *map(_action, table["operations"])]
    return HEAD + "".join(ACTION.format(**action) for action in actions) + TAIL


def _action(operation: dict[str, Any]) -> dict[str, str]:
    known = {key: escape(operation[key]) for key in ("id", "name", "summary")}
    return {**known, "text": f"{known['name']}…", "shortcut": ""}
