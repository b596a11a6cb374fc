"""The extension and the zip for GIMP: unpacked as an artist does, set up in the window, used once, removed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from tests.hosts import packaged

from inlay_setup.editors import EXTENSION
from tools.packages import gex

from .conftest import Editor, bare

pytestmark = pytest.mark.hosts

LOAD = """
from gi.repository import Gimp, Gio
load = Gimp.get_pdb().lookup_procedure("file-gex-load")
asked = load.create_config()
asked.set_property("file", Gio.File.new_for_path({file!r}))
assert load.run(asked).index(0) == Gimp.PDBStatusType.SUCCESS
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    extension, loose = gex.build(packaged.CLONE, tmp_path_factory.mktemp("gex"))
    return extension, loose


def _unpack(archive: Path, folder: Path) -> None:
    """As desktops do, with what may be started."""
    with zipfile.ZipFile(archive) as opened:
        for entry in opened.infolist():
            path = Path(opened.extract(entry, folder))
            if path.is_file():
                path.chmod(entry.external_attr >> 16 & 0o777)


def _set_up_and_use(editor: Editor, place: Path, checks: str) -> None:
    packaged.environment(editor.root, editor.folder)
    variables = {"INLAY_PLUG_INS": str(place)}
    found = editor.checks(checks, window=checks.startswith("window"), variables=variables)
    assert {name: problem for name, problem in found.items() if problem} == {}
    assert "check_it_is_set_up_and_works" in found


def test_the_zip(editor_root: Path, files: tuple[Path, Path], tmp_path: Path) -> None:
    editor = bare(editor_root, tmp_path)
    _unpack(files[1], editor.folder / "GIMP/plug-ins")
    _set_up_and_use(editor, editor.folder / "GIMP/plug-ins", "window_first")
    told = packaged.uninstall(editor_root, editor.folder)
    assert not (editor.folder / "GIMP/plug-ins/inlay").exists(), told
    assert not (editor.folder / packaged.DATA).exists(), told


def test_the_extension(editor_root: Path, files: tuple[Path, Path], tmp_path: Path) -> None:
    """GIMP's own loader unpacks it; GIMP 3.2 leaves it switched off and its entry without leave to be started."""
    editor = bare(editor_root, tmp_path)
    archive = editor.folder / files[0].name
    archive.write_bytes(files[0].read_bytes())
    editor.batch(LOAD.format(file=str(archive)))
    unpacked = editor.folder / "GIMP/extensions" / EXTENSION
    (unpacked / "inlay/inlay.py").chmod(0o755)
    noted = editor.folder / "GIMP/extensionrc"
    off = f'(GimpExtension "{EXTENSION}"\n    (active no))'
    assert off in noted.read_text()
    noted.write_text(noted.read_text().replace(off, off.replace("no)", "yes)")))
    _set_up_and_use(editor, unpacked, "extension")
    told = packaged.uninstall(editor_root, editor.folder)
    assert not unpacked.exists(), told
    assert not (editor.folder / "GIMP/plug-ins/inlay").exists()
