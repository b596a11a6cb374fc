"""Windows and macOS as far as they can be shown here: their folders, names, programs and consoles, behind fakes.

What only a real machine can tell is in docs/developers/real-machines.md.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path, PureWindowsPath

import pytest
from plugins.bridge import launching, pipes
from tests.clones import REPOSITORY
from tests.setup.machine import Machine, program, tree

from inlay.system import memory
from inlay_setup import console, editors, install, record, uninstall
from inlay_setup.locations import locate

#: As long as Windows lets a user's name be.
LONGEST_USER = 20
#: Where paths are not longer unless an administrator says so.
MAX_PATH = 260


class WindowsMachine(Machine):
    """Programs as Windows has them."""

    def _answer(self, words: list[str], text: str) -> str:
        answer = super()._answer(words, text)
        if words[1:3] == ["-m", "venv"]:
            program(Path(words[3]) / "Scripts/python.exe")
        if "pip" in words and "install" in words:
            program(Path(words[0]).with_name("inlay.exe"))
        return answer


def files() -> list[str]:
    listed = subprocess.run(["git", "-C", REPOSITORY, "ls-files"], capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this is no clone")
    return listed.stdout.splitlines()


@pytest.fixture
def windows(artist, home):
    """An artist's folders on Windows, with blanks and letters that old code pages lack."""
    variables = {
        "USERPROFILE": str(home),
        "APPDATA": str(home / "AppData/Roaming"),
        "LOCALAPPDATA": str(home / "Daten für Łucja/Local"),
        "PATH": artist.search,
    }
    for folder in ("AppData/Roaming/GIMP/3.0", "AppData/Roaming/krita", "AppData/Local"):
        (home / folder).mkdir(parents=True)
    (home / "AppData/Local/kritarc").write_bytes(b"[theme]\r\nTheme=Krita dark\r\n")
    return locate(variables=variables, platform="win32", system=home / "C")


@pytest.fixture
def macos(artist, home):
    for folder in ("Application Support/GIMP/3.0", "Application Support/krita", "Preferences"):
        (home / "Library" / folder).mkdir(parents=True)
    return locate(variables={"HOME": str(home), "PATH": artist.search}, platform="darwin", system=home / "root")


def test_installed_and_removed_on_windows(windows, home, clone, not_by_sudo, capsys):
    machine = WindowsMachine()
    before = tree(home)
    assert install.install(clone, windows, run=machine.run) == 0
    data = home / "Daten für Łucja/Local/inlay"
    done = record.load(data)
    assert done.command == str(data / "environment/Scripts/inlay.exe") and not done.link
    assert done.command in capsys.readouterr().out
    assert (home / "AppData/Roaming/GIMP/3.0/plug-ins/inlay/inlay.py").is_file()
    assert (home / "AppData/Roaming/krita/pykrita/inlay/__init__.py").is_file()
    # What Krita has written it finds as it wrote it, line ends included.
    settings = (home / "AppData/Local/kritarc").read_bytes()
    assert settings.startswith(b"[theme]\r\nTheme=Krita dark\r\n") and b"\r\nenable_inlay=true\r\n" in settings
    assert uninstall.uninstall(windows, run=machine.run) == 0
    assert {name for name in tree(home) if "Łucja" not in name} == {name for name in before if "Łucja" not in name}
    assert (home / "AppData/Local/kritarc").read_bytes() == b"[theme]\r\nTheme=Krita dark\r\n"
    assert not data.exists()


def test_installed_and_removed_on_macos(macos, home, clone, machine, not_by_sudo):
    before = tree(home)
    assert install.install(clone, macos, run=machine.run) == 0
    support = home / "Library/Application Support"
    assert record.load(support / "inlay").command == str(support / "inlay/environment/bin/inlay")
    assert (support / "GIMP/3.0/plug-ins/inlay/inlay.py").stat().st_mode & 0o111
    assert (support / "krita/pykrita/inlay/__init__.py").is_file()
    assert b"enable_inlay=true" in (home / "Library/Preferences/kritarc").read_bytes()
    assert uninstall.uninstall(macos, run=machine.run) == 0
    assert tree(home) == before


@pytest.mark.parametrize("value", ["", "relative", "AppData\\Local"])
def test_a_local_folder_that_is_none(home, value):
    found = locate(variables={"USERPROFILE": str(home), "LOCALAPPDATA": value}, platform="win32")
    assert found.data == home / "AppData/Local/inlay"


