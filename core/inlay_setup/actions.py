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
      <text>{name}…</text>
      <whatsThis>{summary}</whatsThis>
      <toolTip>{summary}</toolTip>
      <iconText>{name}</iconText>
      <activationFlags>1000</activationFlags>
      <activationConditions>0</activationConditions>
      <shortcut></shortcut>
      <isCheckable>false</isCheckable>
      <statusTip>{summary}</statusTip>
    </Action>
"""
TAIL = """  </Actions>
</ActionCollection>
"""


def document(table: dict[str, Any]) -> str:
    """The content of ``inlay.action`` for these operations."""
    keys = ("id", "name", "summary")
    operations = [{key: escape(operation[key]) for key in keys} for operation in table["operations"]]
    return HEAD + "".join(ACTION.format(**operation) for operation in operations) + TAIL
