"""What software centres and GIMP read of Inlay as an addition to GIMP: AppStream's metainfo."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from inlay_setup.editors import EXTENSION
from inlay_setup.errors import InstallationError
from inlay_setup.repository import Repository

#: Where the plug-in lies in its extension.
ENTRY = "inlay/inlay.py"
OLDEST_GIMP = "3.0.0"
DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<component type="addon">
  <id>{id}</id>
  <extends>org.gimp.GIMP</extends>
  <name>Inlay</name>
  <summary>Cut out, blend and retouch without seams</summary>
  <description>
    <p>
      Inlay pastes without a seam, cuts out with soft and clean edges, heals, matches colours and tidies up, under
      Filters, Inlay. The result is a new layer, mask, selection or path; your picture stays as it is, and one undo
      takes the result away.
    </p>
    <p>
      It works on any bit depth, with soft selections, and in the colour space of the picture. Nothing is sent
      anywhere, and nothing is generated.
    </p>
  </description>
  <metadata_license>CC0-1.0</metadata_license>
  <project_license>{licence}</project_license>
  <developer id="org.gimp.gimp.plugin.inlay">
    <name>The Inlay authors</name>
  </developer>
  <content_rating type="oars-1.1"/>
  <releases>
{releases}
  </releases>
  <requires>
    <id version="{oldest}" compare="ge">org.gimp.GIMP</id>
  </requires>
  <custom>
    <value key="GIMP::plug-in-path">{entry}</value>
  </custom>
</component>
"""
HEADING = re.compile(r"^## \[(?P<version>[^\]]+)\](?: - (?P<date>\d{4}-\d{2}-\d{2}))?", re.MULTILINE)


def document(clone: Repository) -> str:
    """The metainfo of this version.

    Raises
    ------
    InstallationError
        If ``pyproject.toml`` names no licence.
    """
    return DOCUMENT.format(
        id=EXTENSION,
        licence=escape(_licence(clone)),
        releases="\n".join(f"    <release {release}/>" for release in _releases(clone)),
        oldest=OLDEST_GIMP,
        entry=ENTRY,
    )


def _licence(clone: Repository) -> str:
    text = (clone.folder / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(r'^license = "(.+)"$', text, re.MULTILINE)
    if found is None:
        raise InstallationError("pyproject.toml names no licence.", "Restore it.")
    return found[1]


def _releases(clone: Repository) -> list[str]:
    """Those of the changes, newest first; this version stands first even where they do not know it yet."""
    changes = clone.folder / "CHANGELOG.md"
    text = changes.read_text(encoding="utf-8") if changes.exists() else ""
    dates = {found["version"]: found["date"] for found in HEADING.finditer(text) if found["date"]}
    dates = {clone.version: dates.get(clone.version, ""), **dates}
    return [f'version="{version}"' + (f' date="{date}"' if date else "") for version, date in dates.items()]
