"""AppStream's own tool finds nothing wrong with what software centres and GIMP read of the extension."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.hosts import packaged

from inlay_setup.editors import EXTENSION
from tools import root as debian
from tools.packages import metainfo

pytestmark = pytest.mark.hosts
#: The project has no address of its own yet.
ADDRESSLESS = "--override=url-homepage-missing=info"


def test_it_is_valid(editor_root: Path, tmp_path: Path) -> None:
    path = tmp_path / f"{EXTENSION}.metainfo.xml"
    path.write_text(metainfo.document(packaged.CLONE), encoding="utf-8")
    done = debian.run(editor_root, ["appstreamcli", "validate", "--no-net", ADDRESSLESS, path], show=[tmp_path])
    assert done.returncode == 0, done.stdout + done.stderr
    assert not re.findall(r"^[EW]: .*", done.stdout, re.MULTILINE), done.stdout