def test_editors_that_run_are_seen_by_windows_own_list(windows):
    listed = '"System Idle Process","0"\n"gimp-3.0.exe","4711","Console","1","200.000 K"\n"krita.com","7","","",""\n'

    class Listing(Machine):
        def _answer(self, words, text):
            return "\n".join(line.split(",")[0] for line in listed.splitlines()) if "tasklist" in text else ""

    assert editors.running("gimp", windows, Listing().run)
    assert not editors.running("krita", windows, Listing().run)


def test_editors_that_run_are_seen_inside_their_bundles(macos):
    class Listing(Machine):
        def _answer(self, words, text):
            return "/sbin/launchd\n/Applications/GIMP.app/Contents/MacOS/gimp\n" if words[0] == "ps" else ""

    assert editors.running("gimp", macos, Listing().run)
    assert not editors.running("krita", macos, Listing().run)


def test_krita_is_found_where_macos_and_windows_keep_programs(windows, macos, machine, home):
    (home / "root/Applications/krita.app").mkdir(parents=True)
    (home / "C/Program Files/Krita (x64)").mkdir(parents=True)
    for system in (windows, macos):
        assert any(found.kind == "krita" for found in editors.find(system, machine.run, {}))


def test_a_worker_sees_what_windows_programs_need():
    own = {
        "SystemRoot": "C:\\Windows",
        "LocalAppData": "L",
        "Path": "P",
        "PYTHONHOME": "editor's",
        "QT_PLUGIN_PATH": "q",
    }
    assert launching.clean_environment(own) == {"SystemRoot": "C:\\Windows", "LocalAppData": "L", "Path": "P"}


def test_pipes_that_a_thread_reads_bring_what_polled_ones_do():
    """Windows cannot poll pipes."""
    program = "import sys\nfor line in sys.stdin: sys.stdout.write(line.upper()); sys.stdout.flush()"
    piped = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "bufsize": 0}
    for kind in (pipes.PolledPipes, pipes.ThreadedPipes):
        with subprocess.Popen([sys.executable, "-c", program], **piped) as process:
            both = kind(process.stdin, process.stdout)
            both.send(b"one\n" + b"x" * 200_000 + b"\n")
            found = b""
            while found.count(b"\n") < 2:
                arrived = both.receive(10)
                assert arrived is not None
                found += arrived
            assert found == b"ONE\n" + b"X" * 200_000 + b"\n"
            both.close_stdin()
            while both.receive(10) is not None:
                pass
            both.close()


def test_memory_that_windows_tells(monkeypatch):
    class Kernel:
        def GlobalMemoryStatusEx(self, status):
            status._obj.available = 3 << 30
            return 1

    monkeypatch.setattr(memory.ctypes, "WinDLL", lambda name: Kernel(), raising=False)
    assert memory._of_windows() == 3 << 30


@pytest.mark.parametrize("encoding", ["cp437", "cp1252", "ascii"])
def test_a_pipe_in_an_old_code_page_stops_nothing(monkeypatch, encoding):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    console.say("Installiert für Łucja: 画像")
    written = stream.buffer.getvalue().decode(encoding)
    assert written.startswith("Installiert f") and "\\u753b\\u50cf" in written


def test_paths_are_short_enough_for_windows():
    """With the longest name that a user may have, and what Python writes beside modules."""
    data = PureWindowsPath("C:/Users", "u" * LONGEST_USER, "AppData/Local/inlay")
    packages = data / "environment/Lib/site-packages"
    modules = [path for path in files() if path.startswith("core/")]
    longest = max(modules, key=len).removeprefix("core/")
    compiled = packages / Path(longest).parent / "__pycache__" / f"{Path(longest).stem}.cpython-314.opt-1.pyc"
    assert len(str(compiled)) < MAX_PATH


def test_names_of_files_are_names_on_windows_and_macos():
    names = files()
    assert len({name.lower() for name in names}) == len(names), "two names differ in case alone"
    reserved = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
    for name in names:
        for part in Path(name).parts:
            assert not re.search(r'[<>:"\\|?*]|[. ]$', part), name
            assert part.split(".")[0].lower() not in reserved, name


def test_a_home_with_letters_that_a_code_page_lacks(tmp_path):
    """The whole command, its output in a pipe as Windows makes one."""
    home = tmp_path / "Łucja 画"
    home.mkdir()
    variables = {**os.environ, "HOME": str(home), "PYTHONIOENCODING": "cp1252", "LANG": "C.UTF-8"}
    variables.pop("XDG_DATA_HOME", None)
    command = [sys.executable, REPOSITORY / "install.py", "--dry-run"]
    done = subprocess.run(command, env=variables, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert b"\\u0141ucja" in done.stdout
