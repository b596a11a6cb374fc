"""The real napari in the Debian root: each check of ``inside/checks.py``, in one process under Xvfb."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.hosts import python_hosts

from tools import root


@pytest.fixture(scope="module")
def outcomes(editor_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    host = python_hosts.Host(editor_root, "napari", tmp_path_factory.mktemp("napari"))
    host.install(f"{root.PREFIX}-source/plugins/napari", uses_inlay=True)
    return host.outcomes("xvfb-run", "-a", "-s", "-screen 0 1400x1000x24")


@pytest.mark.parametrize("name", python_hosts.names("napari"))
def test_napari(outcomes: Mapping[str, str], name: str) -> None:
    assert not outcomes[name], outcomes[name]
