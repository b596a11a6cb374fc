"""The zip for Krita: imported by Krita's own importer, switched on, set up in the window, used once, removed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.hosts import packaged

from tools.packages import krita as package

from .conftest import bare

pytestmark = pytest.mark.hosts


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (made,) = package.build(packaged.CLONE, tmp_path_factory.mktemp("zip"))
    return made


def _failed(found: dict[str, str]) -> dict[str, str]:
    return {name: problem for name, problem in found.items() if problem}


def test_the_zip(editor_root: Path, archive: Path, tmp_path: Path) -> None:
    editor = bare(editor_root, tmp_path)
    resources = editor.folder / ".local/share/krita"
    shutil.copy(archive, editor.folder / "inlay.zip")
    # A Krita that has nothing of Inlay's; the checks stand apart from it.
    importing = editor.window_checks("importing")
    assert _failed(importing) == {} and "check_krita_imports_the_zip" in importing
    assert (resources / "pykrita/inlay/__init__.py").is_file() and (resources / "actions/inlay.action").is_file()
    settings = editor.folder / ".config/kritarc"
    assert "enable_inlay=true" in settings.read_text()

    packaged.environment(editor_root, editor.folder)
    found = editor.window_checks("first")
    assert _failed(found) == {} and "check_it_is_set_up_and_works" in found

    told = packaged.uninstall(editor_root, editor.folder)
    assert [path.name for path in resources.rglob("*inlay*") if "inlay_checks" not in str(path)] == [], told
    assert not (editor.folder / packaged.DATA).exists(), told
    assert "enable_inlay=" not in settings.read_text()
