"""Krita's list of Inlay's actions, made from an operation table: what Krita reads before any plug-in runs.

It gives every action its place among the shortcuts, and greys it out where there is no layer.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

# The bit of KisAction::ActivationFlag for "there is an active layer or mask".
ACTIVE_NODE = "1000"

COLLECTION = """<?xml version="1.0" encoding="UTF-8"?>
<ActionCollection version="2" name="Scripts">
  <Actions category="Scripts">
    <text>Inlay</text>
{actions}  </Actions>
</ActionCollection>
"""

ACTION = """    <Action name="inlay_{id}">
      <text>{name}…</text>
      <whatsThis>{summary}</whatsThis>
      <toolTip>{summary}</toolTip>
      <iconText>{name}</iconText>
      <activationFlags>{flags}</activationFlags>
      <activationConditions>0</activationConditions>
      <shortcut></shortcut>
      <isCheckable>false</isCheckable>
      <statusTip>{summary}</statusTip>
    </Action>
"""


def collection(table: dict[str, Any]) -> str:
    """The content of ``inlay.action`` for a table as ``operations.json`` holds it."""
    actions = (
        ACTION.format(
            id=escape(operation["id"]),
            name=escape(operation["name"]),
            summary=escape(operation["summary"]),
            flags=ACTIVE_NODE,
        )
        for operation in table["operations"]
    )
    return COLLECTION.format(actions="".join(actions))


if __name__ == "__main__":
    import sys
    from pathlib import Path

    from inlay.installation import table

    Path(sys.argv[1]).write_text(collection(table.own()), encoding="utf-8")
